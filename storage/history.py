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
        authority=row.authority,
    )


async def read_changes(connection: AsyncConnection, query: Select[Any]) -> list[Change]:
    return [change_of(row) for row in await connection.execute(query)]


# --- for a plan of the past: without what is only needed to undo and to check ------------------------------------


def select_told(organisation: str, plan: int) -> Select[Any]:
    """The changes of a plan with their words, in no order, for `told_of`."""
    one = changes.c
    told = (one.sequence, one.kind, one.subject, one.effective, one.recorded, one.speaker, one.facts, one.undoes)
    return (
        select(*told, words.c.words)
        .outerjoin_from(changes, words)
        .where(one.organisation_id == organisation, one.plan_id == plan)
    )


def told_of(row: Any) -> Change:
    """A change without what stood there before and where it came from."""
    sequence, kind, subject, effective, recorded, speaker, facts, undoes, said = row
    return Change(
        sequence=sequence,
        kind=ChangeKind(kind),
        subject=subject,
        effective=effective,
        recorded=recorded,
        speaker=speaker,
        recorder=None,
        source="",
        change_set="",
        facts=facts,
        words=said or {},
        undoes=undoes,
    )
