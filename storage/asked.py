"""One question about the past of a plan, and how it is answered from the record."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.history import select_told, told_of
from storage.past import Past, Structural, carried, demand_same_structure, told_late
from storage.past_rows import made_by, snapshots
from storage.plan import Change, Plan
from storage.replay import MAKERS, Builder
from storage.returns import Return, answers, as_returned
from storage.tables import changes
from storage.uncollected import uncollected

Made = TypeVar("Made")

FEW = 200  # changes that are followed at once; more of them in a thread, since others wait
AT_ONCE = 1_000  # changes that are read and followed at a time
LATE = 500  # items that are made anew, before it is better to begin from nothing
_MADE = changes.c.kind.in_([one.value for one in MAKERS])


@dataclass(frozen=True, slots=True)
class Asked:
    """The plan at the end of `day`, by the changes up to `number`; and by a `moment` (UTC), as it was known then."""

    organisation: str
    plan: int
    day: date
    number: int
    redactions: int
    moment: datetime | None = None

    def before_its_day(self) -> "Asked":
        """The same question of the day before."""
        return replace(self, day=self.day - timedelta(days=1))

    def follows(self, past: Past) -> bool:
        """Whether the answer can begin from a past: everything in that is in the answer too."""
        known = self.moment is None or past.recorded is None or past.recorded <= self.moment
        return known and past.day <= self.day and past.number <= self.number and past.redactions == self.redactions

    # --- snapshots -----------------------------------------------------------------------------------------------

    def newest_snapshot(self) -> Select[Any]:
        """The day of the newest one that the answer can begin from."""
        return self._snapshots(select(func.max(snapshots.c.day)).where(snapshots.c.part == 0))

    def snapshot(self, day: date) -> Select[Any]:
        """Its rows, in order."""
        return self._snapshots(select(snapshots).where(snapshots.c.day == day).order_by(snapshots.c.part))

    def _snapshots(self, query: Select[Any]) -> Select[Any]:
        one = snapshots.c
        query = query.where(one.organisation_id == self.organisation, one.plan_id == self.plan, one.day <= self.day)
        query = query.where(one.redactions == self.redactions, one.number <= self.number, one.made_by == made_by())
        return query if self.moment is None else query.where(one.recorded.is_(None) | (one.recorded <= self.moment))

    # --- the answer ----------------------------------------------------------------------------------------------

    async def from_base(self, connection: AsyncConnection, base: Past) -> Past:
        """The answer, begun from an earlier past. Raises Structural where that is none to begin from."""
        one = changes.c
        later = await self._read(connection, self._changes().where(one.effective > base.day, one.effective <= self.day))
        since = await self._read(connection, self._changes().where(one.sequence > base.number))
        plan = await self._carried(connection, base, later, since)
        return self._past(plan, [base.recorded, *(change.recorded for change in (*later, *since))])

    async def _carried(
        self, connection: AsyncConnection, base: Past, later: Sequence[Change], since: Sequence[Change]
    ) -> Plan:
        """A past brought to the day: by what is of later days, and by what was told since of its own and earlier."""
        new = [*later, *(change for change in since if change.effective <= base.day)]
        demand_same_structure(new)
        late = told_late(base, new)
        if len(late) > LATE:
            raise Structural
        query = self._changes().where(changes.c.subject.in_(late))
        whole = await self._read(connection, query) if late else []
        whole += [change for change in later if change.subject in late and change not in whole]
        return await _aside(len(new) + len(whole), partial(carried, base, new, whole, self.day))

    async def returned(self, connection: AsyncConnection, base: Past, made: Return, zone: ZoneInfo) -> Plan:
        """The plan as a return shows it, begun from a past of a day before the return's. Raises Structural."""
        one = changes.c
        later = await self._read(connection, self._changes().where(one.effective > base.day, one.effective <= self.day))
        since = await self._read(connection, self._changes().where(one.sequence > base.number))
        window = [one.effective > self.day, one.recorded >= made.opened]
        told = map(told_of, (await connection.execute(self._changes().where(*window))).all())
        counted = [one for one in told if one.sequence <= self.number and answers(one, made, zone)]
        return await self._carried(connection, base, [*later, *as_returned(counted, made, zone)], since)

    async def from_nothing(self, connection: AsyncConnection) -> Past:
        """The answer from every change, some at a time."""
        builder = Builder(Plan(self.organisation, self.plan), remembers=False)
        recorded: list[datetime | None] = [None]
        for query, place in ((self._makers(), _sequence), (self._others(), _time)):
            rows = (await connection.execute(query)).all()
            while rows:
                told = [change for row in rows if self._holds(change := told_of(row))]
                await _aside(len(told), partial(builder.follow, told))
                recorded = [max(filter(None, (*recorded, *(one.recorded for one in told))), default=None)]
                rows = (await connection.execute(query.where(place(rows[-1])))).all() if len(rows) == AT_ONCE else []
        return self._past(builder.now(), recorded)

    def _makers(self) -> Select[Any]:
        return self._changes().where(_MADE).order_by(changes.c.sequence).limit(AT_ONCE)

    def _others(self) -> Select[Any]:
        one = changes.c
        query = self._changes().where(~_MADE, one.effective <= self.day)
        return query.order_by(one.effective, one.sequence).limit(AT_ONCE)

    def _changes(self) -> Select[Any]:
        return select_told(self.organisation, self.plan)

    async def _read(self, connection: AsyncConnection, query: Select[Any]) -> list[Change]:
        rows = (await connection.execute(query)).all()
        return [change for row in rows if self._holds(change := told_of(row))]

    def _holds(self, change: Change) -> bool:
        known = self.moment is None or change.recorded <= self.moment
        return known and change.effective <= self.day and change.sequence <= self.number

    def _past(self, plan: Plan, recorded: Iterable[datetime | None]) -> Past:
        newest = max(filter(None, recorded), default=None)
        return Past(plan, self.day, self.number, self.redactions, newest)


def _sequence(row: Any) -> Any:
    return changes.c.sequence > row.sequence


def _time(row: Any) -> Any:
    return tuple_(changes.c.effective, changes.c.sequence) > tuple_(row.effective, row.sequence)


async def _aside(size: int, make: Callable[[], Made]) -> Made:
    """At once where it is little; else in a thread, so that others go on."""
    if size <= FEW:
        return make()
    return await asyncio.to_thread(_without_collection, make)


def _without_collection(make: Callable[[], Made]) -> Made:
    with uncollected():
        return make()
