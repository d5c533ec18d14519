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
from storage.schema import demand_current
from storage.work import Away, StorageError


async def check(url: str) -> list[str]:
    """What is wrong with the record: sequences, digests, hash chains, owners, foreign keys. Empty where it is whole."""
    database = Database(url)
    try:
        await demand_current(database)
        async with database.read() as connection:
            findings = await _engine_findings(connection, database.sqlite)
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
        if finding := _words_finding(row):
            yield f"change {place}: {finding}"
        if chain.link(previous, plan.organisation_id, plan.id, change_of(row), row.digest) != row.link:
            yield f"change {place} is not what was recorded: the hash chain breaks here"
        previous = row.link
    if plan.change_number != len(rows):
        yield f"it is at change {plan.change_number}, but {len(rows)} are recorded"
    elif plan.head != previous:
        yield "its last link is not the end of the hash chain"


def _words_finding(row: Any) -> str | None:
    if row.redacted is not None or (row.digest is None and row.salt is None):
        return "words were erased, but not all" if row.words or row.words_before else None
    if row.salt is None:
        return "what was written is missing"
    written = chain.digest(row.words or {}, row.words_before or {}, row.salt)
    same = hmac.compare_digest(written, row.digest or "")
    return None if same else "what was written is not what was recorded"


def _owner_findings(rows: Any, known: frozenset[int]) -> Iterator[str]:
    for row in rows:
        for key in ("owners", "sponsors"):
            for owner in row.facts.get(key) or ():
                if owner not in known:
                    yield f"change {row.sequence} names person {owner}, whom nobody knows"


async def _engine_findings(connection: AsyncConnection, sqlite: bool) -> list[str]:
    if not sqlite:  # PostgreSQL keeps its foreign keys itself
        query = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'changes_%' AND tgenabled <> 'D'"
        return _trigger_findings(await connection.scalar(text(query)))
    broken = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
    damage = [row[0] for row in await connection.execute(text("PRAGMA integrity_check")) if row[0] != "ok"]
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'changes_%'"
    findings = _trigger_findings(await connection.scalar(text(query)))
    findings += [f"a row of {row[0]} names a row of {row[2]} that is not there" for row in broken]
    return findings + [f"the file is damaged: {one}" for one in damage]


def _trigger_findings(found: int | None) -> list[str]:
    return [] if found == 2 else ["the triggers that keep the record of changes append-only are missing"]


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
