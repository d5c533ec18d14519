"""Care for a database: is the record whole, a copy of it, and the erasure of words."""

import asyncio
import hmac
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import chain, tables
from storage.database import Database
from storage.history import change_of, select_changes
from storage.past_rows import snapshots
from storage.return_rows import select_events
from storage.return_tables import return_words
from storage.schema import demand_current
from storage.work import Away, StorageError


async def check(url: str) -> list[str]:
    """What is wrong with the record: sequences, digests, hash chains, owners, foreign keys. Empty where it is whole."""
    database = Database(url)
    try:
        await demand_current(database)
        async with database.read() as connection:
            findings = await _engine_findings(connection, database.sqlite)
            findings += await _return_findings(connection)
            for plan in (await connection.execute(select(tables.plans))).all():
                findings += await _plan_findings(connection, plan)
            return findings
    finally:
        await database.close()


async def _plan_findings(connection: AsyncConnection, plan: Any) -> list[str]:
    rows = (await connection.execute(select_changes(plan.organisation_id, plan.id))).all()
    query = select(tables.people.c.id).where(tables.people.c.organisation_id == plan.organisation_id)
    known = frozenset(await connection.scalars(query))
    findings = [*_chain_findings(plan, rows), *_owner_findings(rows, known)]
    return [f"{plan.organisation_id}, plan {plan.id}: {finding}" for finding in findings]


def _chain_findings(plan: Any, rows: Any) -> Iterator[str]:
    previous = chain.START
    for place, row in enumerate(rows, start=1):
        if row.sequence != place:
            yield f"change {place} is missing"
            return
        if finding := _words_finding(row.digest, row.salt, row.redacted, row.words, row.words_before):
            yield f"change {place}: {finding}"
        if chain.link(previous, plan.organisation_id, plan.id, change_of(row), row.digest) != row.link:
            yield f"change {place} is not what was recorded: the hash chain breaks here"
        previous = row.link
    if plan.change_number != len(rows):
        yield f"it is at change {plan.change_number}, but {len(rows)} are recorded"
    elif plan.head != previous:
        yield "its last link is not the end of the hash chain"


def _words_finding(digest: str | None, salt: str | None, redacted: Any, words: Any, words_before: Any) -> str | None:
    if redacted is not None or (digest is None and salt is None):
        return "words were erased, but not all" if words or words_before else None
    if salt is None:
        return "what was written is missing"
    same = hmac.compare_digest(chain.digest(words or {}, words_before or {}, salt), digest or "")
    return None if same else "what was written is not what was recorded"


async def _return_findings(connection: AsyncConnection) -> list[str]:
    rows = (await connection.execute(select_events())).all()
    return [
        f"{row.organisation_id}, plan {row.plan_id}, {row.label}: event {row.sequence}: {finding}"
        for row in rows
        if (finding := _words_finding(row.digest, row.salt, row.redacted, row.words, {}))
    ]


def _owner_findings(rows: Any, known: frozenset[int]) -> Iterator[str]:
    for row in rows:
        for key in ("owners", "sponsors"):
            for owner in row.facts.get(key) or ():
                if owner not in known:
                    yield f"change {row.sequence} names person {owner}, whom nobody knows"


async def _engine_findings(connection: AsyncConnection, sqlite: bool) -> list[str]:
    if not sqlite:  # PostgreSQL keeps its foreign keys itself
        names = await connection.scalars(text("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"))
        return _trigger_findings(list(names))
    broken = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
    damage = [row[0] for row in await connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
    names = await connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    findings = _trigger_findings(list(names))
    findings += [f"a row of {row[0]} names a row of {row[2]} that is not there" for row in broken]
    return findings + [f"the file is damaged: {one}" for one in damage]


def _trigger_findings(names: list[str]) -> list[str]:
    """Each append-only table has two triggers, whose names begin with its own."""
    return [
        f"the triggers that keep the record of {what} append-only are missing"
        for table, what in (("changes", "changes"), ("return_events", "returns"))
        if sum(one.startswith(f"{table}_") for one in names) != 2
    ]


# --- a copy ------------------------------------------------------------------------------------------------------


async def backup(url: str, path: Path | str) -> None:
    """Copy a SQLite database to a new file while it is used. Raises StorageError where this cannot be done here."""
    database = Database(url)
    to = Path(path)
    if database.file is None:
        raise StorageError(
            "PostgreSQL makes its own copies: use pg_dump, for example "
            f"pg_dump --format=custom --file={to} {database.shown}"
        )
    if database.inode() is None:
        raise Away(f"There is no database at {database.file}.")
    await asyncio.to_thread(_copy_file, database.file, to)


def _copy_file(source: Path, to: Path) -> None:
    """A whole copy appears under its name, or none does."""
    if to.exists():
        raise StorageError(f"{to} is there already; a copy never replaces a file.")
    partial = to.with_name(f"{to.name}.partial")
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(partial)) as new:
            old.backup(new)
        partial.replace(to)
    except (OSError, sqlite3.Error) as error:
        partial.unlink(missing_ok=True)
        raise StorageError(f"{to} could not be written: {error}.") from error


# --- erasure -----------------------------------------------------------------------------------------------------


async def redact(connection: AsyncConnection, organisation: str, plan: int, sequence: int, now: datetime) -> None:
    """Erase the words of one change and their salt. What other changes quote in `words_before` is theirs to erase."""
    where = tables.words.c
    erased = await connection.execute(
        tables.words.update()
        .where(where.organisation_id == organisation, where.plan_id == plan, where.sequence == sequence)
        .values(salt=None, words=None, words_before=None, redacted=now)
    )
    if erased.rowcount == 0:
        raise StorageError(f"Change {sequence} holds no words.")
    of = tables.plans.c
    bumped = tables.plans.update().where(of.organisation_id == organisation, of.id == plan)
    await connection.execute(bumped.values(redactions=of.redactions + 1))
    copies = snapshots.c  # what was kept of the past has the words too
    await connection.execute(snapshots.delete().where(copies.organisation_id == organisation, copies.plan_id == plan))


async def redact_return(
    connection: AsyncConnection, organisation: str, plan: int, label: str, sequence: int, now: datetime
) -> None:
    """Erase what was written in one event of a return, and its salt."""
    of = return_words.c
    the = of.organisation_id == organisation, of.plan_id == plan, of.label == label, of.sequence == sequence
    erased = await connection.execute(return_words.update().where(*the).values(salt=None, words=None, redacted=now))
    if erased.rowcount == 0:
        raise StorageError(f"Event {sequence} of {label} holds no words.")
