"""A schedule fires once, however many processes wake for it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.schedule import Schedule
from storage.store import Store
from storage.work import PutSchedule, Work
from tests.storage.council import AT_ANNES, COUNCIL, MINUTE, NOW, reply, talk, turn, weekly

WEEK = timedelta(days=7)


@pytest.fixture
async def due(store: Store) -> Schedule:
    await store.flush(turn("m1", PutSchedule(weekly()), outgoing=()))
    return weekly(number=1)


async def test_a_schedule_is_numbered_and_loaded_where_it_was_asked_for(store: Store, due: Schedule) -> None:
    await store.flush(Work(COUNCIL, NOW, (PutSchedule(weekly()), PutSchedule(weekly(NOW + WEEK)))))
    loaded = await store.load(COUNCIL, "chat-anne", AT_ANNES, "m2")
    assert loaded.schedules == (due, weekly(number=2), weekly(NOW + WEEK, 3))
    assert (await store.load(COUNCIL, "channel", AT_ANNES, "m2")).schedules == ()


async def test_schedules_that_are_asked_for_at_once_have_numbers_of_their_own(store: Store, other: Store) -> None:
    await store.flush(Work(COUNCIL, NOW, conversation=talk()))
    asked = [Work(COUNCIL, NOW, (PutSchedule(weekly()),)) for _ in range(6)]
    await asyncio.gather(*(process.flush(one) for process, one in zip((store, other) * 3, asked, strict=True)))
    loaded = await store.load(COUNCIL, "chat-anne", AT_ANNES, "m2")
    assert sorted(one.id for one in loaded.schedules) == [1, 2, 3, 4, 5, 6]


async def test_it_is_due_when_its_time_has_come(store: Store, due: Schedule) -> None:
    assert await store.due_schedules(NOW - MINUTE) == []
    assert await store.due_schedules(NOW) == [(COUNCIL, due, talk())]


async def test_it_fires_once_across_processes(store: Store, other: Store, due: Schedule) -> None:
    firing = [process.fire(COUNCIL, due, NOW + WEEK, reply("weekly 47"), NOW) for process in (store, other)]
    assert sorted(await asyncio.gather(*firing)) == [False, True]
    assert await store.due_schedules(NOW) == []
    assert [one.cause for _, one, _ in await other.claim(NOW, 9, MINUTE)] == ["weekly 47"]
    assert [one.next_at for _, one, _ in await store.due_schedules(NOW + WEEK)] == [NOW + WEEK]


async def test_it_says_nothing_twice_for_one_cause(store: Store, due: Schedule) -> None:
    await store.post(COUNCIL, [reply("weekly 47")], NOW)
    assert not await store.fire(COUNCIL, due, NOW + WEEK, reply("weekly 47"), NOW)
    assert await store.due_schedules(NOW) == []


async def test_one_that_was_stopped_or_moved_does_not_fire(store: Store, due: Schedule) -> None:
    await store.flush(Work(COUNCIL, NOW, (PutSchedule(replace(due, next_at=NOW + WEEK)),)))
    assert not await store.fire(COUNCIL, due, NOW + 2 * WEEK, reply("weekly 47"), NOW)
    await store.flush(Work(COUNCIL, NOW, (PutSchedule(replace(due, active=False)),)))
    assert not await store.fire(COUNCIL, due, NOW + WEEK, reply("weekly 47"), NOW)
    assert await store.due_schedules(NOW + 2 * WEEK) == []
    assert (await store.load(COUNCIL, "chat-anne", AT_ANNES, "m2")).schedules == ()
