"""A database that is locked, gone, old or none says so, in time and in words that can be shown."""

import asyncio
import socket
import sqlite3
import time
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import Connection, text

from storage.database import Database
from storage.store import Store, prepare
from storage.work import Away, SchemaTooOld, StorageError, Work
from tests.storage.council import AT_ANNES, COUNCIL, FIRST, NOW, PLAN, founding, turn, update


@pytest.fixture
def file(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def unused_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def test_a_locked_database_is_away_within_the_time_it_was_given(sqlite_url: str, file: Path) -> None:
    store = await Store.open(sqlite_url, patience=0.2)
    await store.flush(founding())
    locker = sqlite3.connect(file, isolation_level=None)
    locker.execute("BEGIN EXCLUSIVE")
    began = time.monotonic()
    with pytest.raises(Away, match="The database is busy"):
        await store.flush(turn("m1"))
    assert time.monotonic() - began < 2
    locker.execute("ROLLBACK")
    locker.close()
    await store.flush(turn("m1"))
    await store.close()


async def test_a_lock_that_is_let_go_in_time_is_waited_for(sqlite_url: str, file: Path) -> None:
    store = await Store.open(sqlite_url)
    await store.flush(founding())
    locker = sqlite3.connect(file, isolation_level=None)
    locker.execute("BEGIN EXCLUSIVE")
    writing = asyncio.create_task(store.flush(turn("m1")))
    await asyncio.sleep(0.1)
    assert not writing.done()
    locker.execute("ROLLBACK")
    locker.close()
    await writing
    await store.close()


async def test_a_file_that_was_deleted_under_us_is_away_and_not_written_into_the_void(
    sqlite_url: str, file: Path
) -> None:
    store = await Store.open(sqlite_url)
    await store.flush(founding())
    file.rename(file.with_suffix(".gone"))
    with pytest.raises(Away, match="There is no database "):
        await store.flush(turn("m1"))
    with pytest.raises(Away, match="There is no database "):
        await store.plans(COUNCIL)
    file.with_suffix(".gone").rename(file)
    assert (await store.plans(COUNCIL))[PLAN].number == 6
    await store.flush(turn("m1"))
    await store.close()


async def test_a_database_that_was_replaced_by_another_is_read_anew(
    sqlite_url: str, file: Path, sqlite_template: Path
) -> None:
    store = await Store.open(sqlite_url)
    await store.flush(founding())
    plan = (await store.plans(COUNCIL))[PLAN]
    file.unlink()
    for rest in ("-wal", "-shm"):
        Path(f"{file}{rest}").unlink(missing_ok=True)
    file.write_bytes(sqlite_template.read_bytes())
    with pytest.raises(Away, match="replaced"):
        await store.flush(Work(COUNCIL, NOW, (update(plan, FIRST, "late"),)))
    assert await store.plans(COUNCIL) == {}
    await store.close()


def _allow_no_more_pages(connection: Connection) -> None:
    """On the connection that turns are written by: the limit is each connection's own."""
    pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


async def test_a_full_database_keeps_nothing_of_the_turn(sqlite_url: str, file: Path) -> None:
    store = await Store.open(sqlite_url)
    await store.flush(founding())
    await store._database.do(_allow_no_more_pages)
    plan = (await store.plans(COUNCIL))[PLAN]
    with pytest.raises(Away, match="full"):
        await store.flush(turn("m1", update(plan, FIRST, "x" * 100_000)))
    loaded = await store.load(COUNCIL, "chat-anne", AT_ANNES, "m1")
    assert (loaded.seen, loaded.plans[PLAN].number) == (None, 6)
    await store.close()


async def test_a_missing_file_is_away_and_is_not_made_by_looking(tmp_path: Path) -> None:
    with pytest.raises(Away, match="planminder database upgrade"):
        await Store.open(f"sqlite:///{tmp_path / 'none.db'}")
    assert list(tmp_path.iterdir()) == []


async def test_a_file_that_is_no_database_is_away(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("Dear all, please find attached …" * 100, encoding="utf-8")
    with pytest.raises(Away):
        await Store.open(f"sqlite:///{tmp_path / 'notes.db'}")


async def test_a_folder_that_cannot_be_made_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Away, match="cannot be reached"):
        await prepare(f"sqlite:///{tmp_path / 'file' / 'planminder.db'}")


async def test_an_unreachable_server_is_away_and_its_password_is_not_shown() -> None:
    with pytest.raises(Away, match="cannot be reached") as away:
        await Store.open(f"postgresql://anne:secret@127.0.0.1:{unused_port()}/plans", patience=2)
    assert "secret" not in str(away.value)


@pytest.mark.postgres
async def test_a_server_without_the_database_is_away(postgres: str) -> None:
    with pytest.raises(Away, match="no_such_plans"):
        await Store.open(f"{postgres.rpartition('/')[0]}/no_such_plans")


@pytest.mark.postgres
async def test_a_connection_that_the_server_dropped_is_replaced_unnoticed(postgres_url: str) -> None:
    store = await Store.open(postgres_url)
    await store.flush(founding())
    await store.plans(COUNCIL)
    server = await asyncpg.connect(postgres_url)
    await server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'planminder' AND datname = current_database()"  # not those of tests beside this one
    )
    await server.close()
    await store.flush(turn("m1"))
    assert (await store.plans(COUNCIL))[PLAN].number == 6
    await store.close()


@pytest.mark.postgres
async def test_connections_in_others_hands_are_not_lost_when_a_server_was_away(postgres_url: str) -> None:
    database = Database(postgres_url)
    async with database.read(), database.read(), database.read():
        await database.forget_connections()
    async with database.read() as fresh, database.read():
        count = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = :us"
        )
        there = await fresh.scalar(count, {"us": "planminder"})
    await database.close()
    assert there <= 3  # before: each failure left those that were in use open, until the server took nobody any more


async def test_an_empty_database_says_what_to_do(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).touch()
    with pytest.raises(SchemaTooOld, match="planminder database upgrade"):
        await Store.open(empty_url)
    await prepare(empty_url)
    await (await Store.open(empty_url)).close()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://root@host/plans", "sqlite://", "sqlite:///:memory:"])
async def test_what_is_no_address_of_ours_is_refused(url: str) -> None:
    with pytest.raises(StorageError, match=r"sqlite:///"):
        await Store.open(url)


@pytest.mark.parametrize("prefix", ["sqlite:///", "sqlite+aiosqlite:///"])
async def test_an_address_with_or_without_its_driver_is_the_same(file: Path, prefix: str) -> None:
    await (await Store.open(f"{prefix}{file}")).close()
