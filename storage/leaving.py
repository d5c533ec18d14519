"""The part of the store that delivery uses: what may be sent by whom, and what became of it."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import attempts, outbox
from storage.attempts import Figures
from storage.database import Database
from storage.failures import Failure
from storage.outbox import Claimed
from storage.rows import LEASE
from storage.work import Try
from storage.writer import Job


class Leaving:
    """Claims messages, and notes what was answered. `storage.store.Store` is one."""

    _database: Database
    _holder: str

    async def claim(
        self, now: datetime, limit: int, lease: timedelta, within: tuple[str, str] | None = None
    ) -> list[Claimed]:
        """Take messages that are due, unsent and leased to nobody, for as long as `lease`.

        One a conversation: the next of it comes when this one is sent, or given up. `within`: of one organisation and
        conversation, whatever its time for another try, unless its service has asked to be left alone.
        """
        async with self._writing() as connection:
            return await outbox.claim(connection, self._holder, now, limit, lease, within)

    async def behind(self, organisation: str, cause: str, now: datetime) -> bool:
        """Whether something that is due and unsent comes before this message in its conversation."""
        async with self._reading() as connection:
            return await outbox.behind(connection, organisation, cause, now)

    async def renew(self, organisation: str, cause: str, now: datetime) -> Try | None:
        """Before an unsent reply is sent again: the try that begins, or None where another process has it in hand."""
        async with self._writing() as connection:
            return await outbox.renew(connection, self._holder, organisation, cause, now, LEASE)

    async def sent(
        self, organisation: str, cause: str, sent_id: str | None, now: datetime, trying: Try | None = None
    ) -> None:
        """A message of ours is there; `sent_id` is the channel's id of it."""
        rows = outbox.sent_rows(organisation, cause, self._holder, sent_id, now, trying)
        await self._write(Job(lambda _: rows))

    async def failed(
        self,
        organisation: str,
        cause: str,
        failure: Failure,
        error: str,
        now: datetime,
        retry_at: datetime | None = None,
        trying: Try | None = None,
    ) -> None:
        """A message could not be sent. Without `retry_at` it is given up, and shown by `could_not_reach`."""
        rows = outbox.failed_rows(organisation, cause, self._holder, failure, error, now, retry_at, trying)
        await self._write(Job(lambda _: rows))

    async def deliveries(self, organisation: str, now: datetime) -> Figures:
        """How many messages left and wait, and how many may have arrived twice."""
        async with self._reading() as connection:
            return await attempts.figures(connection, organisation, now)

    async def forget_old_tries(self, now: datetime) -> int:
        """Let go of tries that nobody asks for any more; how many."""
        async with self._writing() as connection:
            return await attempts.forget_old(connection, now)

    async def server_time(self) -> datetime | None:
        """What time it is by the database server's clock; None for a file, which has none."""
        if self._database.sqlite:
            return None
        async with self._reading() as connection:
            moment: datetime | None = await connection.scalar(select(func.clock_timestamp()))
            return moment

    # what the store gives -------------------------------------------------------------------------------------

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def _write(self, job: Job) -> None:
        raise NotImplementedError
