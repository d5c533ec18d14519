"""A process that starts has the plan that its record makes, kept beside it or not, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import history as history_module
from storage import past_kept
from storage.checking import check
from storage.kept_now import as_it_is
from storage.people import Person
from storage.plan import Change, ChangeKind, Draft, Plan
from storage.replay import replay
from storage.status import Status
from storage.store import Store
from storage.work import PutPerson, Recorded, Work
from tests.storage.conftest import OpenStore, Run
from tests.storage.council import COUNCIL, FIRST, NOW, PLAN, recorded
from tests.support.histories import Step, everything, history, steps

EXAMPLES = count()
SOME_STEPS = (HealthCheck.function_scoped_fixture,)  # each example has an organisation of its own


async def plan_of(store: Store, organisation: str = COUNCIL) -> Plan:
    return (await store.plans(organisation))[PLAN]


async def keep(store: Store) -> int:
    return await store.keep_as_they_are(many=0)


async def say(store: Store, *notes: str, at: datetime = NOW) -> None:
    drafts = [Draft(ChangeKind.UPDATE, FIRST, {"status": "amber"}, {"note": note}) for note in notes]
    await store.flush(Work(COUNCIL, at, (recorded(await plan_of(store), drafts, at=at),)))


@settings(max_examples=25, suppress_health_check=SOME_STEPS, deadline=None)
@given(happened=steps, kept_after=st.integers(0, 40))
async def test_what_is_kept_and_what_followed_is_what_the_record_makes(
    store: Store, open_store: OpenStore, happened: list[Step], kept_after: int
) -> None:
    organisation = f"borsetshire {next(EXAMPLES)}"
    people = tuple(PutPerson(Person(one, f"Person {one}"), expected=0) for one in range(1, 8))
    await store.flush(Work(organisation, NOW, people))
    changes: list[Change] = []
    pieces = history(organisation, PLAN, happened)
    for place, (before, new) in enumerate(pieces):
        await store.flush(Work(organisation, NOW, (Recorded(PLAN, before.number, new),)))
        changes += new
        if place == min(kept_after, len(pieces) - 1):
            await keep(store)
    started = await plan_of(await open_store(), organisation)
    assert started == await plan_of(store, organisation)
    assert everything(started) == everything(replay(organisation, PLAN, await store.changes(organisation, PLAN)))


async def test_a_plan_remembers_as_much_of_its_record_as_it_did(store: Store, open_store: OpenStore) -> None:
    for day in (0, 1, 20):
        await say(store, *(f"note {n}" for n in range(250)), at=NOW + timedelta(days=day))
    await keep(store)
    before = await plan_of(store)
    assert 400 <= len(before.recent) < before.number
    assert (await plan_of(await open_store())).recent == before.recent


async def test_a_process_that_starts_reads_what_is_remembered_and_what_was_recorded_since(
    store: Store, open_store: OpenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before: every change of the plan, 200,000 of them in 21 s."""
    await say(store, *(f"note {n}" for n in range(500)))
    await say(store, "later", at=NOW + timedelta(days=20))
    await keep(store)
    await say(store, "since", at=NOW + timedelta(days=21))
    read: list[int] = []
    made = history_module.change_of

    def counted(row: Any) -> Change:
        read.append(row.sequence)
        return made(row)

    monkeypatch.setattr(history_module, "change_of", counted)
    plan = await plan_of(await open_store())
    assert len(read) == 400 + 1 < plan.number
    assert plan == await plan_of(store)


async def test_it_is_kept_again_when_much_was_recorded_since(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(past_kept, "AGAIN", 3)
    assert [await keep(store), await keep(store)] == [1, 0]
    await say(store, "one", "two")
    assert await keep(store) == 0
    await say(store, "three")
    assert await keep(store) == 1


async def test_erased_words_are_in_nothing_that_is_kept(store: Store, open_store: OpenStore) -> None:
    await say(store, "secret")
    kept = as_it_is(await plan_of(store), 0)
    await keep(store)
    await store.redact(COUNCIL, PLAN, (await plan_of(store)).number, NOW)
    await store._put_snapshot(kept)  # by somebody who had read the plan before
    other = await open_store()
    assert (await plan_of(other)).actions[FIRST].updates[-1].note is None
    assert await keep(store) == 1


async def test_what_another_version_has_kept_is_not_begun_from(store: Store, open_store: OpenStore, run: Run) -> None:
    await keep(store)
    await run("UPDATE snapshots SET made_by = 'another', state = 'x'")
    assert await plan_of(await open_store()) == await plan_of(store)


async def test_how_a_plan_stands_now_is_no_day_of_its_past(store: Store, open_store: OpenStore) -> None:
    await keep(store)
    await say(store, "since")
    other = await open_store()
    assert (await other.as_at(COUNCIL, PLAN, NOW.date())).actions[FIRST].updates[-1].note == "since"
    assert await store.snapshot_days(COUNCIL, PLAN) == []


async def test_the_check_finds_what_is_kept_otherwise_than_the_record_says(store: Store, url: str) -> None:
    await say(store, "noted")
    await keep(store)
    assert await check(url) == []
    plan = await plan_of(store)
    forged = {**plan.actions, FIRST: replace(plan.actions[FIRST], status=Status.COMPLETE)}
    await store._put_snapshot(as_it_is(replace(plan, actions=forged), 0))
    assert [one.partition(": ")[2].partition(":")[0] for one in await check(url)] == [
        "how it stands is kept otherwise than its record says"
    ]


async def test_the_check_finds_a_past_day_that_is_kept_otherwise_than_the_record_says(store: Store, url: str) -> None:
    """Before: an as-at report of that day told what had been put into the table, and the check said nothing."""
    for day in range(1, 9):
        await say(store, f"note {day}", at=NOW + timedelta(days=day))
    await say(store, "told afterwards")
    for day in range(9):
        await store.keep_snapshots(NOW.date() + timedelta(days=day), many=0)
    await say(store, "later", at=NOW + timedelta(days=20))
    assert len(await store.snapshot_days(COUNCIL, PLAN)) > 1
    assert await check(url) == []
    past = await store._pasts.as_at(COUNCIL, PLAN, NOW.date())
    await store._put_snapshot(replace(past, recorded=None))  # as if nothing in it had been told afterwards
    assert len(await check(url)) == 1
    forged = {**past.plan.actions, FIRST: replace(past.plan.actions[FIRST], status=Status.COMPLETE)}
    await store._put_snapshot(replace(past, plan=replace(past.plan, actions=forged)))
    told = f"how it stood on {NOW.date()} is kept otherwise than its record says"
    assert [told in one for one in await check(url)] == [True]


async def test_the_check_finds_what_is_kept_and_cannot_be_read(store: Store, url: str, run: Run) -> None:
    await keep(store)
    await run("UPDATE snapshots SET state = 'x' WHERE part = 1")
    assert ["is kept otherwise than its record says" in one for one in await check(url)] == [True]
