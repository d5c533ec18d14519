"""What the register of rights does not tell of parts, managers, days and holders is recorded as the upgrade found it, so
that from here on `planminder database check` shows whatever is changed in the tables themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import chain
from storage.types import Json, Moment

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

CHANGE_SET = "revision 0024"
FIELDS = {"role": "role", "manager": "manager_id", "since": "since", "until": "until"}
TYPES = {"before": Json(), "after": Json(), "recorded": Moment()}


def upgrade() -> None:
    bind, now = op.get_bind(), datetime.now(UTC)
    heads = {row.organisation_id: (row.number, row.link) for row in _all("register_heads", "register = 'rights'")}
    told: dict[tuple[str, int, str], Any] = {}
    for row in _all("rights_events", "1 = 1 ORDER BY organisation_id, sequence"):
        what = "role" if row.what == "person" else row.what
        told[row.organisation_id, row.person_id, what] = row.after
    for organisation, found in _found(told).items():
        number, link = heads.get(organisation, (0, chain.START))
        for place, (person, what, before, after) in enumerate(found, start=1):
            number += 1
            row = {"organisation_id": organisation, "id": f"{CHANGE_SET}:{place}", "place": place, "person_id": person}
            row |= {"what": what, "before": before, "after": after, "recorded": now, "recorder": None}
            row |= {"source": "command line", "change_set": CHANGE_SET, "sequence": number}
            link = chain.linked(link, chain.register_record("rights", row))
            columns = ", ".join([*row, "link"])
            values = ", ".join(f":{name}" for name in [*row, "link"])
            insert = sa.text(f"INSERT INTO rights_events ({columns}) VALUES ({values})")
            bind.execute(insert.bindparams(*(sa.bindparam(name, type_=kind) for name, kind in TYPES.items())), {**row, "link": link})
        head = {"organisation": organisation, "number": number, "link": link}
        bind.execute(sa.text("DELETE FROM register_heads WHERE organisation_id = :organisation AND register = 'rights'"), head)
        bind.execute(sa.text("INSERT INTO register_heads VALUES (:organisation, 'rights', :number, :link)"), head)


def _all(table: str, where: str) -> Any:
    query = sa.text(f"SELECT * FROM {table} WHERE {where}")
    types = {"before": Json(), "after": Json()} if table == "rights_events" else {}
    return op.get_bind().execute(query.columns(**types) if types else query).all()


def _found(told: dict[tuple[str, int, str], Any]) -> dict[str, list[tuple[int, str, Any, Any]]]:
    """Of each organisation what is otherwise than told: who, what, as told, as found."""
    held: dict[tuple[str, int], list[int]] = {}
    for row in _all("holders", "until IS NULL ORDER BY changed, place"):
        held.setdefault((row.organisation_id, row.party_id), []).append(row.holder_id)
    found: dict[str, list[tuple[int, str, Any, Any]]] = {}
    for row in _all("people", "1 = 1 ORDER BY organisation_id, id"):
        for what, value in _standing(row, held.get((row.organisation_id, row.id), [])):
            before = told.get((row.organisation_id, row.id, what), "owner" if what == "role" else None)
            if _plain(value) != _plain(before):
                found.setdefault(row.organisation_id, []).append((row.id, what, before, value))
    return found


def _standing(row: Any, held: list[int]) -> Iterator[tuple[str, Any]]:
    for what, column in FIELDS.items():
        value = getattr(row, column)
        yield what, value.isoformat() if hasattr(value, "isoformat") else value
    yield "holders", held


def _plain(value: Any) -> Any:
    return sorted(value) or None if isinstance(value, list) else value
