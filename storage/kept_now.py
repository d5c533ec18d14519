"""How long plans stand now, kept beside their record, so that a process that starts tells of them soon.

It is a snapshot as those of past days are (`storage.past_rows`), under a day of its own. None is ever needed: the
record alone is the truth, and what was recorded since is read from it.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.history import read_changes, select_changes
from storage.past import Past
from storage.past_rows import made_by, past_of, snapshots
from storage.plan import MOST_RECENT, Change, Plan
from storage.replay import first_recent, replay
from storage.tables import changes

NOW = date.max  # the day that it is kept under: later than any that is asked about


def as_it_is(plan: Plan, redactions: int) -> Past:
    """A plan as it is, to be kept. What it remembers of its record is read again from that."""
    return Past(replace(plan, recent=()), NOW, plan.number, redactions)


async def begun(connection: AsyncConnection, organisation: str, plan: int, number: int, redactions: int) -> Plan | None:
    """The plan as it was last kept, not later than change `number`; None where it was not, or not as it is now."""
    kept = snapshots.c.redactions == redactions, snapshots.c.number <= number, snapshots.c.made_by == made_by()
    rows = (await connection.execute(_kept(organisation, plan).where(*kept))).all()
    if not rows:
        return None
    found = (await asyncio.to_thread(past_of, rows)).plan
    return replace(found, recent=await _recent(connection, found))


def _kept(organisation: str, plan: int) -> Select[Any]:
    one = snapshots.c
    here = one.organisation_id == organisation, one.plan_id == plan, one.day == NOW
    return select(snapshots).where(*here).order_by(one.part)


async def _recent(connection: AsyncConnection, plan: Plan) -> tuple[Change, ...]:
    """What a plan remembers of its record: told by when each change was recorded, and then read."""
    one, after = changes.c, max(0, plan.number - MOST_RECENT)
    of = one.organisation_id == plan.organisation, one.plan_id == plan.id
    times = select(one.sequence, one.recorded).where(*of, one.sequence > after, one.sequence <= plan.number)
    known = (await connection.execute(times.order_by(one.sequence))).all()
    first = known[first_recent(known)].sequence if known else 1
    return tuple(await read_changes(connection, select_changes(plan.organisation, plan.id, first - 1, plan.number)))


async def kept_findings(
    connection: AsyncConnection, organisation: str, plan: int, record: Iterable[Change]
) -> list[str]:
    """Whether what is kept is what the record says."""
    rows = (await connection.execute(_kept(organisation, plan).where(snapshots.c.made_by == made_by()))).all()
    if not rows:
        return []
    found = (await asyncio.to_thread(past_of, rows)).plan
    told = replay(organisation, plan, (one for one in record if one.sequence <= found.number))
    if replace(told, recent=()) == found:
        return []
    return ["how it stands is kept otherwise than its record says: delete the rows of the table snapshots"]
