"""Reading the record: rows → changes."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.plan import Change, ChangeKind
from storage.tables import changes, words


def select_changes(organisation: str, plan: int, after: int = 0, until: int | None = None) -> Select[Any]:
    """The changes of a plan with their words, in order of sequence, later than `after` and up to `until`."""
    query = (
        select(*changes.c, words.c.salt, words.c.words, words.c.words_before, words.c.redacted)
        .outerjoin_from(changes, words)
        .where(changes.c.organisation_id == organisation, changes.c.plan_id == plan, changes.c.sequence > after)
        .order_by(changes.c.sequence)
    )
    return query if until is None else query.where(changes.c.sequence <= until)


def change_of(row: Any) -> Change:
    """A change as it was recorded; its words are empty where they were erased."""
    return Change(
        sequence=row.sequence,
        kind=ChangeKind(row.kind),
        subject=row.subject,
        effective=row.effective,
        recorded=row.recorded,
        speaker=row.speaker,
        recorder=row.recorder,
        source=row.source,
        change_set=row.change_set,
        facts=row.facts,
        words=row.words or {},
        before=row.facts_before,
        words_before=row.words_before or {},
        undoes=row.undoes,
    )


async def read_changes(connection: AsyncConnection, query: Select[Any]) -> list[Change]:
    return [change_of(row) for row in await connection.execute(query)]
