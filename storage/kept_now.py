"""How long plans stand now, kept beside their record, so that a process that starts tells of them soon.

It is a snapshot as those of past days are (`storage.past_rows`), under a day of its own. None is ever needed: the
record alone is the truth, and what was recorded since is read from it.
"""

import asyncio
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.history import read_changes, select_changes
from storage.past import Past
from storage.past_rows import made_by, past_of, snapshots
from storage.plan import MOST_RECENT, Change, Plan
from storage.replay import first_recent, replay
from storage.tables import changes, plans

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
    """Whether what is kept, of now and of past days, is what the record says; what nobody would read is passed over."""
    one = snapshots.c
    of = one.organisation_id == organisation, one.plan_id == plan, one.made_by == made_by()
    query = select(snapshots).where(*of, one.redactions == _redactions(organisation, plan)).order_by(one.day, one.part)
    rows = (await connection.execute(query)).all()
    changes = list(record) if rows else []
    found = []
    for day, some in groupby(rows, key=lambda row: row.day):
        if not await asyncio.to_thread(_as_recorded, list(some), changes):
            what = "how it stands" if day == NOW else f"how it stood on {day.isoformat()}"
            found.append(f"{what} is kept otherwise than its record says: delete the rows of the table snapshots")
    return found


def _redactions(organisation: str, plan: int) -> ScalarSelect[int]:
    of = plans.c
    return select(of.redactions).where(of.organisation_id == organisation, of.id == plan).scalar_subquery()


def _as_recorded(rows: Sequence[Row[Any]], record: Sequence[Change]) -> bool:
    """Whether the rows of a day hold what the record made of it. Rows that cannot be read do not."""
    try:
        past = past_of(rows)
    except (TypeError, ValueError, zlib.error):
        return False
    known = [one for one in record if one.sequence <= past.number]
    newest = max((one.recorded for one in known if one.effective <= past.day), default=None)
    if past.day != NOW and past.recorded != newest:  # by which it is chosen for what was known at a moment
        return False
    plan = past.plan
    told = replay(plan.organisation, plan.id, known, None if past.day == NOW else past.day)
    here = rows[0].organisation_id, rows[0].plan_id
    return here == (plan.organisation, plan.id) and replace(told, recent=(), number=plan.number) == plan
