"""What happened to people's rights, to the database and back."""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.rights import PutRights, RightsEvent
from storage.rights_tables import rights_events
from storage.schedule import Schedule
from storage.schedules import of_person
from storage.statements import Tagged
from storage.work import Work

LATEST = 200  # events that are looked at when something is taken back, or asked about


def rights_rows(work: Work) -> Iterator[Tagged]:
    events = [one for write in work.writes if isinstance(write, PutRights) for one in write.events]
    for place, one in enumerate(events, start=1):
        row = {"id": f"{one.change_set}:{place}", "place": place, "person_id": one.person, "what": one.what}
        row |= {"before": one.before, "after": one.after, "recorded": work.now, "recorder": one.recorder}
        row |= {"source": one.source, "change_set": one.change_set}
        yield "rights_events", {"organisation_id": work.organisation, **row}


class RightsKept:
    """What a store knows of the history of people's rights, and of what somebody has set up."""

    def _reading(self) -> AbstractAsyncContextManager[AsyncConnection]:
        raise NotImplementedError

    async def rights(self, organisation: str, latest: int = LATEST) -> list[RightsEvent]:
        """The last changes of roles, managers, covers and of who is here, oldest first."""
        table = rights_events
        order = table.c.recorded.desc(), table.c.change_set.desc(), table.c.place.desc()
        query = select(table).where(table.c.organisation_id == organisation).order_by(*order).limit(latest)
        async with self._reading() as connection:
            rows = (await connection.execute(query)).all()
        return [
            RightsEvent(
                person=row.person_id,
                what=row.what,
                before=row.before,
                after=row.after,
                recorder=row.recorder,
                source=row.source,
                change_set=row.change_set,
                recorded=row.recorded,
            )
            for row in reversed(rows)
        ]

    async def schedules_of(self, organisation: str, person: int) -> list[Schedule]:
        """What somebody has set up and is posted still, in whichever conversation."""
        async with self._reading() as connection:
            return await of_person(connection, organisation, person)
