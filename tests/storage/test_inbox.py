"""What arrived and was acknowledged: kept once, taken by one process at a time, gone when its turn is done."""

import asyncio
from datetime import timedelta

from storage.inbox import KEPT, LEASE, Arrived
from storage.store import Store
from tests.storage.council import COUNCIL, NOW


def arrived(id: str = "Ev1", late: timedelta = timedelta()) -> Arrived:
    return Arrived(COUNCIL, "slack", id, NOW + late, {"event": {"text": "5 amber"}})


async def test_what_arrived_is_in_the_hands_of_whoever_kept_it_for_a_lease(store: Store, other: Store) -> None:
    await store.put_arrived(arrived())
    assert await other.take_arrived("slack", NOW + LEASE - timedelta(seconds=1), 10) == []
    assert await other.take_arrived("slack", NOW + LEASE, 10) == [arrived()]


async def test_it_is_kept_once_however_often_it_is_sent(store: Store, other: Store) -> None:
    await asyncio.gather(*(one.put_arrived(arrived()) for one in (store, other, store)))
    assert await store.take_arrived("slack", NOW + LEASE, 10) == [arrived()]


async def test_of_several_processes_one_takes_it(store: Store, other: Store) -> None:
    await store.put_arrived(arrived())
    taken = await asyncio.gather(*(one.take_arrived("slack", NOW + LEASE, 10) for one in (store, other, store)))
    assert sorted(taken, key=len) == [[], [], [arrived()]]


async def test_what_fails_again_and_again_is_taken_ever_less_often(store: Store) -> None:
    await store.put_arrived(arrived())
    now = NOW + LEASE
    for wait in (LEASE, LEASE * 2, LEASE * 4):
        assert await store.take_arrived("slack", now, 10) == [arrived()]
        assert await store.take_arrived("slack", now + wait - timedelta(seconds=1), 10) == []
        now += wait
    assert await store.take_arrived("slack", now, 10) == [arrived()]


async def test_the_oldest_comes_first_and_another_channel_s_is_left(store: Store) -> None:
    late, first = arrived("Ev2", timedelta(seconds=2)), arrived("Ev9")
    for one in (late, first, Arrived(COUNCIL, "teams", "a", NOW, {})):
        await store.put_arrived(one)
    assert await store.take_arrived("slack", NOW + LEASE * 2, 1) == [first]
    assert await store.take_arrived("slack", NOW + LEASE * 2, 10) == [late]


async def test_nothing_of_it_is_kept_when_its_turn_is_done(store: Store, other: Store) -> None:
    await store.put_arrived(arrived())
    await other.settle_arrived(arrived())
    assert await store.take_arrived("slack", NOW + LEASE * 100, 10) == []


async def test_what_was_left_is_taken_no_more_and_kept_for_a_month(store: Store, other: Store) -> None:
    for one in (arrived(), arrived("Ev2", timedelta(days=1))):
        await store.put_arrived(one)
    await store.leave_arrived(arrived())
    month = NOW + KEPT + timedelta(seconds=1)
    assert await other.take_arrived("slack", month, 10) == [arrived("Ev2", timedelta(days=1))]
    assert [await store.forget_left(NOW + KEPT), await store.forget_left(month)] == [0, 1]


def test_what_arrived_shows_no_words() -> None:
    assert "amber" not in repr(arrived())
