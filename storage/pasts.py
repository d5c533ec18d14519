"""Plans as they stood: what is asked for again is kept in memory, and what takes long is begun from a snapshot.

A snapshot is a past of a plan in the database. None is ever needed: it is made when there is time for it, dropped with
any word that is erased, and not looked at where another version of the code has made it.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.asked import Asked
from storage.history import read_changes, select_changes
from storage.past import Past, Structural
from storage.past_rows import past_of
from storage.plan import Plan
from storage.returns import Return, plan_as_returned
from storage.tables import plans

Reading = Callable[[], AbstractAsyncContextManager[AsyncConnection]]

MOST = 40_000  # actions in the pasts that are kept in memory, of all organisations: at most some 4 kB each
PLAN = 100  # actions that a plan weighs beside its own


class Pasts:
    """The pasts of one database's plans. Errors are `storage.work.StorageError`s."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._kept: OrderedDict[tuple[str, int, date], Past] = OrderedDict()

    def clear(self) -> None:
        self._kept.clear()

    async def as_at(self, organisation: str, plan: int, day: date) -> Past:
        """The plan as it stood at the end of a day."""
        async with self._reading() as connection:
            asked = await self._asked(connection, organisation, plan, day)
            kept = self._kept.get((organisation, plan, day))
            if kept is None or kept.number != asked.number:
                kept = await self._made(connection, asked)
        self._keep(kept)
        return kept

    async def as_known(self, organisation: str, plan: int, moment: datetime) -> Plan:
        """The plan as everybody could read it at a moment (UTC)."""
        async with self._reading() as connection:
            asked = await self._asked(connection, organisation, plan, moment.date(), moment)
            return (await self._made(connection, asked)).plan

    async def returned(self, plan: Plan, made: Return) -> Plan:
        """A plan as a return of it shows it; `plan` is the plan as it is."""
        async with self._reading() as connection:
            asked = await self._asked(connection, plan.organisation, plan.id, made.as_at, made.ended)
            base = await self._base(connection, asked.before_its_day())
            if base is not None:
                try:
                    return await asked.returned(connection, base, made, ZoneInfo(plan.zone))
                except Structural:
                    pass
            changes = await read_changes(connection, select_changes(plan.organisation, plan.id))
            return await asyncio.to_thread(plan_as_returned, changes, plan, made)

    async def _asked(
        self, connection: AsyncConnection, organisation: str, plan: int, day: date, moment: datetime | None = None
    ) -> Asked:
        """The question by what is recorded now; what was kept of words that have been erased since is let go."""
        one = plans.c
        query = select(one.change_number, one.redactions).where(one.organisation_id == organisation, one.id == plan)
        row = (await connection.execute(query)).one_or_none()
        number, redactions = (0, 0) if row is None else row
        for key, past in list(self._kept.items()):
            if key[:2] == (organisation, plan) and past.redactions != redactions:
                del self._kept[key]
        return Asked(organisation, plan, day, number, redactions, moment)

    async def _made(self, connection: AsyncConnection, asked: Asked) -> Past:
        base = await self._base(connection, asked)
        if base is not None:
            try:
                return await asked.from_base(connection, base)
            except Structural:
                pass
        return await asked.from_nothing(connection)

    async def _base(self, connection: AsyncConnection, asked: Asked) -> Past | None:
        """The newest past that the answer can begin from: in memory, or else a snapshot."""
        here = (past for key, past in self._kept.items() if key[:2] == (asked.organisation, asked.plan))
        best = max(filter(asked.follows, here), key=lambda past: past.day, default=None)
        day = await connection.scalar(asked.newest_snapshot())
        if day is None or (best is not None and best.day >= day):
            return best
        rows = (await connection.execute(asked.snapshot(day))).all()
        if not rows:
            return best
        found = await asyncio.to_thread(past_of, rows)
        self._keep(found)
        return found

    def _keep(self, past: Past) -> None:
        key = past.plan.organisation, past.plan.id, past.day
        self._kept[key] = past
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and sum(map(_weight, self._kept.values())) > MOST:
            self._kept.popitem(last=False)


def _weight(past: Past) -> int:
    return len(past.plan.actions) + PLAN
