"""Whether what people may do is what the register of rights says: a part that was changed in the tables themselves has
no entry there. Of whom it tells nothing, as of people from before there was a register, nothing can be said.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import tables
from storage.rights_tables import rights_events

FIELDS = ("role", "manager", "since", "until", "holders")  # of a person; posts and groups have holders
CAME = "person"  # somebody came into the directory, with the part that they were given

Told = dict[tuple[str, int], dict[str, Any]]  # organisation and person -> what the register says last of each field


async def rights_findings(connection: AsyncConnection) -> list[str]:
    """Each person whose rights are not what was last recorded of them."""
    told: Told = {}
    events = select(rights_events).order_by(rights_events.c.organisation_id, rights_events.c.sequence)
    for row in await connection.execute(events):
        _take(told.setdefault((row.organisation_id, row.person_id), {}), row.what, row.after)
    held = await _holders(connection)
    return [
        f"{row.organisation_id}, rights: the {field} of person {row.id} is not what was last recorded"
        for row in await connection.execute(select(tables.people).order_by(tables.people.c.id))
        for field in _differences(told.get((row.organisation_id, row.id), {}), row, held)
    ]


def _take(known: dict[str, Any], what: str, after: Any) -> None:
    if what == CAME:
        known |= dict.fromkeys(FIELDS) | {"role": after}
    elif what in FIELDS:
        known[what] = after


def _differences(known: Mapping[str, Any], row: Any, held: Mapping[tuple[str, int], list[int]]) -> Iterator[str]:
    for field, said in known.items():
        if (said or None) != (_as_kept(field, row, held) or None):
            yield field


def _as_kept(field: str, row: Any, held: Mapping[tuple[str, int], list[int]]) -> Any:
    if field == "holders":
        return held.get((row.organisation_id, row.id))
    value = row.manager_id if field == "manager" else getattr(row, field)
    return value.isoformat() if isinstance(value, date) else value


async def _holders(connection: AsyncConnection) -> dict[tuple[str, int], list[int]]:
    """Who holds each post, group and set of initials now, in order."""
    table, found = tables.holders, dict[tuple[str, int], list[int]]()
    rows = select(table).where(table.c.until.is_(None)).order_by(table.c.party_id, table.c.changed, table.c.place)
    for row in await connection.execute(rows):
        found.setdefault((row.organisation_id, row.party_id), []).append(row.holder_id)
    return found
