"""Each try to deliver a message is recorded, so that one that arrives twice is explained."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from storage.attempts import KEPT, attempts
from storage.failures import Failure
from storage.outbox import Claimed
from storage.store import Store
from storage.work import Work
from tests.storage.council import COUNCIL, MINUTE, NOW, reply, talk, turn

LEASE = timedelta(seconds=30)
LATER = NOW + MINUTE


async def tried(store: Store, cause: str) -> list[tuple[int, str, str | None]]:
    """The tries of a message: number, process, outcome."""
    async with store._database.read() as connection:
        rows = await connection.execute(attempts.select().where(attempts.c.cause == cause).order_by(attempts.c.number))
        return [(row.number, row.holder, row.outcome) for row in rows]


async def claimed(store: Store, after: timedelta) -> Claimed:
    (one,) = await store.claim(NOW + after, 50, LEASE)
    return one


async def figures(store: Store, after: timedelta = MINUTE) -> dict[str, Any]:
    return {name: value for name, value in asdict(await store.deliveries(COUNCIL, NOW + after)).items() if value}


async def posted(store: Store) -> None:
    await store.flush(Work(COUNCIL, NOW, conversation=talk()))
    await store.post(COUNCIL, [reply("weekly")], NOW)


async def test_a_try_is_recorded_before_the_service_is_called(store: Store, other: Store) -> None:
    await posted(store)
    await claimed(store, timedelta(0))
    assert await tried(other, "weekly") == [(1, store._holder, None)]
    assert await figures(other, timedelta(0)) == {"waiting": 1, "tries": 1}


async def test_the_answer_is_recorded_with_its_try(store: Store) -> None:
    await posted(store)
    _, first, _ = await claimed(store, timedelta(0))
    await store.failed(COUNCIL, "weekly", Failure.THROTTLED, "too busy", NOW, LATER, first.trying)
    _, second, _ = await claimed(store, MINUTE)
    await store.sent(COUNCIL, "weekly", "sent-1", LATER, second.trying)
    me = store._holder
    assert await tried(store, "weekly") == [(1, me, "throttled"), (2, me, "delivered")]
    assert await figures(store) == {"sent": 1, "tries": 2}  # a refusal is an answer: it arrived once


async def test_a_process_that_died_after_it_began_leaves_a_try_without_an_answer(store: Store, other: Store) -> None:
    await posted(store)
    await claimed(store, timedelta(0))
    assert await figures(other, LEASE) == {"waiting": 1, "tries": 1, "unanswered": 1}
    _, again, _ = await claimed(other, LEASE)
    await other.sent(COUNCIL, "weekly", "sent-1", LATER, again.trying)
    assert await tried(other, "weekly") == [(1, store._holder, None), (2, other._holder, "delivered")]
    assert await figures(other) == {"sent": 1, "tries": 2, "unanswered": 1, "perhaps_twice": 1}


async def test_a_service_that_gave_no_answer_may_have_taken_the_message(store: Store) -> None:
    await posted(store)
    _, first, _ = await claimed(store, timedelta(0))
    await store.failed(COUNCIL, "weekly", Failure.SERVICE_AWAY, "502", NOW, LATER, first.trying)
    _, second, _ = await claimed(store, MINUTE)
    await store.sent(COUNCIL, "weekly", "sent-1", LATER, second.trying)
    assert await figures(store) == {"sent": 1, "tries": 2, "perhaps_twice": 1}


async def test_an_answer_that_comes_after_another_has_taken_over_is_still_recorded(store: Store, other: Store) -> None:
    await posted(store)
    _, first, _ = await claimed(store, timedelta(0))
    await claimed(other, LEASE)
    await store.sent(COUNCIL, "weekly", "sent-1", LATER, first.trying)
    assert await tried(store, "weekly") == [(1, store._holder, "delivered"), (2, other._holder, None)]


async def test_a_turns_own_try_is_recorded_with_its_answer(store: Store) -> None:
    await store.flush(turn("m1"))
    assert await tried(store, "reply:m1") == []
    await store.sent(COUNCIL, "reply:m1", "sent-1", NOW)
    assert await tried(store, "reply:m1") == [(1, store._holder, "delivered")]


async def test_a_turn_that_died_before_its_answer_is_recorded_by_whoever_takes_over(store: Store, other: Store) -> None:
    await store.flush(turn("m1"))
    await claimed(other, LEASE)
    assert await tried(other, "reply:m1") == [(1, store._holder, None), (2, other._holder, None)]
    await store.sent(COUNCIL, "reply:m1", "sent-1", LATER)  # it was only slow
    assert (await tried(other, "reply:m1"))[0] == (1, store._holder, "delivered")


async def test_a_redelivered_messages_reply_is_another_try(store: Store, other: Store) -> None:
    await store.flush(turn("m1"))
    trying = await other.renew(COUNCIL, "reply:m1", LATER)
    assert trying is not None
    await other.sent(COUNCIL, "reply:m1", "sent-1", LATER, trying)
    assert await tried(other, "reply:m1") == [(1, store._holder, None), (2, other._holder, "delivered")]


async def test_old_tries_are_forgotten_and_later_ones_kept(store: Store) -> None:
    await store.flush(turn("m1"))
    await store.sent(COUNCIL, "reply:m1", "sent-1", NOW)
    await store.flush(turn("m2", memory_version=1))
    await store.sent(COUNCIL, "reply:m2", "sent-2", LATER)
    assert await store.forget_old_tries(NOW + KEPT + timedelta(seconds=1)) == 1
    assert await tried(store, "reply:m1") == []
    assert len(await tried(store, "reply:m2")) == 1
