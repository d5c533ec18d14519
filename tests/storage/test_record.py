"""The record of changes: as at any date, chained; words can be erased and the chain still holds."""

from dataclasses import replace
from datetime import date

import pytest

from storage.database import Database
from storage.numbering import undo_drafts
from storage.plan import ChangeKind, Draft, Extension
from storage.replay import extension_facts, extension_words
from storage.status import Status
from storage.store import Store, check
from storage.timescale import Kind, Timescale
from storage.work import StorageError, Work
from tests.storage.council import COUNCIL, FIRST, NOW, PLAN, SECOND, recorded, turn, update


async def say(store: Store, action: int, note: str, status: str | None = None, **stamp: object) -> None:
    plan = (await store.plans(COUNCIL))[PLAN]
    await store.flush(Work(COUNCIL, NOW, (update(plan, action, note, status, **stamp),)))


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


async def test_erased_words_are_gone_everywhere_and_the_chain_still_holds(store: Store, other: Store, url: str) -> None:
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
