"""May people do what the register of rights says? Whoever changes a part in the tables leaves no entry there."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.rights import KEPT, UNTOLD, told
from storage.tables import holders, people


async def rights_kept_findings(
    connection: AsyncConnection, registers: Mapping[str, Iterable[Any]]
) -> list[tuple[str, str]]:
    """Of each organisation, whose part, manager, days or holders are not what its register's rows tell."""
    held: dict[tuple[str, int], list[int]] = {}
    query = select(holders).where(holders.c.until.is_(None)).order_by(holders.c.place)
    for row in await connection.execute(query):
        held.setdefault((row.organisation_id, row.party_id), []).append(row.holder_id)
    said = {here: told((row.person_id, row.what, row.after) for row in rows) for here, rows in registers.items()}
    return [
        (row.organisation_id, f"person {row.id}: {what} is {_shown(value)}, but {_shown(known)} was recorded")
        for row in await connection.execute(select(people).order_by(people.c.organisation_id, people.c.id))
        for what, value in standing(row, held.get((row.organisation_id, row.id), ())).items()
        if value != (known := _plain(said.get(row.organisation_id, {}).get((row.id, what), UNTOLD.get(what))))
    ]


def standing(row: Any, held: Iterable[int]) -> dict[str, Any]:
    """What a row of `people`, and those who hold it, say of each field that is recorded."""
    days = {what: day.isoformat() if (day := getattr(row, what)) else None for what in ("since", "until")}
    now = {"role": row.role, "manager": row.manager_id, **days, "holders": _plain(list(held))}
    return {what: now[what] for what in KEPT}


def _plain(value: Any) -> Any:
    """Nobody is as nothing; in which order holders are named gives no right."""
    return sorted(value) or None if isinstance(value, list) else value


def _shown(value: Any) -> str:
    return "nothing" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)
