"""From every schema that there has been, with something in every table, an upgrade keeps all of it, on both databases.

`revision_0001.db.gz` is a database file that the first revision made; its rows are copied into a schema of that
revision. At each later one the tables that were new by then are filled too, before the upgrade to the last.
"""

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    func,
    select,
)

from storage.append_only import TABLES, triggers
from storage.database import Database
from storage.schema import MIGRATIONS
from storage.store import Store, check, upgrade
from tests.storage.council import COUNCIL, FIRST, PLAN, turn, update

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
SAID = {  # what a column holds that is read as more than text
    ("return_events", "words"): '{"texts":{"4":"Late."}}',
    ("return_rows", "words"): '{"accepted":true,"update":"Late."}',
    ("return_events", "label"): "Q3 2026/27",
    ("return_rows", "label"): "Q3 2026/27",
    ("held", "said"): "{}",
    ("outbox", "reply"): '{"text":"Noted."}',
    ("snapshots", "made_by"): "another version",  # so that nobody reads it
}


def config(connection: Connection) -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    made.attributes["connection"] = connection
    return made


def revisions() -> list[str]:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS))
    return [one.revision for one in reversed(list(ScriptDirectory.from_config(made).walk_revisions()))]


async def at_revision(url: str, revision: str) -> dict[str, int]:
    """A database of a revision with something in every table; how many rows each has."""

    def make(connection: Connection) -> dict[str, int]:
        command.upgrade(config(connection), "0001")
        with first_file() as first:
            copy_rows(first, connection)
        for stop in stops(revision):
            command.upgrade(config(connection), stop)
            counts = filled(connection)
        return counts

    database = Database(url)
    async with database.write(creating=True) as connection:
        counts: dict[str, int] = await connection.run_sync(make)
    await database.close()
    return counts


DIGESTS = ("0013", "0020")  # the last revisions before returns, and registers, have digests: those are not made up


def stops(revision: str) -> tuple[str, ...]:
    """Where tables are filled on the way."""
    there = revisions()
    passed = [one for one in DIGESTS if there.index(one) < there.index(revision)]
    return (*passed, revision)


@contextmanager
def first_file() -> Iterator[sqlite3.Connection]:
    memory = sqlite3.connect(":memory:")
    memory.deserialize(gzip.decompress((HERE / "revision_0001.db.gz").read_bytes()))
    try:
        yield memory
    finally:
        memory.close()


def copy_rows(first: sqlite3.Connection, connection: Connection) -> None:
    """Into the same tables of another database; `alembic_version` is there already."""
    for table in reflected(connection).sorted_tables:
        if table.name == "alembic_version":
            continue
        found = first.execute(f"SELECT {', '.join(table.columns.keys())} FROM {table.name}").fetchall()  # noqa: S608
        rows = [{one.name: _typed(one, cell) for one, cell in zip(table.columns, row, strict=True)} for row in found]
        if rows:
            connection.execute(table.insert(), rows)


def _typed(column: Any, cell: Any) -> Any:
    """SQLite keeps days and times as text, and truth as a number."""
    if cell is None:
        return None
    if isinstance(column.type, DateTime):
        return datetime.fromisoformat(cell).replace(tzinfo=UTC)
    if isinstance(column.type, Date):
        return date.fromisoformat(cell)
    return bool(cell) if isinstance(column.type, Boolean) else cell


def reflected(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata


def filled(connection: Connection) -> dict[str, int]:
    """Every table has a row, those of later revisions one that we make up; the number of rows of each."""
    counts = {}
    for table in reflected(connection).sorted_tables:
        number = connection.scalar(select(func.count()).select_from(table))
        if not number:
            rows = ROWS.get(table.name, [{}])
            connection.execute(table.insert(), [made_up(connection, table) | more for more in rows])
        counts[table.name] = number or len(ROWS.get(table.name, [{}]))
    return counts


def made_up(connection: Connection, table: Table) -> dict[str, Any]:
    """A row whose foreign keys lead to rows that are there, and which says something wherever it may."""
    row: dict[str, Any] = {}
    for key in table.foreign_key_constraints:
        there = connection.execute(select(key.referred_table)).mappings().first()
        assert there is not None, f"{table.name} names {key.referred_table.name}, which is empty"
        row |= {one.parent.name: there[one.column.name] for one in key.elements}
    for column in table.columns:
        if column.name not in row:
            row[column.name] = SAID.get((table.name, column.name), _something(column))
    return row


def _something(column: Any) -> Any:
    for kind, value in ((DateTime, NOW), (Date, NOW.date()), (Boolean, False), (Integer, 1), (LargeBinary, b"\0")):
        if isinstance(column.type, kind):
            return value
    return COUNCIL if column.name == "organisation_id" else "{}"


# Tables in which one row makes no sense: what differs from row to row.
ROWS: dict[str, list[dict[str, Any]]] = {
    "register_heads": [{"register": "rights"}, {"register": "asked"}],
    "return_events": [
        {"sequence": 1, "kind": "opened", "facts": '{"as_at":"2026-12-31"}'},
        {"sequence": 2, "kind": "text", "facts": "{}"},
        {"sequence": 3, "kind": "frozen", "facts": "{}"},
    ],
}


@pytest.mark.parametrize("revision", revisions())
async def test_whatever_was_recorded_at_a_revision_is_there_after_the_upgrade(empty_url: str, revision: str) -> None:
    before = await at_revision(empty_url, revision)
    await upgrade(empty_url)
    assert await check(empty_url) == []
    database = Database(empty_url)
    async with database.read() as connection:
        after = await connection.run_sync(_counts)
    await database.close()
    lost = {name: (number, after.get(name)) for name, number in before.items() if after.get(name, 0) < number}
    assert lost == {}
    store = await Store.open(empty_url)
    plan = (await store.plans(COUNCIL))[PLAN]
    await store.flush(turn(f"after {revision}", update(plan, FIRST, "Found another", "green"), memory_version=1))
    notes = [one.words.get("note") for one in await store.changes(COUNCIL, PLAN, FIRST)][1:]
    returned = await store.returns(COUNCIL)
    await store.close()
    assert notes == ["Lost the consultant", "Found another"]
    if "return_events" in before and revision < "0015":  # before, its words lay in the event
        assert [one.texts[4].text for one in returned] == ["Late."]
    assert await check(empty_url) == []


def _counts(connection: Connection) -> dict[str, int]:
    tables = reflected(connection).sorted_tables
    return {one.name: connection.scalar(select(func.count()).select_from(one)) or 0 for one in tables}


async def test_after_an_upgrade_every_table_of_the_record_is_protected(empty_url: str) -> None:
    await at_revision(empty_url, "0001")
    await upgrade(empty_url)
    database = Database(empty_url)
    lists = {True: "SELECT name FROM sqlite_master WHERE type = 'trigger'", False: "SELECT tgname FROM pg_trigger"}
    async with database.read() as connection:
        there = {row[0] for row in await connection.exec_driver_sql(lists[database.sqlite])}
    await database.close()
    assert {table for table in TABLES if not triggers(table, sqlite=database.sqlite) <= there} == set()
