"""The record of changes: append-only, as at any date, chained; words can be erased and the chain still holds."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from storage.database import Database
from storage.numbering import undo_drafts
from storage.plan import ChangeKind, Draft, Extension
from storage.replay import extension_facts, extension_words
from storage.status import Status
from storage.store import Store, backup, check
from storage.timescale import Kind, Timescale
from storage.work import Away, StorageError, Work
from tests.storage.conftest import Run
from tests.storage.council import COUNCIL, FIRST, NOW, PLAN, SECOND, founding, recorded, turn, update

NO_TRIGGERS = {
    "sqlite": ("DROP TRIGGER changes_no_update", "DROP TRIGGER changes_no_delete"),
    "postgresql": ("ALTER TABLE changes DISABLE TRIGGER USER",),
}


@pytest.fixture
def engine(url: str) -> str:
    return url.partition(":")[0]


@pytest.fixture
def unprotected(engine: str) -> tuple[str, ...]:
    """What a tamperer does first."""
    return NO_TRIGGERS[engine]


async def say(store: Store, action: int, note: str, status: str | None = None, **stamp: object) -> None:
    plan = (await store.plans(COUNCIL))[PLAN]
    await store.flush(Work(COUNCIL, NOW, (update(plan, action, note, status, **stamp),)))


ALTERATIONS = {
    "sqlite": (
        "UPDATE changes SET speaker = 2",
        "DELETE FROM changes",
        "INSERT OR REPLACE INTO changes SELECT * FROM changes WHERE sequence = 7",
    ),
    "postgresql": ("UPDATE changes SET speaker = 2", "DELETE FROM changes", "TRUNCATE changes CASCADE"),
}


async def test_no_change_is_ever_altered_or_deleted(store: Store, run: Run, engine: str) -> None:
    await say(store, FIRST, "late", "red")
    for command in ALTERATIONS[engine]:
        with pytest.raises(DBAPIError, match="append-only"):
            await run("DELETE FROM words", command)
    assert len(await store.changes(COUNCIL, PLAN)) == 7
    assert (await store.changes(COUNCIL, PLAN))[-1].words == {"note": "late"}


async def test_the_state_at_any_date_is_what_was_effective_by_then(store: Store) -> None:
    day = NOW.date()
    await say(store, FIRST, "now", "red")
    await say(store, FIRST, "for September's return", "amber", day=date(2026, 9, 30))
    shown = {when: (await store.as_at(COUNCIL, PLAN, when)).actions[FIRST].status for when in _DAYS}
    assert shown == {_DAYS[0]: Status.GREEN, _DAYS[1]: Status.AMBER, _DAYS[2]: Status.AMBER, day: Status.RED}
    assert (await store.as_at(COUNCIL, PLAN, date(2026, 3, 31))).actions == {}


_DAYS = (date(2026, 9, 29), date(2026, 9, 30), date(2026, 11, 15), NOW.date())


async def test_the_history_of_one_action_is_its_own_changes_in_order(store: Store) -> None:
    await say(store, FIRST, "late", "red")
    await say(store, SECOND, "fine")
    await say(store, FIRST, "later")
    history = await store.changes(COUNCIL, PLAN, FIRST)
    assert [(one.sequence, one.words.get("note")) for one in history] == [(FIRST, None), (7, "late"), (9, "later")]
    assert history[1].before == {"status": "green"}
    assert history[1].recorded == NOW


async def test_an_undo_is_a_further_record(store: Store, other: Store) -> None:
    before = (await store.plans(COUNCIL))[PLAN].actions[FIRST]
    await say(store, FIRST, "late", "red")
    plan = (await store.plans(COUNCIL))[PLAN]
    await store.flush(Work(COUNCIL, NOW, (recorded(plan, undo_drafts(plan.recent[-1:])),)))
    assert (await other.plans(COUNCIL))[PLAN].actions[FIRST] == before
    assert (await store.changes(COUNCIL, PLAN))[-1].undoes == 7


async def test_a_whole_record_has_no_findings(store: Store, url: str) -> None:
    await store.flush(turn("m1", update((await store.plans(COUNCIL))[PLAN], FIRST, "late", "red")))
    assert await check(url) == []


TAMPERING = {
    "UPDATE changes SET effective = '2026-01-01' WHERE sequence = 7": "change 7 is not what was recorded",
    "UPDATE changes SET speaker = 2 WHERE sequence = 7": "change 7 is not what was recorded",
    'UPDATE changes SET facts = \'{"status":"green"}\' WHERE sequence = 7': "change 7 is not what was recorded",
    'UPDATE words SET words = \'{"note":"on time"}\' WHERE sequence = 7': "change 7: what was written is not what",
    "UPDATE words SET salt = NULL WHERE sequence = 7": "change 7: what was written is missing",
    "DELETE FROM words WHERE sequence = 7": "change 7: what was written is missing",
    "UPDATE plans SET change_number = 6": "it is at change 6, but 7 are recorded",
    "UPDATE plans SET head = '0'": "its last link is not the end of the hash chain",
}


KEEP = ("CREATE TABLE kept_changes AS SELECT * FROM changes", "CREATE TABLE kept_words AS SELECT * FROM words")
RESTORE = (
    "DELETE FROM words",
    "DELETE FROM changes",
    "INSERT INTO changes SELECT * FROM kept_changes",
    "INSERT INTO words SELECT * FROM kept_words",
    "UPDATE plans SET change_number = 7, head = (SELECT link FROM kept_changes WHERE sequence = 7)",
)


async def test_tampering_is_found(store: Store, url: str, run: Run, unprotected: tuple[str, ...]) -> None:
    await say(store, FIRST, "late", "red")
    await run(*unprotected, *KEEP)
    missing = "the triggers that keep the record of changes append-only are missing"
    for tampering, finding in TAMPERING.items():
        assert await check(url) == [missing]
        await run(tampering)
        findings = await check(url)
        assert finding in findings[1], tampering
        await run(*RESTORE)


async def test_the_end_of_a_record_cannot_be_cut_off_unseen(
    store: Store, url: str, run: Run, unprotected: tuple[str, ...]
) -> None:
    await say(store, FIRST, "late", "red")
    last = "DELETE FROM words WHERE sequence = 7", "DELETE FROM changes WHERE sequence = 7"
    await run(*unprotected, *last, "UPDATE plans SET change_number = 6")
    assert "not the end of the hash chain" in (await check(url))[1]


async def test_erased_words_are_gone_everywhere_and_the_chain_still_holds(
    store: Store, other: Store, url: str, run: Run
) -> None:
    await say(store, FIRST, "off sick with stress", "red")
    assert (await other.plans(COUNCIL))[PLAN].actions[FIRST].updates[-1].note == "off sick with stress"
    await store.redact(COUNCIL, PLAN, 7, NOW)
    for process in (store, other):
        erased = (await process.plans(COUNCIL))[PLAN].actions[FIRST]
        assert (erased.status, erased.updates[-1].note) == (Status.RED, None)
    await say(store, FIRST, "back", "amber")
    assert await check(url) == []
    with pytest.raises(StorageError, match="holds no words"):
        await store.redact(COUNCIL, PLAN, 99, NOW)


async def test_an_owner_whom_nobody_knows_is_a_finding(store: Store, url: str) -> None:
    plan = (await store.plans(COUNCIL))[PLAN]
    await store.flush(Work(COUNCIL, NOW, (recorded(plan, [Draft(ChangeKind.UPDATE, FIRST, {"owners": [99]})]),)))
    assert await check(url) == ["borsetshire, plan 1: change 7 names person 99, whom nobody knows"]


async def test_postgresql_makes_its_own_copies(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"pg_dump .*postgresql://anne:\*\*\*@"):
        await backup("postgresql://anne:secret@db.example/plans", tmp_path / "copy")


async def test_a_copy_is_a_whole_database_and_never_replaces_a_file(sqlite_url: str, tmp_path: Path) -> None:
    url, to = sqlite_url, tmp_path / "copy.db"
    store = await Store.open(url)
    await store.flush(founding())
    await say(store, FIRST, "late", "red")
    await backup(url, to)
    assert await check(f"sqlite:///{to}") == []
    copy = await Store.open(f"sqlite:///{to}")
    assert await copy.plans(COUNCIL) == await store.plans(COUNCIL)
    await copy.close()
    await store.close()
    with pytest.raises(StorageError, match="is there already"):
        await backup(url, to)
    with pytest.raises(StorageError, match="could not be written"):
        await backup(url, tmp_path / "nowhere" / "copy.db")
    with pytest.raises(Away, match="There is no database "):
        await backup(f"sqlite:///{tmp_path / 'absent.db'}", to)


async def test_sqlite_keeps_what_it_has_promised(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    pragmas = ("journal_mode", "foreign_keys", "synchronous", "recursive_triggers", "busy_timeout")
    async with database.read() as reading, database.write() as writing:
        found = [
            [(await one.exec_driver_sql(f"PRAGMA {pragma}")).scalar() for pragma in pragmas]
            for one in (reading, writing)
        ]
    await database.close()
    assert found == [["wal", 1, 2, 1, 5000]] * 2


async def test_a_date_that_waits_comes_back_as_it_was_asked_for_and_its_reason_can_be_erased(
    store: Store, other: Store, url: str
) -> None:
    plan = (await store.plans(COUNCIL))[PLAN]
    june = Timescale(text="June", kind=Kind.PERIOD, start=date(2027, 6, 1), end=date(2027, 6, 30))
    asked = Extension(june, 1, NOW.date(), NOW, "off sick with stress")
    facts, words = {"extension": extension_facts(asked)}, {"extension": extension_words(asked)}
    await store.flush(Work(COUNCIL, NOW, (recorded(plan, [Draft(ChangeKind.UPDATE, FIRST, facts, words)]),)))
    for process in (store, other):
        found = (await process.plans(COUNCIL))[PLAN].actions[FIRST].extension
        assert (found, found and found.sequence) == (asked, 7)
    verdict = Draft(ChangeKind.VERDICT, FIRST, {"verdict": "refuse", "of": 1, "extension": None}, {"verdict": "no"})
    await store.redact(COUNCIL, PLAN, 7, NOW)
    erased = (await other.plans(COUNCIL))[PLAN]
    assert erased.actions[FIRST].extension == replace(asked, reason=None, to=replace_text(june))
    await other.flush(Work(COUNCIL, NOW, (recorded(erased, [verdict]),)))
    assert (await store.plans(COUNCIL))[PLAN].actions[FIRST].extension is None
    assert await check(url) == []


def replace_text(timescale: Timescale) -> Timescale:
    """What is left of a date whose words were erased: its days."""
    return timescale.model_copy(update={"text": ""})
