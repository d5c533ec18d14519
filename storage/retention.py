"""How long what people said lies as they said it. The record of the plan, with its notes, stays."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, null, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import held, messages, outbox

SWEPT = 500  # rows that are let go of at once, so that nobody waits for long


async def forget_talk(connection: AsyncConnection, before: datetime) -> int:
    """Let go of the words of messages that were heard, kept or sent before a moment; of how many. That there was a
    message stays, so that none is taken twice."""
    swept = 0
    for table, old, empty in (
        (messages, and_(messages.c.received < before, messages.c.text.is_not(None)), {"text": null()}),
        (held, and_(held.c.received < before, held.c.waits == 0, held.c.said != {}), {"said": {}}),
        (outbox, and_(_done(before), outbox.c.reply != EMPTY), {"reply": EMPTY, "shows": None, "files_until": None}),
    ):
        keys = list(table.primary_key.columns)
        some = [tuple(row) for row in await connection.execute(select(*keys).where(old).limit(SWEPT))]
        if some:
            await connection.execute(table.update().where(tuple_(*keys).in_(some)).values(empty))
        swept += len(some)
    return swept


EMPTY = {"text": ""}


def _done(before: datetime) -> ColumnElement[bool]:
    return or_(outbox.c.sent < before, outbox.c.given_up < before)


class Retained:
    """What a store lets go of in time."""

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def forget_talk(self, now: datetime, days: int) -> int:
        """Let go of the words of messages older than so many days; of how many. 0 days: never. Raises Away."""
        if not days:
            return 0
        async with self._writing() as connection:
            return await forget_talk(connection, now - timedelta(days=days))
