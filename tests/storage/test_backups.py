"""A copy is made while the bot writes, and put back without overwriting anything, on both databases."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import backups
from storage.database import Database
from storage.store import Store, backup, check, restore
from storage.work import Away, StorageError, Work
from tests.storage.conftest import Run
from tests.storage.council import COUNCIL, FIRST, NOW, PLAN, founding, update

STAMP = "20261116-0900"


async def say(store: Store, note: str) -> None:
    plan = (await store.plans(COUNCIL))[PLAN]
    await store.flush(Work(COUNCIL, NOW, (update(plan, FIRST, note),)))


async def notes(url: str) -> list[str]:
    store = await Store.open(url)
    changes = await store.changes(COUNCIL, PLAN, FIRST)
    await store.close()
    return [one.words["note"] for one in changes if "note" in one.words]


@pytest.fixture
def new_url(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> str:
    """Another address of the same engine, with nothing there."""
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'elsewhere' / 'restored.db'}"
    make: Callable[[], str] = request.getfixturevalue("new_postgres")
    return make()


@pytest.fixture
def own_url(request: pytest.FixtureRequest, url: str) -> str:
    """The test's own database, whose schemas it may move."""
    if url.startswith("sqlite"):
        return url
    make: Callable[[str], str] = request.getfixturevalue("new_postgres")
    return make(request.getfixturevalue("postgres_template"))


@pytest.fixture
async def busy(own_url: str) -> str:
    store = await Store.open(own_url)
    await store.flush(founding())
    await say(store, "first")
    await store.close()
    return own_url


async def test_a_copy_that_is_made_during_writes_is_a_whole_earlier_state(
    busy: str, new_url: str, tmp_path: Path
) -> None:
    store = await Store.open(busy)
    copying = asyncio.create_task(backup(busy, tmp_path / "copy"))
    while not copying.done():
        await say(store, f"while it was copied {len(await store.changes(COUNCIL, PLAN))}")
    await copying
    await store.close()
    assert await restore(new_url, tmp_path / "copy", STAMP) == backups.Restored()
    assert await check(new_url) == []
    copied, all_of_them = await notes(new_url), await notes(busy)
    assert copied == all_of_them[: len(copied)] and "first" in copied


async def test_a_copy_is_for_its_owner_alone_and_never_replaces_a_file(busy: str, tmp_path: Path) -> None:
    await backup(busy, tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    before = (tmp_path / "copy").read_bytes()
    with pytest.raises(StorageError, match="is there already"):
        await backup(busy, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == before
    with pytest.raises(StorageError, match="could not be written"):
        await backup(busy, tmp_path / "nowhere" / "copy")
    assert [one.name for one in tmp_path.glob("*.partial")] == []


async def test_a_restore_overwrites_nothing_unless_it_is_told_to_and_then_keeps_what_was_there(
    busy: str, tmp_path: Path
) -> None:
    await backup(busy, tmp_path / "copy")
    store = await Store.open(busy)
    await say(store, "after the copy")
    await store.close()
    with pytest.raises(StorageError, match=r"There is a database at .* already.*--replace"):
        await restore(busy, tmp_path / "copy", STAMP)
    assert await notes(busy) == ["first", "after the copy"]
    restored = await restore(busy, tmp_path / "copy", STAMP, replace=True)
    assert (await notes(busy), await check(busy)) == (["first"], [])
    assert await kept_aside(busy, str(restored.kept)) == 2


async def kept_aside(url: str, kept: str) -> int:
    """How many notes are in what was kept."""
    if url.startswith("sqlite"):
        return len(await notes(f"sqlite:///{kept}"))
    database = Database(url)
    async with database.read() as connection:
        table = f"{kept.removeprefix('the schema ')}.words"
        found = await connection.exec_driver_sql(f"SELECT count(*) FROM {table} WHERE words LIKE '%note%'")  # noqa: S608
        number = found.scalar_one()
    await database.close()
    return int(number)


@pytest.mark.postgres
def test_a_server_knows_what_is_in_a_restored_database(
    new_postgres: Callable[..., str], postgres_template: str, tmp_path: Path
) -> None:
    old, new = new_postgres(postgres_template), new_postgres()
    assert asyncio.run(_restored(old, new, tmp_path / "copy")) > 0


async def _restored(old: str, new: str, copy: Path) -> int:
    """Of how many columns of the changes the server has statistics, where they have been put back."""
    store = await Store.open(old)
    await store.flush(founding())
    await store.close()
    await backup(old, copy)
    await restore(new, copy, STAMP)
    database = Database(new)
    async with database.read() as connection:
        known = "SELECT count(*) FROM pg_stats WHERE schemaname = 'public' AND tablename = 'changes'"
        reckoned = (await connection.exec_driver_sql(known)).scalar_one()
    await database.close()
    return int(reckoned)


async def test_nothing_is_restored_under_a_bot_that_is_running(busy: str, tmp_path: Path) -> None:
    await backup(busy, tmp_path / "copy")
    store = await Store.open(busy)
    await store.plans(COUNCIL)
    with pytest.raises(StorageError, match=r"is in use\. Stop the bot first"):
        await restore(busy, tmp_path / "copy", STAMP, replace=True)
    await say(store, "still here")
    await store.close()
    assert await notes(busy) == ["first", "still here"]


async def test_a_copy_whose_record_is_not_whole_replaces_nothing_unless_it_is_all_there_is(
    busy: str, new_url: str, tmp_path: Path, url: str, unprotected: tuple[str, ...]
) -> None:
    await damage(busy, unprotected)
    await backup(busy, tmp_path / "copy")
    refused = await restore(busy, tmp_path / "copy", STAMP, replace=True)
    assert refused.kept is None and any("change 2 is not what was recorded" in one for one in refused.findings)
    assert await notes(busy) == ["first"]
    taken = await restore(new_url, tmp_path / "copy", STAMP, damaged=True)
    assert taken.findings and await notes(new_url) == ["first"]


async def damage(url: str, unprotected: tuple[str, ...]) -> None:
    database = Database(url)
    async with database.write() as connection:
        for one in (*unprotected, "UPDATE changes SET speaker = 2 WHERE sequence = 2"):
            await connection.exec_driver_sql(one)
    await database.close()


async def test_what_is_no_copy_is_refused_and_everything_is_as_it_was(busy: str, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear Sir")
    for source, why in (("letter", "is no "), ("absent", "cannot be read: No such file")):
        with pytest.raises(StorageError, match=why):
            await restore(busy, tmp_path / source, STAMP, replace=True)
    await backup(busy, tmp_path / "copy")
    whole = (tmp_path / "copy").read_bytes()
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
    try:
        restored = await restore(busy, tmp_path / "half", STAMP, replace=True)
    except StorageError:
        restored = None
    assert restored is None or restored.findings
    assert await notes(busy) == ["first"]


async def test_a_copy_of_a_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(Away, match="There is no database "):
        await backup(f"sqlite:///{tmp_path / 'absent.db'}", tmp_path / "copy")


async def test_where_postgresqls_programs_are_not_there_it_is_said_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(StorageError, match=r"own pg_dump is needed.*postgresql://anne:\*\*\*@"):
        await backup("postgresql://anne:secret@db.example/plans", tmp_path / "copy")
    assert list(tmp_path.iterdir()) == []


async def test_the_old_journal_is_never_read_into_the_new_file(busy: str, tmp_path: Path, run: Run) -> None:
    """What a killed process has left in the journal belongs to the file that is moved aside."""
    if not busy.startswith("sqlite"):
        return
    file = Path(busy.removeprefix("sqlite:///"))
    await backup(busy, tmp_path / "copy")
    left = sqlite3.connect(file)
    left.execute("PRAGMA wal_autocheckpoint = 0")
    left.execute("CREATE TABLE later (x)")
    left.commit()
    for end in ("", "-wal"):
        shutil.copy(f"{file}{end}", tmp_path / f"killed.db{end}")  # as a kill leaves them
    left.close()
    killed = f"sqlite:///{tmp_path / 'killed.db'}"
    restored = await restore(killed, tmp_path / "copy", STAMP, replace=True)
    assert await notes(killed) == ["first"]
    with sqlite3.connect(tmp_path / "killed.db") as new, sqlite3.connect(str(restored.kept)) as old:
        assert [
            len(one.execute("SELECT name FROM sqlite_master WHERE name = 'later'").fetchall()) for one in (new, old)
        ] == [0, 1]
    new.close()
    old.close()
