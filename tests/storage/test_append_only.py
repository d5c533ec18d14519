"""The database itself refuses what would alter the record; whoever switches that off is found out by the check.

Each tampering is done to a whole record and must be found; a dated erasure of what was written must not.
"""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from storage import append_only, tables
from storage.checking import findings
from storage.database import Database
from storage.people import Role
from storage.returns import PutReturn, ReturnEvent, ReturnKind, ReturnRow
from storage.rhythm import Asked, Why
from storage.rights import PutRights, RightsEvent
from storage.store import Store, check
from storage.work import Conversation, Outgoing, PutPerson, Stale, Work
from tests.storage.conftest import Run
from tests.storage.council import ANNE, BEN, COUNCIL, FIRST, MINUTE, NOW, PLAN, SECOND, update

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
    chat = Conversation(COUNCIL, "nowhere", "nowhere:1")
    for action in (FIRST, SECOND):
        outgoing = Outgoing(f"asked {action}", chat.id, chat.channel, {}, person=ANNE.id)
        await store.ask(COUNCIL, outgoing, [Asked(ANNE.id, NOW.date(), PLAN, action, Why.DUE, NOW)], [], NOW, chat)
    for place, role in enumerate(("manager", "officer"), start=1):
        event_ = RightsEvent(BEN.id, "role", "reader", role, ANNE.id, "teams: m", f"set {place}")
        put = PutPerson(replace(BEN, role=Role(role)), (await store.directory(COUNCIL)).number)
        await store.flush(Work(COUNCIL, NOW, (put, PutRights((event_,)))))
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


REPLACING = {  # SQLite's own ways past a DELETE trigger; {1} are the columns, {2} the same in another organisation
    "the same row": "INSERT OR REPLACE INTO {0} ({1}) SELECT {1} FROM {0}",
    "by its other name": "REPLACE INTO {0} ({1}) SELECT {1} FROM {0}",
    "by the row's own number": "INSERT OR REPLACE INTO {0} (rowid, {1}) SELECT rowid, {2} FROM {0}",
    "by another number": "INSERT OR REPLACE INTO {0} (rowid, {1}) SELECT rowid + 100, {1} FROM {0}",
    "as an update": "UPDATE OR REPLACE {0} SET rowid = rowid + 1",
    "as an upsert": "INSERT INTO {0} ({1}) SELECT {1} FROM {0} WHERE 1 ON CONFLICT DO UPDATE SET organisation_id = '2'",
    "its place in the chain": "INSERT OR REPLACE INTO {0} ({1}) SELECT {3} FROM {0}",
    "an erasure that lands on another": "UPDATE OR REPLACE {0} SET redacted = '2026', salt = NULL, rowid = rowid + 1",
}


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", REPLACING)
async def test_a_connection_of_somebody_elses_replaces_nothing_that_is_recorded(
    whole: Store, url: str, what: str
) -> None:
    """Before: any program that opened the file could: no DELETE trigger is called without `recursive_triggers`."""
    with closing(sqlite3.connect(url.partition(":///")[2])) as theirs:
        for table in append_only.TABLES:
            names = [row[1] for row in theirs.execute(f"PRAGMA table_info({table})")]
            elsewhere = ["'2'" if one == "organisation_id" else one for one in names]
            renamed = [f"{one} || 'x'" if one in ("id", "why") else one for one in names]
            if (what == "its place in the chain" and renamed == names) or (
                what.startswith("an erasure") and table not in append_only.ERASABLE
            ):
                continue
            statement = REPLACING[what].format(table, *map(", ".join, (names, elsewhere, renamed)))
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                theirs.execute(statement)
    assert await check(url) == []


def test_every_key_of_the_tables_of_the_record_is_guarded() -> None:
    for table in append_only.TABLES:
        one = tables.metadata.tables[table]
        unique = [index.columns.keys() for index in one.indexes if index.unique]
        assert [one.primary_key.columns.keys(), *unique] == [key.split() for key in append_only.KEYS[table]]


HALF_ERASED = {
    "a frozen status changed with its text": 'UPDATE return_rows SET words = \'{"status":"green"}\', salt = NULL, '
    "redacted = '2026-11-16' WHERE action = 4",
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
    "a frozen status, as if only words were erased": (
        'UPDATE return_rows SET words = \'{"status":"green"}\', salt = NULL, '
        "redacted = '2026-11-16 09:00:00' WHERE action = 4",
        "version 1 does not print what was frozen of action 4",
    ),
    "who was given a part": (
        "UPDATE rights_events SET person_id = 1 WHERE sequence = 2",
        "rights: entry 2 is not what",
    ),
    "by whom": ("UPDATE rights_events SET recorder = 2 WHERE sequence = 1", "rights: entry 1 is not what was recorded"),
    "a part that was never given": (
        "INSERT INTO rights_events SELECT organisation_id, 'forged', place, 2, what, before, after, recorded, recorder,"
        " source, change_set, 5, link FROM rights_events WHERE sequence = 2",
        "rights: entry 5 is not what was recorded: the hash chain breaks here",
    ),
    "what somebody may do": (
        "UPDATE people SET role = 'manager' WHERE id = 2",
        "person 2: role is manager, but officer was recorded",
    ),
    "a part that was given": ("DELETE FROM rights_events WHERE sequence = 1", "rights: entry 1 is missing"),
    "the last part that was given": (
        "DELETE FROM rights_events WHERE sequence = 4",
        "rights: its last entry is not the end of the hash chain",
    ),
    "all parts that were given": (
        "DELETE FROM rights_events",
        "rights: its last entry is not the end of the hash chain",
    ),
    "the end of what is recorded of rights": ("DELETE FROM register_heads", "rights: its last entry is not the end"),
    "when somebody was asked": ("UPDATE asked SET day = '2020-01-01' WHERE sequence = 1", "asked: entry 1 is not what"),
    "that somebody was asked": ("DELETE FROM asked WHERE sequence = 2", "asked: its last entry is not the end"),
    "a part of whom nothing was recorded": (
        "INSERT INTO people (organisation_id, id, kind, role, changed) SELECT organisation_id, 77, kind, 'manager', 1"
        " FROM people WHERE id = 2",
        "rights: person 77: role is manager, but owner was recorded",
    ),
    "to whom somebody reports": (
        "UPDATE people SET manager_id = 1 WHERE id = 2",
        "person 2: manager is 1, but nothing",
    ),
    "the last day of somebody": (
        "UPDATE people SET until = '2020-01-01' WHERE id = 2",
        "person 2: until is 2020-01-01",
    ),
    "who answers for a post": ("UPDATE holders SET holder_id = 1 WHERE party_id = 3", "person 3: holders is 1, but 2"),
    "that somebody answers for a post": ("DELETE FROM holders", "person 3: holders is nothing, but 2 was recorded"),
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


FUNCTION = "CREATE OR REPLACE FUNCTION refuse_alteration() RETURNS trigger LANGUAGE plpgsql AS $$"
EMPTIED = {
    True: "CREATE TRIGGER {0}_no_delete BEFORE DELETE ON {0} WHEN 0 BEGIN SELECT RAISE(ABORT, 'x'); END",
    False: FUNCTION + " BEGIN RETURN COALESCE(NEW, OLD); END $$",
}


async def test_triggers_that_are_there_by_name_and_do_nothing_are_a_finding(whole: Store, run: Run, url: str) -> None:
    sqlite = url.startswith("sqlite")
    empty = EMPTIED[sqlite].format("changes")
    await run(*(["DROP TRIGGER changes_no_delete"] if sqlite else []), empty)
    assert "the triggers that keep the record of changes append-only are missing" in await check(url)
    if not sqlite:  # databases of the tests are copied from one another
        await run(FUNCTION + append_only.FUNCTION + "$$")


BESIDE = {
    True: {"empties": "CREATE TRIGGER empties AFTER INSERT ON words BEGIN UPDATE words SET salt = NULL; END"},
    False: {
        "empties": "CREATE RULE empties AS ON INSERT TO words DO INSTEAD NOTHING",
        "late": "CREATE TRIGGER late AFTER INSERT ON words FOR EACH ROW EXECUTE FUNCTION refuse_alteration()",
    },
}


async def test_a_trigger_or_a_rule_that_is_not_ours_is_a_finding(whole: Store, run: Run, url: str) -> None:
    beside = BESIDE[url.startswith("sqlite")]
    await run(*beside.values())
    told = "a trigger or rule that Planminder did not make may alter what is recorded"
    assert await check(url) == [f"{told}: {name}" for name in beside]


async def test_two_who_record_rights_at_once_are_not_both_the_next(whole: Store, other: Store, url: str) -> None:
    def work(who: int) -> Work:
        return Work(
            COUNCIL,
            NOW,
            (PutRights((RightsEvent(who, "schedule", None, {}, None, "teams: n", f"at {who}"),)),),
        )

    done = await asyncio.gather(whole.flush(work(1)), other.flush(work(2)), return_exceptions=True)
    assert all(one is None or isinstance(one, Stale) for one in done) and None in done
    assert await check(url) == []


async def test_a_record_that_was_made_anew_is_not_the_one_that_was_exported(whole: Store, url: str) -> None:
    """Whoever can write everything can chain everything anew; a link that was noted elsewhere shows it."""
    earlier = {(COUNCIL, PLAN, None, 7): "0" * 64, (COUNCIL, PLAN, Q3, 2): "0" * 64, (COUNCIL, PLAN, None, 99): "1"}
    assert await check(url, earlier) == [
        "borsetshire, plan 1: change 7 is not the one that was exported earlier",
        "borsetshire, plan 1, Q3 2026/27: event 2 is not the one that was exported earlier",
    ]
