"""The part of the store that keeps what has arrived before its turn is done."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage import inbox
from storage.database import Database
from storage.inbox import Arrived


class InboxKept:
    """What was told to have arrived. `storage.store.Store` is one."""

    _database: Database

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def put_arrived(self, arrived: Arrived) -> None:
        """Keep something before its service is told that it has arrived. Once; raises Away, and then it is not kept."""
        async with self._writing() as connection:
            await inbox.put(connection, self._database.dialect, arrived)

    async def take_arrived(self, channel: str, now: datetime, limit: int) -> list[Arrived]:
        """What arrived in a channel and is in nobody's hands, oldest first; in ours for a while from now on."""
        async with self._writing() as connection:
            return await inbox.take(connection, channel, now, limit)

    async def settle_arrived(self, arrived: Arrived) -> None:
        """The turn of what had arrived is done."""
        async with self._writing() as connection:
            await inbox.settle(connection, arrived)

    async def leave_arrived(self, arrived: Arrived) -> None:
        """What had arrived is not taken any more, and is kept for a while yet."""
        async with self._writing() as connection:
            await inbox.leave(connection, arrived)

    async def forget_left(self, now: datetime) -> int:
        """Let go of what was left in the inbox long ago; how much."""
        async with self._writing() as connection:
            return await inbox.forget_left(connection, now)
