"""What an organisation records beside its plans, each a hash chain of its own: what happened to people's rights, and
who was asked. An entry is its row: people by number, roles and days, nobody's words; so there is nothing to erase.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chain
from storage.rhythm_tables import asked
from storage.rights_tables import register_heads, rights_events
from storage.statements import Row, inserting

RIGHTS, ASKED = "rights", "asked"
REGISTERS: Mapping[str, Table] = {RIGHTS: rights_events, ASKED: asked}


@dataclass(frozen=True, slots=True)
class Head:
    """Where a register ends: how many entries it has, and the link of the last."""

    number: int = 0
    link: str = chain.START


def chained(register: str, rows: Iterable[Row], head: Head) -> tuple[list[Row], Head]:
    """The rows as they are stored, each linked with the one before, and where the register ends then."""
    made = []
    for row in rows:
        numbered = row | {"sequence": head.number + 1}
        head = Head(head.number + 1, chain.linked(head.link, chain.register_record(register, numbered)))
        made.append(numbered | {"link": head.link})
    return made, head


def head_row(organisation: str, register: str, head: Head) -> Row:
    return {"organisation_id": organisation, "register": register, "number": head.number, "link": head.link}


async def read_head(connection: AsyncConnection, organisation: str, register: str, *, lock: bool = False) -> Head:
    """Where a register ends. Of two that lock it, the second sees what the first has added."""
    of = register_heads.c
    query = select(of.number, of.link).where(of.organisation_id == organisation, of.register == register)
    row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    return Head() if row is None else Head(row.number, row.link)


async def append(connection: AsyncConnection, organisation: str, register: str, rows: Iterable[Row]) -> None:
    """Add entries to a register within a transaction."""
    made, head = chained(register, rows, await read_head(connection, organisation, register, lock=True))
    if not made:
        return
    await connection.execute(REGISTERS[register].insert(), made)
    insert = inserting(connection.dialect.name, register_heads).values(head_row(organisation, register, head))
    await connection.execute(
        insert.on_conflict_do_update(
            index_elements=list(register_heads.primary_key.columns),
            set_={"number": insert.excluded.number, "link": insert.excluded.link},
        )
    )
