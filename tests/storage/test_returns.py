"""A return is kept as its events; it is frozen once, whoever asks for it at the same time."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from storage.plan import Plan
from storage.returns import PutReturn, Return, ReturnEvent, ReturnKind, ReturnRow, plan_as_returned
from storage.status import Status
from storage.store import Store
from storage.work import Stale, Work
from tests.storage.council import ANNE, COUNCIL, FIRST, MINUTE, NOW, PLAN, SECOND, update

Q3 = "Q3 2026/27"
AS_AT = date(2026, 11, 10)  # before NOW: answers come when the quarter is over
DAY = timedelta(days=1)


def event(sequence: int, kind: ReturnKind, **facts: object) -> ReturnEvent:
    return ReturnEvent(PLAN, Q3, sequence, kind, ANNE.id, NOW + sequence * MINUTE, facts)


OPENING = replace(event(1, ReturnKind.OPENED, as_at=AS_AT.isoformat(), deadline="2026-11-20"), recorded=NOW)
OPENED = PutReturn((OPENING,))
ROWS = ReturnRow(1, FIRST, {"ref": "1"}), ReturnRow(1, SECOND, {"ref": "2.1"})
FROZEN = PutReturn((event(2, ReturnKind.FROZEN),), ROWS)


async def put(store: Store, *writes: PutReturn) -> None:
    await store.flush(Work(COUNCIL, NOW, writes))


async def the(store: Store) -> Return:
    (one,) = await store.returns(COUNCIL)
    return one


@pytest.fixture
async def opened(store: Store) -> Store:
    await put(store, OPENED)
    return store


async def test_a_return_is_as_its_events_say(opened: Store, other: Store) -> None:
    found = await the(other)
    assert (found.label, found.as_at, found.deadline, found.by) == (Q3, AS_AT, date(2026, 11, 20), ANNE.id)
    assert found.open and found.number == 1


async def test_it_is_frozen_once_however_many_replicas_are_told_to(opened: Store, other: Store) -> None:
    said = await asyncio.gather(*(put(one, FROZEN) for one in (opened, other, opened)), return_exceptions=True)
    assert [type(one) for one in said].count(Stale) == 2
    assert (await the(other)).version == 1
    assert [one.row["ref"] for one in await other.return_rows(COUNCIL, PLAN, Q3, 1)] == ["1", "2.1"]


async def test_a_correction_is_a_version_beside_the_first(opened: Store) -> None:
    await put(opened, FROZEN)
    corrected = replace(event(3, ReturnKind.CORRECTED, version=2, action=FIRST), words={"reason": "the date was wrong"})
    await put(opened, PutReturn((corrected,), (ReturnRow(2, FIRST, {"ref": "1", "text": "May"}),)))
    (one,) = (await the(opened)).corrections
    assert (one.version, one.action, one.by, one.reason) == (2, FIRST, ANNE.id, "the date was wrong")
    assert [row.row for row in await opened.return_rows(COUNCIL, PLAN, Q3, 1)] == [{"ref": "1"}, {"ref": "2.1"}]
    assert [row.row for row in await opened.return_rows(COUNCIL, PLAN, Q3, 2)] == [{"ref": "1", "text": "May"}]


async def test_another_organisation_sees_none_of_it(opened: Store) -> None:
    assert await opened.returns("ambridge") == []
    assert await opened.return_rows("ambridge", PLAN, Q3, 1) == []


async def test_words_that_are_edited_after_they_were_accepted_are_accepted_no_longer(opened: Store) -> None:
    taken = replace(event(2, ReturnKind.ACCEPTED), words={"texts": {str(FIRST): "Published."}})
    await put(opened, PutReturn((taken,)))
    assert (await the(opened)).texts[FIRST].accepted_by == ANNE.id
    await put(opened, PutReturn((replace(event(3, ReturnKind.TEXT), words={"texts": {str(FIRST): "Not yet."}}),)))
    assert ((await the(opened)).texts[FIRST].text, (await the(opened)).texts[FIRST].accepted_by) == ("Not yet.", None)


async def said(store: Store, *, day: date, after: timedelta = MINUTE) -> Plan:
    """The plan of the return, after "red" was said of the first action."""
    plan = (await store.plans(COUNCIL))[PLAN]
    await store.flush(Work(COUNCIL, NOW, (update(plan, FIRST, "late", "red", day=day, at=NOW + after),)))
    return plan_as_returned(await store.changes(COUNCIL, PLAN), plan, await the(store))


async def test_an_answer_counts_as_at_the_date_of_the_return_whenever_it_was_typed(opened: Store) -> None:
    assert (await said(opened, day=NOW.date())).actions[FIRST].status is Status.RED


async def test_an_answer_that_names_a_later_day_does_not_count(opened: Store) -> None:
    assert (await said(opened, day=AS_AT + DAY)).actions[FIRST].status is Status.GREEN


async def test_what_was_said_of_an_earlier_day_counts(opened: Store) -> None:
    assert (await said(opened, day=AS_AT - DAY)).actions[FIRST].status is Status.RED


async def test_what_is_said_after_the_freeze_changes_nothing_of_it(opened: Store) -> None:
    await put(opened, FROZEN)
    assert (await said(opened, day=AS_AT, after=3 * MINUTE)).actions[FIRST].status is Status.GREEN


async def test_late_is_a_matter_of_the_plans_own_days(opened: Store) -> None:
    found, zone = await the(opened), ZoneInfo("Pacific/Auckland")
    assert not found.late(NOW + 4 * DAY, ZoneInfo("Europe/London"))
    assert found.late(NOW + 4 * DAY + timedelta(hours=3), zone)  # the 21st already, over there
    assert found.late(NOW + 5 * DAY, ZoneInfo("Europe/London"))
