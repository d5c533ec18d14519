"""The database itself refuses what would alter the record; whoever switches that off is found out by the check.

Each tampering is done to a whole record and must be found; a dated erasure of what was written must not.
"""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from storage import append_only
from storage.checking import findings
from storage.database import Database
from storage.returns import PutReturn, ReturnEvent, ReturnKind, ReturnRow
from storage.rhythm_tables import asked
from storage.rights_tables import rights_events
from storage.store import Store, check
from storage.work import Work
from tests.storage.conftest import Run
from tests.storage.council import ANNE, COUNCIL, FIRST, MINUTE, NOW, PLAN, SECOND, update

Q3 = "Q3 2026/27"


def event(sequence: int, kind: ReturnKind, **words: Any) -> ReturnEvent:
    return ReturnEvent(PLAN, Q3, sequence, kind, ANNE.id, NOW + sequence * MINUTE, {}, words)


EVENTS = (
    replace(event(1, ReturnKind.OPENED), facts={"as_at": "2026-12-31"}),
    event(2, ReturnKind.TEXT, texts={str(FIRST): "Late, and the consultant has left."}),
    event(3, ReturnKind.FROZEN),
)
PRINTED = (
    ReturnRow(1, FIRST, {"update": "The consultant has left.", "accepted": True, "status": "red"}),
    ReturnRow(1, SECOND, {"update": "On time.", "accepted": True, "status": "green"}),
)


@pytest.fixture
async def whole(store: Store, url: str) -> Store:
    """A store with something in every table of the record: changes 7 and 8, a frozen return, somebody who was asked."""
    for note, status in (("Late.", "red"), ("Later.", "amber")):
        plan = (await store.plans(COUNCIL))[PLAN]
        await store.flush(Work(COUNCIL, NOW, (update(plan, FIRST, note, status),)))
    await store.flush(Work(COUNCIL, NOW, (PutReturn(EVENTS[:2]),)))
    await store.flush(Work(COUNCIL, NOW, (PutReturn(EVENTS[2:], PRINTED),)))
    who = {"organisation_id": COUNCIL, "person_id": ANNE.id, "day": NOW.date(), "plan_id": PLAN, "action": FIRST}
    database = Database(url)
    async with database.write() as connection:
        await connection.execute(asked.insert(), [who | {"why": "due", "recorded": NOW}])
        part = {"organisation_id": COUNCIL, "id": "set/1", "place": 1, "person_id": ANNE.id, "what": "role"}
        by = {"recorded": NOW, "recorder": ANNE.id, "source": "teams: m", "change_set": "set"}
        await connection.execute(rights_events.insert(), [part | by | {"before": "reader", "after": "officer"}])
    await database.close()
    return store


def test_the_triggers_are_named_for_every_table_of_the_record() -> None:
    assert set(append_only.WHAT) == set(append_only.TABLES)


ALTERATIONS = {"updating": "UPDATE {0} SET organisation_id = 'elsewhere'", "deleting": "DELETE FROM {0}"}


@pytest.mark.parametrize("by", [*ALTERATIONS, "replacing or truncating"])
async def test_the_database_refuses_to_alter_or_delete_what_is_recorded(
    whole: Store, run: Run, url: str, by: str
) -> None:
    past = "INSERT OR REPLACE INTO {0} SELECT * FROM {0}" if url.startswith("sqlite") else "TRUNCATE {0} CASCADE"
    for table in append_only.TABLES:
        with pytest.raises(DBAPIError, match="append-only"):
            await run((ALTERATIONS.get(by) or past).format(table))
    assert await check(url) == []


HALF_ERASED = {
    "other words": "UPDATE words SET words = '{}', redacted = '2026-11-16' WHERE sequence = 7",
    "no day": "UPDATE words SET salt = NULL, words = NULL, words_before = NULL WHERE sequence = 7",
    "another change": "UPDATE words SET salt = NULL, words = NULL, words_before = NULL, redacted = '2026-11-16', "
    "sequence = 99 WHERE sequence = 7",
    "a return's text with its salt": "UPDATE return_words SET words = NULL, redacted = '2026-11-16'",
    "a frozen row without its day": "UPDATE return_rows SET salt = NULL",
}


async def test_an_erasure_that_is_none_is_refused(whole: Store, run: Run, url: str) -> None:
    for what, statement in HALF_ERASED.items():
        with pytest.raises(DBAPIError, match="append-only"):
            await run(statement)
            pytest.fail(what)
    assert await check(url) == []


async def test_what_was_written_is_erased_once_and_the_chains_still_hold(whole: Store, run: Run, url: str) -> None:
    await whole.redact(COUNCIL, PLAN, 7, NOW)
    await whole.redact_return(COUNCIL, PLAN, Q3, 2, NOW)
    await whole.redact_row(COUNCIL, PLAN, Q3, FIRST, NOW)
    assert await check(url) == []
    row = (await whole.return_rows(COUNCIL, PLAN, Q3, 1))[0].row
    assert (row["update"], row["accepted"], row["status"]) == ("", False, "red")
    with pytest.raises(DBAPIError, match="append-only"):
        await run("UPDATE words SET redacted = '2020-01-01' WHERE sequence = 7")


TAMPERING = {
    "words swapped": (
        'UPDATE words SET words = \'{"note":"On time."}\' WHERE sequence = 7',
        "plan 1: change 7: what was written is not what was recorded",
    ),
    "words taken away": ("DELETE FROM words WHERE sequence = 7", "plan 1: change 7: what was written is missing"),
    "salt taken away": ("UPDATE words SET salt = NULL WHERE sequence = 7", "change 7: what was written is missing"),
    "erased, but not all": (
        "UPDATE words SET salt = NULL, redacted = '2026-11-16' WHERE sequence = 7",
        "change 7: words were erased, but not all",
    ),
    "a row removed": (
        "DELETE FROM words WHERE sequence = 7; DELETE FROM changes WHERE sequence = 7",
        "plan 1: change 7 is missing",
    ),
    "a row inserted": (
        "INSERT INTO changes SELECT organisation_id, plan_id, 9, kind, subject, effective, recorded, speaker, recorder,"
        " source, change_set, facts, facts_before, undoes, digest, link, authority FROM changes WHERE sequence = 8",
        "change 9 is not what was recorded: the hash chain breaks here",
    ),
    "a time changed": (
        "UPDATE changes SET recorded = '2026-01-01 09:00:00' WHERE sequence = 7",
        "change 7 is not what was recorded: the hash chain breaks here",
    ),
    "a day changed": ("UPDATE changes SET effective = '2026-01-01' WHERE sequence = 7", "change 7 is not what was"),
    "somebody else": ("UPDATE changes SET speaker = 2 WHERE sequence = 7", "change 7 is not what was recorded"),
    "another status": (
        'UPDATE changes SET facts = \'{"status":"green"}\' WHERE sequence = 7',
        "change 7 is not what was recorded",
    ),
    "two changes swapped": (
        "UPDATE changes SET sequence = 70 WHERE sequence = 7; UPDATE changes SET sequence = 7 WHERE sequence = 8; "
        "UPDATE changes SET sequence = 8 WHERE sequence = 70",
        "change 7 is not what was recorded",
    ),
    "the last row cut off": (
        "DELETE FROM words WHERE sequence = 8; DELETE FROM changes WHERE sequence = 8; "
        "UPDATE plans SET change_number = 7",
        "plan 1: its last link is not the end of the hash chain",
    ),
    "the last row cut off, and left so": (
        "DELETE FROM words WHERE sequence = 8; DELETE FROM changes WHERE sequence = 8",
        "plan 1: it is at change 8, but 7 are recorded",
    ),
    "the end of the chain": ("UPDATE plans SET head = '0'", "its last link is not the end of the hash chain"),
    "a return's words swapped": (
        'UPDATE return_words SET words = \'{"texts":{"4":"All done."}}\'',
        "Q3 2026/27: event 2: what was written is not what was recorded",
    ),
    "a return's words taken away": ("DELETE FROM return_words", "event 2: what was written is missing"),
    "who froze it": ("UPDATE return_events SET by_person = 2 WHERE sequence = 3", "event 3 is not what was recorded"),
    "an event removed": (
        "DELETE FROM return_words; DELETE FROM return_events WHERE sequence = 2",
        "Q3 2026/27: event 2 is missing",
    ),
    "the freeze cut off": (
        "DELETE FROM return_events WHERE sequence = 3",
        "Q3 2026/27: its last event is not the end of the hash chain",
    ),
    "a whole return removed": (
        "DELETE FROM return_words; DELETE FROM return_events",
        "Q3 2026/27: its last event is not the end of the hash chain",
    ),
    "what a frozen return prints": (
        'UPDATE return_rows SET words = \'{"status":"green"}\' WHERE action = 4',
        "Q3 2026/27: version 1 does not print what was frozen of action 4",
    ),
    "a frozen row removed": (
        "DELETE FROM return_rows WHERE action = 4",
        "version 1 lacks what was frozen of action 4",
    ),
    "a frozen row inserted": (
        "INSERT INTO return_rows (organisation_id, plan_id, label, version, action, words, salt) "
        "SELECT organisation_id, plan_id, label, version, 6, words, salt FROM return_rows WHERE action = 4",
        "version 1 does not print what was frozen of action 6",
    ),
}


async def test_tampering_is_found(whole: Store, url: str, unprotected: tuple[str, ...]) -> None:
    """Each in a transaction of its own, which is looked at and rolled back."""
    database = Database(url)
    free = "PRAGMA defer_foreign_keys = ON" if database.sqlite else "SET LOCAL session_replication_role = replica"
    for what, (statements, finding) in TAMPERING.items():
        async with database._writer.connect() as connection:
            for one in (*unprotected, free, *statements.split("; ")):
                await connection.exec_driver_sql(one)
            found = await findings(connection, database.sqlite, {})
            await connection.rollback()
        assert any(finding in one for one in found), (what, found)
    await database.close()
    assert await check(url) == []


async def test_a_table_whose_triggers_are_gone_is_a_finding(
    whole: Store, run: Run, url: str, unprotected: tuple[str, ...]
) -> None:
    await run(*unprotected)
    assert await check(url) == [
        f"the triggers that keep the record of {what} append-only are missing" for what in append_only.WHAT.values()
    ]


async def test_a_record_that_was_made_anew_is_not_the_one_that_was_exported(whole: Store, url: str) -> None:
    """Whoever can write everything can chain everything anew; a link that was noted elsewhere shows it."""
    earlier = {(COUNCIL, PLAN, None, 7): "0" * 64, (COUNCIL, PLAN, Q3, 2): "0" * 64, (COUNCIL, PLAN, None, 99): "1"}
    assert await check(url, earlier) == [
        "borsetshire, plan 1: change 7 is not the one that was exported earlier",
        "borsetshire, plan 1, Q3 2026/27: event 2 is not the one that was exported earlier",
    ]
