"""What a store tells of the past, and the snapshots that it keeps so that it can tell it soon."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.copies import Copy
from storage.kept_now import NOW, as_it_is
from storage.past import Past
from storage.past_rows import made_by, snapshot_rows, snapshots
from storage.pasts import Pasts
from storage.plan import Plan
from storage.returns import Return
from storage.tables import plans

MANY = 2_000  # changes: of a plan with fewer, any past is made in a moment
AGAIN = 500  # changes since it was last kept: so many are followed in a moment
KEPT = timedelta(weeks=13)  # how long a week's end is kept; a month's end is kept on


class PastsKept:
    """The plan as it stood, and as it was known."""

    _pasts: Pasts
    _copies: dict[str, Copy]

    async def plans(self, organisation: str) -> Mapping[int, Plan]:
        raise NotImplementedError

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    def _writing(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def as_at(self, organisation: str, plan: int, day: date) -> Plan:
        """The plan as it stood at the end of a day: every change effective by then. It carries no `recent`."""
        return (await self._pasts.as_at(organisation, plan, day)).plan

    async def as_known(self, organisation: str, plan: int, moment: datetime) -> Plan:
        """The plan as everybody could read it at a moment (UTC): every change recorded by then. Without `recent`."""
        return await self._pasts.as_known(organisation, plan, moment)

    async def as_returned(self, plan: Plan, made: Return) -> Plan:
        """A plan as a return of it shows it (`storage.returns.plan_as_returned`); `plan` is the plan as it is."""
        return await self._pasts.returned(plan, made)

    async def keep_snapshots(self, today: date, many: int = MANY) -> int:
        """Keep how every long plan stood at the end of the last week and of the last month; how many were made.

        What is asked of these days, and of those after them, is then told soon. A long plan has more
        than `many` changes. Raises Away.
        """
        made = 0
        for day in {_last_sunday(today), today.replace(day=1) - timedelta(days=1)}:
            for organisation, plan in await self._without_snapshot(day, many):
                await self._put_snapshot(await self._pasts.as_at(organisation, plan, day))
                made += 1
        await self._drop_snapshots(today)
        return made

    async def keep_as_they_are(self, many: int = MANY) -> int:
        """Keep how every long plan stands now, where much was recorded since that was kept; how many were made.

        A process that starts then begins from there. Raises Away.
        """
        moved_on = await self._moved_on(many)
        for organisation, plan in moved_on:
            await self.plans(organisation)
            held = self._copies[organisation].plans[plan]
            await self._put_snapshot(as_it_is(held.plan, held.redactions))
        return len(moved_on)

    async def snapshot_days(self, organisation: str, plan: int) -> list[date]:
        """The days of which a plan has a snapshot, in no order."""
        one = snapshots.c
        query = select(one.day).where(one.organisation_id == organisation, one.plan_id == plan, one.part == 0)
        query = query.where(one.day < NOW)
        async with self._reading() as connection:
            return list(await connection.scalars(query))

    async def _moved_on(self, many: int) -> list[tuple[str, int]]:
        """Long plans that are not kept as they are now, or as they were a few changes ago."""
        of, one = plans.c, snapshots.c
        here = one.organisation_id == of.organisation_id, one.plan_id == of.id, one.day == NOW
        has = select(one.day).where(
            *here,
            one.made_by == made_by(),
            one.redactions == of.redactions,
            one.number > of.change_number - AGAIN,
        )
        query = select(of.organisation_id, of.id).where(of.change_number > many, ~has.exists())
        async with self._reading() as connection:
            return [(row.organisation_id, row.id) for row in await connection.execute(query)]

    async def _without_snapshot(self, day: date, many: int) -> list[tuple[str, int]]:
        """Long plans without a snapshot of a day that can be used."""
        of, one = plans.c, snapshots.c
        has = select(one.day).where(
            one.organisation_id == of.organisation_id,
            one.plan_id == of.id,
            one.day == day,
            one.made_by == made_by(),
        )
        query = select(of.organisation_id, of.id).where(of.change_number > many, ~has.exists())
        async with self._reading() as connection:
            return [(row.organisation_id, row.id) for row in await connection.execute(query)]

    async def _put_snapshot(self, past: Past) -> None:
        rows = await asyncio.to_thread(lambda: list(snapshot_rows(past)))
        one = snapshots.c
        old = delete(snapshots).where(
            one.organisation_id == past.plan.organisation, one.plan_id == past.plan.id, one.day == past.day
        )
        of = plans.c
        query = select(of.redactions).where(of.organisation_id == past.plan.organisation, of.id == past.plan.id)
        async with self._writing() as connection:
            if await connection.scalar(query.with_for_update()) == past.redactions:  # else words were erased meanwhile
                await connection.execute(old)
                await connection.execute(insert(snapshots), rows)

    async def _drop_snapshots(self, today: date) -> None:
        """Let go of weeks' ends of long ago, and of what another version has made."""
        one = snapshots.c
        async with self._writing() as connection:
            await connection.execute(delete(snapshots).where(one.made_by != made_by()))
            old = await connection.scalars(select(one.day).where(one.day < today - KEPT).distinct())
            days = [day for day in old if (day + timedelta(days=1)).day != 1]
            await connection.execute(delete(snapshots).where(one.day.in_(days)))


def _last_sunday(today: date) -> date:
    return today - timedelta(days=today.isoweekday())
