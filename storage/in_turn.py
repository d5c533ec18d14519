"""One conversation at a time, across processes: whoever takes a message waits for the turn before it to be done.

A PostgreSQL server keeps the locks (https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS), for as
long as the process is connected. One that is free is asked for on a connection that all turns share; one that is not is
queued for on a connection of its own, since the server serves a queue in the order of asking.
The locks keep the order, and nothing rests on them: a turn that had none is refused by the versions that it checks. So
where they cannot be had (no connection, a server without them), or somebody keeps one for too long, the turn goes on
without. A file has none, and one process.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from sqlalchemy import ARRAY, BigInteger, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, refusals
from storage.work import StorageError

PATIENCE = 15.0  # seconds: so long one waits for another process's turn
QUEUES = 8  # conversations that wait for another process at once; more wait for these

_keys = func.unnest(bindparam("keys", type_=ARRAY(BigInteger))).table_valued("key").render_derived()
TRY = select(_keys.c.key, func.pg_try_advisory_lock(_keys.c.key))
WAIT = select(func.pg_advisory_lock(bindparam("key", type_=BigInteger)))
UNLOCK = select(_keys.c.key, func.pg_advisory_unlock(_keys.c.key))


@dataclass(slots=True, eq=False)
class _Asked:
    """A lock that is wanted, or given back; whether it was had, None where none can be."""

    key: int
    wanted: bool
    answer: asyncio.Future[bool | None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class InTurn:
    """The turns of one process. Whoever asks at the same moment shares a statement."""

    def __init__(self, database: Database, patience: float = PATIENCE) -> None:
        self._sqlite = database.sqlite
        self._shown = database.shown
        self._engine = database.locking(1 + QUEUES, patience)
        self._queues = asyncio.Semaphore(QUEUES)
        self._asked: list[_Asked] = []
        self._task: asyncio.Task[None] | None = None
        self._connection: AsyncConnection | None = None

    @asynccontextmanager
    async def of(self, organisation: str, conversation: str) -> AsyncIterator[None]:
        """No other process has a turn in the conversation meanwhile; within a process the caller sees to that."""
        if self._sqlite:
            yield
            return
        key = _key(organisation, conversation)
        had = await self._try(key)
        if had is False:
            async with self._queued(key):
                yield
            return
        try:
            yield
        finally:
            if had:
                self._ask(_Asked(key, wanted=False))

    async def close(self) -> None:
        if self._task is not None:
            await self._task
        await self._drop()
        await self._engine.dispose()

    @asynccontextmanager
    async def _queued(self, key: int) -> AsyncIterator[None]:
        """Behind whoever asked earlier. The connection is closed afterwards, and its lock with it."""
        async with AsyncExitStack() as kept:
            try:
                await kept.enter_async_context(self._queues)
                with refusals(self._shown):
                    connection = await self._engine.connect()
                    kept.push_async_callback(_shut, connection)
                    await connection.execute(WAIT, {"key": key})
            except StorageError:
                await kept.aclose()  # somebody keeps it for too long, or it cannot be had
            yield

    # on the connection that all share ---------------------------------------------------------------------------

    async def _try(self, key: int) -> bool | None:
        asked = _Asked(key, wanted=True)
        self._ask(asked)
        try:
            return await asyncio.shield(asked.answer)
        except asyncio.CancelledError:
            asked.answer.add_done_callback(lambda done: self._ask(_Asked(key, wanted=False)) if done.result() else None)
            raise

    def _ask(self, asked: _Asked) -> None:
        self._asked.append(asked)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._answer())

    async def _answer(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, []
            try:
                had = await self._run(asked)
            except Exception:  # whatever it is: a turn waits for this answer, and does without the lock
                await self._drop()
                had = {}
            for one in asked:
                one.answer.set_result(had.get(one.key))

    async def _run(self, asked: Sequence[_Asked]) -> dict[int, bool]:
        """What is given back goes first, so that it can be had again."""
        with refusals(self._shown):
            if self._connection is None:
                self._connection = await self._engine.connect()
            if back := [one.key for one in asked if not one.wanted]:
                await self._connection.execute(UNLOCK, {"keys": back})
            if not (wanted := [one.key for one in asked if one.wanted]):
                return {}
            return {key: had for key, had in await self._connection.execute(TRY, {"keys": wanted})}

    async def _drop(self) -> None:
        """With the connection the server lets go of every lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await _shut(connection)


async def _shut(connection: AsyncConnection) -> None:
    await connection.invalidate()
    await connection.close()


def _key(organisation: str, conversation: str) -> int:
    """64 bits, as the server numbers its locks. Two conversations of one number only wait for each other."""
    digest = sha256(f"{organisation}\0{conversation}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
