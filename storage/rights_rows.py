"""What happened to people's rights, to the database and back."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.registers import RIGHTS, Head, chained, head_row
from storage.rights import PutRights, RightsEvent
from storage.rights_tables import rights_events
from storage.schedule import Schedule
from storage.schedules import of_person
from storage.statements import Row, Tagged
from storage.types import clean, plain
from storage.work import Work

LATEST = 200  # events that are looked at when something is taken back, or asked about


def rights_of(work: Work) -> list[RightsEvent]:
    """What the work records of people's rights."""
    return [one for write in work.writes if isinstance(write, PutRights) for one in write.events]


def rights_rows(work: Work, head: Head) -> Iterator[Tagged]:
    """The rows of the work's events, chained after `head`."""
    made, end = chained(RIGHTS, event_rows(work.organisation, rights_of(work), work.now), head)
    yield from (("rights_events", row) for row in made)
    if made:
        yield "register_heads", head_row(work.organisation, RIGHTS, end)


def event_rows(organisation: str, events: Iterable[RightsEvent], now: datetime) -> Iterator[Row]:
    """Events as rows that are not chained yet."""
    for place, one in enumerate(events, start=1):
        row = {"id": f"{one.change_set}:{place}", "place": place, "person_id": one.person, "what": one.what}
        row |= {"before": plain(one.before), "after": plain(one.after), "recorded": now, "recorder": one.recorder}
        row |= {"source": clean(one.source), "change_set": one.change_set}
        yield {"organisation_id": organisation, **row}


class RightsKept:
    """What a store knows of the history of people's rights, and of what somebody has set up."""

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def rights(self, organisation: str, latest: int = LATEST) -> list[RightsEvent]:
        """The last changes of roles, managers, covers and of who is here, oldest first."""
        table = rights_events
        query = select(table).where(table.c.organisation_id == organisation)
        query = query.order_by(table.c.sequence.desc()).limit(latest)
        async with self._reading() as connection:
            rows = (await connection.execute(query)).all()
        return [rights_event(row) for row in reversed(rows)]

    async def schedules_of(self, organisation: str, person: int) -> list[Schedule]:
        """What somebody has set up and is posted still, in whichever conversation."""
        async with self._reading() as connection:
            return await of_person(connection, organisation, person)


def rights_event(row: Any) -> RightsEvent:
    return RightsEvent(
        person=row.person_id,
        what=row.what,
        before=row.before,
        after=row.after,
        recorder=row.recorder,
        source=row.source,
        change_set=row.change_set,
        recorded=row.recorded,
    )
