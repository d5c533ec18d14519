"""What reminders are decided from, in both databases: kept, dropped, and told from what it was a moment ago."""

from datetime import date, datetime, timedelta

import pytest

from storage.returns import PutReturn, ReturnEvent, ReturnKind
from storage.rhythm import Absence, Asked, DropPrompt, Prompt, PutAbsence, PutPrompt, PutSnooze, Snooze, Why
from storage.store import Store
from storage.work import Conversation, Outgoing, Work, Write
from tests.storage.council import ANNE, COUNCIL, FIRST, NOW, PLAN

TODAY = NOW.date()


def prompt(name: str, why: Why = Why.REMINDED, made: datetime = NOW) -> Prompt:
    return Prompt(name, why, ANNE.id, PLAN, FIRST, TODAY, ANNE.id, made)


async def write(store: Store, *writes: Write) -> None:
    await store.flush(Work(COUNCIL, NOW, writes))


async def tell(store: Store, *told: Prompt) -> None:
    """Anne's message of the day, with what stands in it."""
    where = Conversation(COUNCIL, "nowhere", "nowhere:1")
    said = [Asked(ANNE.id, TODAY, one.plan, one.action, one.why, NOW) for one in told]
    await store.ask(COUNCIL, Outgoing("ask", where.id, where.channel, {}, person=ANNE.id), said, told, NOW, where)


async def test_what_is_dropped_is_not_told_but_what_was_told_stays(store: Store) -> None:
    one, two = prompt("one", Why.HANDED), prompt("two", Why.HANDED)
    await write(store, PutPrompt(one), PutPrompt(two))
    await tell(store, one)
    await write(store, DropPrompt("one"), DropPrompt("two"))
    rhythm = await store.rhythm(COUNCIL, TODAY)
    assert (rhythm.prompts, [each.id for each in rhythm.handed]) == ((), ["one"])


async def test_what_ended_lately_is_known_so_that_nobody_is_blamed_for_days_off(store: Store) -> None:
    ended = TODAY - timedelta(days=30)
    off, rest = Absence(ANNE.id, ended - timedelta(days=3), ended), Snooze(ANNE.id, PLAN, FIRST, ended)
    await write(store, PutAbsence(off), PutSnooze(rest))
    rhythm = await store.rhythm(COUNCIL, TODAY)
    assert (rhythm.absences, rhythm.snoozes) == ((off,), (rest,))
    assert rhythm.away(ANNE.id, TODAY) is None
    assert not rhythm.rests(ANNE.id, PLAN, FIRST, TODAY)


CHANGES: dict[str, Write] = {
    "an absence": PutAbsence(Absence(ANNE.id, TODAY)),
    "an absence that ends otherwise": PutAbsence(Absence(ANNE.id, date(2026, 1, 5), TODAY)),
    "a snooze": PutSnooze(Snooze(ANNE.id, PLAN, 0, TODAY)),
    "a snooze that ends otherwise": PutSnooze(Snooze(ANNE.id, PLAN, FIRST, TODAY + timedelta(days=9))),
    "a reminder": PutPrompt(prompt("new", made=NOW + timedelta(hours=1))),
    "a reminder taken back": DropPrompt("kept"),
    "a return": PutReturn(
        (ReturnEvent(PLAN, "Q3 2026/27", 1, ReturnKind.OPENED, ANNE.id, NOW, {"as_at": "2026-12-31"}, {}),)
    ),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_the_mark_is_another_after_each_change_and_the_same_without_one(store: Store, change: str) -> None:
    before = PutAbsence(Absence(ANNE.id, date(2026, 1, 5))), PutSnooze(Snooze(ANNE.id, PLAN, FIRST, TODAY))
    await write(store, *before, PutPrompt(prompt("kept")))
    mark = await store.rhythm_mark(COUNCIL, TODAY)
    assert await store.rhythm_mark(COUNCIL, TODAY) == mark
    await write(store, CHANGES[change])
    assert await store.rhythm_mark(COUNCIL, TODAY) != mark


async def test_the_mark_is_another_after_somebody_was_told(store: Store) -> None:
    await write(store, PutPrompt(prompt("kept")))
    mark = await store.rhythm_mark(COUNCIL, TODAY)
    await tell(store, prompt("kept"))
    assert await store.rhythm_mark(COUNCIL, TODAY) != mark
