"""Erasing what was written, for good. That and when it was erased stays to be seen, and the hash chains still hold."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables
from storage.past_rows import snapshots
from storage.return_tables import return_rows, return_words
from storage.work import StorageError


class Erasing:
    """What a store erases."""

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def redact(self, organisation: str, plan: int, sequence: int, now: datetime) -> None:
        """Erase what was written in one change, for good; that it was erased, and when, stays to be seen."""
        async with self._writing() as connection:
            await redact(connection, organisation, plan, sequence, now)

    async def redact_return(self, organisation: str, plan: int, label: str, sequence: int, now: datetime) -> None:
        """Erase what was written in one event of a return, for good; that and when it was erased stays to be seen."""
        async with self._writing() as connection:
            await redact_return(connection, organisation, plan, label, sequence, now)

    async def redact_row(self, organisation: str, plan: int, label: str, action: int, now: datetime) -> None:
        """Erase an action's text in a frozen return, for good."""
        async with self._writing() as connection:
            await redact_row(connection, organisation, plan, label, action, now)


async def redact(connection: AsyncConnection, organisation: str, plan: int, sequence: int, now: datetime) -> None:
    """Erase the words of one change and their salt. What other changes quote in `words_before` is theirs to erase."""
    where = tables.words.c
    erased = await connection.execute(
        tables.words.update()
        .where(where.organisation_id == organisation, where.plan_id == plan, where.sequence == sequence)
        .where(where.redacted.is_(None))
        .values(salt=None, words=None, words_before=None, redacted=now)
    )
    if erased.rowcount == 0:
        raise StorageError(f"Change {sequence} holds no words.")
    of = tables.plans.c
    bumped = tables.plans.update().where(of.organisation_id == organisation, of.id == plan)
    await connection.execute(bumped.values(redactions=of.redactions + 1))
    copies = snapshots.c  # what was kept of the past has the words too
    await connection.execute(snapshots.delete().where(copies.organisation_id == organisation, copies.plan_id == plan))


async def redact_return(
    connection: AsyncConnection, organisation: str, plan: int, label: str, sequence: int, now: datetime
) -> None:
    """Erase what was written in one event of a return, and its salt."""
    of = return_words.c
    the = of.organisation_id == organisation, of.plan_id == plan, of.label == label, of.sequence == sequence
    erased = await connection.execute(
        return_words.update().where(*the, of.redacted.is_(None)).values(salt=None, words=None, redacted=now)
    )
    if erased.rowcount == 0:
        raise StorageError(f"Event {sequence} of {label} holds no words.")


async def redact_row(
    connection: AsyncConnection, organisation: str, plan: int, label: str, action: int, now: datetime
) -> None:
    """Erase what every version of a frozen return prints of an action in an owner's words."""
    of = return_rows.c
    the = of.organisation_id == organisation, of.plan_id == plan, of.label == label, of.action == action
    rows = (await connection.execute(select(return_rows).where(*the, of.redacted.is_(None)))).all()
    if not rows:
        raise StorageError(f"{label} prints nothing of this action.")
    for row in rows:
        emptied = {**row.words, "update": "", "accepted": False}  # `append_only.OWN_WORDS`
        one = return_rows.update().where(*the, of.version == row.version)
        await connection.execute(one.values(words=emptied, salt=None, redacted=now))
