"""The migrations make what the tables say, on both databases, whoever else starts at the same time.

`revision_0001.db.gz` is a database file that the first revision made: `founding()` and one update.
"""

import asyncio
import gzip
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage import schema, tables
from storage.database import Database
from storage.store import Store, prepare, upgrade
from storage.work import Away, SchemaTooOld
from tests.storage.conftest import Run
from tests.storage.council import COUNCIL, FIRST, PLAN, turn, update

HERE = Path(__file__).parent


async def test_the_head_is_what_the_tables_say(url: str) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, tables.metadata))

    database = Database(url)
    async with database.read() as connection:
        found = await connection.run_sync(differences)
    await database.close()
    assert found == []


def test_the_organisation_is_in_every_table_and_every_key() -> None:
    for table in tables.metadata.sorted_tables:
        if table is tables.organisations:
            continue
        keys = [table.primary_key, *(one for one in table.constraints if hasattr(one, "columns"))]
        assert all("organisation_id" in key.columns for key in keys), table.name


async def test_several_that_start_at_once_make_one_schema(empty_url: str) -> None:
    await asyncio.gather(*(upgrade(empty_url) for _ in range(4)))
    await upgrade(empty_url)
    await (await Store.open(empty_url)).close()


async def test_preparing_makes_a_database_where_there_is_none_and_says_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path / 'data' / 'planminder.db'}"
    await prepare(url)
    await prepare(url)
    await (await Store.open(url)).close()
    assert capfd.readouterr() == ("", "")


async def test_a_database_of_another_version_is_refused_with_what_to_do(url: str, run: Run) -> None:
    await run("UPDATE alembic_version SET version_num = '9999'")
    await prepare(url)  # leaves it alone
    with pytest.raises(SchemaTooOld, match="newer Planminder"):
        await Store.open(url)


async def test_an_upgrade_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "planminder.db"
    with sqlite3.connect(file) as taken:
        taken.execute("CREATE TABLE schedules (something_else TEXT)")
    taken.close()
    with pytest.raises(Away, match="already exists"):
        await upgrade(f"sqlite:///{file}")
    with sqlite3.connect(file) as after:
        assert [row[0] for row in after.execute("SELECT name FROM sqlite_master")] == ["schedules"]
    after.close()


@pytest.fixture
def first_url(tmp_path: Path) -> str:
    """A database of the first revision."""
    file = tmp_path / "first.db"
    file.write_bytes(gzip.decompress((HERE / "revision_0001.db.gz").read_bytes()))
    return f"sqlite:///{file}"


async def test_a_database_of_the_first_revision_is_refused_until_it_is_upgraded(first_url: str) -> None:
    with pytest.raises(SchemaTooOld, match="database upgrade"):
        await Store.open(first_url)
    await upgrade(first_url)
    store = await Store.open(first_url)
    plan = (await store.plans(COUNCIL))[PLAN]
    await store.flush(turn("m2", update(plan, FIRST, "Found another", "green"), memory_version=1))
    notes = [one.words.get("note") for one in await store.changes(COUNCIL, PLAN, FIRST)][1:]
    await store.close()
    assert notes == ["Lost the consultant", "Found another"]


async def test_what_was_recorded_before_an_upgrade_can_still_not_be_altered(first_url: str) -> None:
    await upgrade(first_url)
    with sqlite3.connect(first_url.removeprefix("sqlite:///")) as database, pytest.raises(sqlite3.IntegrityError):
        database.execute("UPDATE changes SET effective = '2020-01-01'")
    database.close()


def test_the_files_of_the_migrations_are_read_as_alembic_reads_them() -> None:
    script = ScriptDirectory.from_config(schema._config())
    assert schema._head() == script.get_current_head()
    assert schema._steps() == {one.revision: one.down_revision for one in script.walk_revisions()}
