"""How the database is, for whoever looks after it: whether it answers and is of this version, and what waits in it."""

from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.inbox import LEFT
from storage.people import Kind, Role
from storage.schema import demand_current
from storage.tables import inbox, outbox, people


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits, in all organisations, and since when its oldest does."""

    unsent: int
    unsent_since: datetime | None
    arrived: int
    arrived_since: datetime | None


class Pulse:
    """The part of the store that is asked how it is. `storage.store.Store` is one."""

    _database: Database

    async def demand_current(self) -> None:
        """Raises Away where the database does not answer, SchemaTooOld where it is not of this version."""
        await demand_current(self._database)

    async def backlog(self, now: datetime) -> Backlog:
        """What is due and unsent, and what has arrived and had no turn yet. Raises Away."""
        due = and_(outbox.c.sent.is_(None), outbox.c.given_up.is_(None), outbox.c.due <= now)
        unsent = select(func.count(), func.min(outbox.c.due)).where(due)
        arrived = select(func.count(), func.min(inbox.c.received)).where(inbox.c.leased_until != LEFT)
        async with self._reading() as connection:
            leaving = (await connection.execute(unsent)).one()
            coming = (await connection.execute(arrived)).one()
        return Backlog(leaving[0], leaving[1], coming[0], coming[1])

    async def without_officer(self, day: date) -> list[str]:
        """The organisations with people of whom none is a performance officer on a day. Raises Away."""
        one = people.c
        here = and_(one.kind == Kind.PERSON.value, or_(one.until.is_(None), one.until >= day))
        officers = func.sum(case((and_(here, one.role == Role.OFFICER.value), 1), else_=0))
        query = select(one.organisation_id).group_by(one.organisation_id).having(officers == 0)
        async with self._reading() as connection:
            return list(await connection.scalars(query.order_by(one.organisation_id)))

    async def try_writing(self) -> None:
        """Write what is there already, and take it back. Raises Away."""
        with suppress(_TakenBack):
            async with self._writing() as connection:
                await connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
                raise _TakenBack

    def database_errors(self) -> dict[str, int]:
        """How often the database has refused this process, by the kind of refusal."""
        return dict(self._database.refused)

    # what the store gives -------------------------------------------------------------------------------------

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError


class _TakenBack(Exception):
    """Nothing is to be kept."""
