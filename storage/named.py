"""Where somebody's name stands in what is no record: the bot's own messages, which are mended, and all the rest, which
is counted so that somebody can look at it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, Text, and_, false, func, not_, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import append_only, tables
from storage.past_rows import snapshots
from storage.types import Json, Words, canonical

SHORTEST = 5  # letters: initials and short names are too many people's, and other words
ELSEWHERE = frozenset((*append_only.ERASABLE, snapshots.name))  # the record's words are `personal.mentions`


def long_enough(names: Iterable[str]) -> list[str]:
    """The names by which somebody can be looked for, the longest first."""
    return sorted({one.strip() for one in names if len(one.strip()) >= SHORTEST}, key=lambda one: (-len(one), one))


async def names_of(connection: AsyncConnection, organisation: str, person: int) -> list[str]:
    """What somebody is called, and their addresses."""
    called, reached = tables.person_names.c, tables.person_emails.c
    whose = called.organisation_id == organisation, called.person_id == person, called.what.in_(("name", "alias"))
    found = list(await connection.scalars(select(called.text).where(*whose)))
    theirs = reached.organisation_id == organisation, reached.person_id == person
    return long_enough([*found, *await connection.scalars(select(reached.email).where(*theirs))])


async def rename_in_replies(connection: AsyncConnection, organisation: str, names: Sequence[str], new: str) -> int:
    """What the bot has said, or is about to, to whomever, names them by another name from now on; in how many messages.

    Files that are kept for some days stay as they were made.
    """
    table, changed = tables.outbox, 0
    if not names:
        return 0
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in names), re.IGNORECASE)
    named = and_(table.c.organisation_id == organisation, _holds(table.c.reply, names))
    for row in (await connection.execute(select(*table.primary_key.columns, table.c.reply).where(named))).all():
        reply = _renamed(row.reply, pattern, new)
        if reply != row.reply:
            key = and_(*(column == row._mapping[column.name] for column in table.primary_key.columns))
            await connection.execute(table.update().where(key).values(reply=reply))
            changed += 1
    return changed


def _renamed(value: Any, pattern: re.Pattern[str], new: str) -> Any:
    if isinstance(value, str):
        return pattern.sub(new, value)
    if isinstance(value, Mapping):
        return {key: _renamed(one, pattern, new) for key, one in value.items()}
    return [_renamed(one, pattern, new) for one in value] if isinstance(value, list) else value


async def named_elsewhere(
    connection: AsyncConnection, organisation: str, names: Iterable[str], besides: Mapping[Table, ColumnElement[bool]]
) -> dict[str, int]:
    """In how many rows of each table one of these names stands still, but for rows that are seen to (`besides`)."""
    found, wanted = {}, long_enough(names)
    for table in tables.metadata.sorted_tables if wanted else ():
        columns = [] if table.name in ELSEWHERE or "organisation_id" not in table.c else list(_written(table))
        if not columns:
            continue
        named = or_(*(_holds(column, wanted) for column in columns))
        left = [not_(func.coalesce(besides[table], false()))] if table in besides else []  # unknown whose: not theirs
        query = select(func.count()).select_from(table).where(table.c.organisation_id == organisation, named, *left)
        if number := await connection.scalar(query):
            found[table.name] = number
    return found


def _written(table: Table) -> Iterator[Column[Any]]:
    return (one for one in table.columns if isinstance(one.type, Words | Json) and not one.primary_key)


def _holds(column: Column[Any], names: Iterable[str]) -> ColumnElement[bool]:
    """JSON is stored as ASCII, in which a letter with an accent is an escape."""
    lowered = func.lower(type_coerce(column, Text))
    escaped = isinstance(column.type, Json)
    spelt = (canonical(one)[1:-1] if escaped else one for one in names)
    return or_(*(lowered.contains(one.lower(), autoescape=True) for one in spelt))
