"""Group commit: whoever waits to write shares a transaction, and a refusal is nobody's but the refused one's.

A batch is first written as if nobody else wrote: one transaction without a look at what stands there. Where another
process was quicker it is written again, now with the plans' rows locked and what has changed in them read: only what
touches the same item is then refused.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Executable

from storage.copies import Copy, Standing, look
from storage.database import Database
from storage.prepared import run
from storage.statements import Row, Rows, Tagged, statements
from storage.work import Away

BATCH = 200  # how many pieces of work share a commit at most

# An insert that numbers itself from a counter → the statement that counts, and what one counter belongs to.
NUMBERED = {"outbox": ("the_organisation_id", "the_conversation_id"), "new_schedules": ("the_organisation_id",)}


@dataclass(slots=True, eq=False)
class Job:
    """Rows that are written together or not at all. `build` makes them, after whoever comes before in the transaction.

    `keys` are what the rows check a version of: two jobs with a key in common are never of one batch, since the second
    can only be judged after the first. `plans` are (organisation, id) of those that it changes. `places` are rows that
    are mostly there already; `known` says whether they are.
    """

    build: Callable[[Standing], Iterable[Tagged]]
    keys: frozenset[Any] = frozenset()
    plans: frozenset[tuple[str, int]] = frozenset()
    places: Sequence[Tagged] = ()
    known: bool = False
    written: Callable[[], None] | None = None  # called after the commit, before anybody hears of it
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Writer:
    """Writes all jobs that wait in one transaction; after a failure with a look at the plans, then each alone."""

    def __init__(self, database: Database, copies: dict[str, Copy]) -> None:
        self._database = database
        self._copies = copies
        self._statements = statements(database.dialect)
        self._waiting: list[Job] = []
        self._task: asyncio.Task[None] | None = None

    async def write(self, job: Job) -> None:
        """Returns after the job's commit; raises what refused it."""
        self._waiting.append(job)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain())
        await job.done

    async def close(self) -> None:
        """Wait until everything that was asked for is written."""
        if self._task is not None:
            await self._task

    async def _drain(self) -> None:
        while batch := self._next_batch():
            try:
                await self._write(batch)
            except BaseException as error:  # nobody may wait for ever, whatever went wrong here
                for job in batch:
                    _settle(job, error)
                raise

    def _next_batch(self) -> list[Job]:
        taken: list[Job] = []
        later: list[Job] = []
        keys: set[Any] = set()
        for job in self._waiting:
            if job.done.cancelled():
                continue
            if len(taken) < BATCH and keys.isdisjoint(job.keys):
                taken.append(job)
                keys |= job.keys
            else:
                later.append(job)
        self._waiting = later
        return taken

    async def _write(self, batch: list[Job], *, again: bool = False) -> None:
        try:
            await (self._looking(batch) if again else self._at_once(batch))
        except Away as error:
            for job in batch:  # trying each alone would only make everybody wait for the lock in turn
                _settle(job, error)
        except Exception as error:
            if again and len(batch) == 1:
                _settle(batch[0], error)
            elif again:
                for job in batch:
                    await self._write([job], again=True)
            else:
                for job in batch:
                    job.known = False
                await self._write([job for job in batch if not job.done.done()], again=True)

    async def _at_once(self, batch: list[Job]) -> None:
        standing = Standing(self._copies)
        built = _built(batch, standing)
        if not built:
            return
        rows = gathered(built.values())
        await self._database.do(lambda connection: execute(connection, self._statements, rows))
        _written(built, standing)

    async def _looking(self, batch: list[Job]) -> None:
        """As the plans stand now: nobody else changes them until the commit."""
        async with self._database.write() as connection:
            await look(connection, self._copies, frozenset().union(*(job.plans for job in batch)))
            standing = Standing(self._copies)
            built = _built(batch, standing)
            rows = gathered(built.values())
            await connection.run_sync(execute, self._statements, rows)
        _written(built, standing)


def _built(batch: list[Job], standing: Standing) -> dict[Job, list[Tagged]]:
    return {job: rows for job in batch if (rows := _build(job, standing)) is not None}


def _written(built: Iterable[Job], standing: Standing) -> None:
    standing.keep()
    for job in built:
        if job.written:
            job.written()
        _settle(job, None)


def _build(job: Job, standing: Standing) -> list[Tagged] | None:
    """The job's rows; None where it is refused already, and has been told."""
    try:
        return [*(() if job.known else job.places), *job.build(standing)]
    except Exception as error:
        _settle(job, error)
        return None


def _settle(job: Job, error: BaseException | None) -> None:
    if job.done.done():
        return
    if error is None:
        job.done.set_result(None)
    else:
        job.done.set_exception(error if isinstance(error, Exception) else Away("Stopped while writing; try again."))


def execute(connection: Connection, known: Mapping[str, Executable], rows: Rows) -> None:
    """Run the statements in their order, each once for all its rows."""
    for name, statement in known.items():
        if rows.get(name):
            run(connection, statement, rows[name])


def gathered(batch: Iterable[Iterable[Tagged]]) -> dict[str, list[Row]]:
    """The rows of a batch by statement. Rows that may lock each other's are sorted, so that replicas never deadlock."""
    rows: dict[str, list[Row]] = {}
    for name, row in chain.from_iterable(batch):
        rows.setdefault(name, []).append(row)
    for name, keys in NUMBERED.items():
        if name in rows:
            rows[name] = _numbered(rows[name], keys)
    for name in LOCKING & rows.keys():
        rows[name].sort(key=_lock_order)
    return rows


LOCKING = {
    "organisations",
    "directory",
    "conversations",
    "plans",
    "identities",
    "addresses",
    "links",
    "known",
    "claims",
    "released",
    "let_go",
    "memories",
    "outbox_counted",
}
LOCKED_BY = (
    "organisation_id",
    "the_organisation_id",
    "id",
    "the_id",
    "channel",
    "the_channel",
    "conversation_id",
    "the_conversation_id",
    "the_message_id",
    "identity_id",
    "the_identity_id",
)


def _lock_order(row: Row) -> tuple[str, ...]:
    return tuple(str(row.get(key, "")) for key in LOCKED_BY)


def _numbered(rows: list[Row], keys: tuple[str, ...]) -> list[Row]:
    """Each row with how far it stands behind the counter, which has counted all of them by then."""
    left = Counter(tuple(row[key] for key in keys) for row in rows)
    numbered = []
    for row in rows:
        counter = tuple(row[key] for key in keys)
        left[counter] -= 1
        numbered.append(row | {"behind": left[counter]})
    return numbered
