"""Replies leave in order, from one process at a time, once for each cause; what is lost is shown."""

import asyncio
from datetime import timedelta

import pytest

from storage import outbox
from storage.failures import Failure
from storage.outbox import Claimed
from storage.store import Store
from storage.work import StorageError, Work
from tests.storage.council import AT_ANNES, COUNCIL, MINUTE, NOW, founding, reply, talk, turn

LEASE = timedelta(seconds=30)


async def claim(store: Store, after: timedelta = timedelta(0), limit: int = 50) -> list[str]:
    return [outgoing.cause for _, outgoing, _ in await store.claim(NOW + after, limit, LEASE)]


async def heard(store: Store, *messages: str, where: str = "chat-anne") -> None:
    for version, message in enumerate(messages):
        await store.flush(turn(message, where=where, memory_version=version))


async def test_a_turn_sends_its_own_reply_and_after_its_lease_anybody_may(store: Store, other: Store) -> None:
    await heard(store, "m1")
    assert await claim(other) == []
    assert await claim(other, timedelta(seconds=29)) == []
    assert await claim(other, LEASE) == ["reply:m1"]
    assert await claim(store, LEASE) == []
    assert await claim(store, 2 * LEASE) == ["reply:m1"]  # the second process died as well


async def test_what_is_sent_is_claimed_no_more(store: Store, other: Store) -> None:
    await heard(store, "m1")
    await store.sent(COUNCIL, "reply:m1", "sent-1", NOW)
    assert await claim(other, MINUTE) == []


async def test_a_claim_says_where_to_send_what(store: Store, other: Store) -> None:
    await heard(store, "m1")
    expected: list[Claimed] = [(COUNCIL, reply("reply:m1", due=NOW), talk())]
    assert await other.claim(NOW + MINUTE, 50, LEASE) == expected


async def test_the_later_of_a_conversation_waits_for_the_earlier(store: Store) -> None:
    await heard(store, "m1", "m2", "m3")
    await heard(store, "c1", where="channel")
    assert sorted(await claim(store, MINUTE)) == ["reply:c1", "reply:m1"]
    assert await claim(store, MINUTE) == []
    await store.sent(COUNCIL, "reply:m1", "sent-1", NOW + MINUTE)
    assert await claim(store, MINUTE) == ["reply:m2"]
    await store.failed(COUNCIL, "reply:m2", Failure.THROTTLED, "too busy", NOW, NOW + 5 * MINUTE)
    assert await claim(store, 4 * MINUTE) == ["reply:c1"]  # m2 is not due, m3 waits behind it
    assert "reply:m2" in await claim(store, 5 * MINUTE)


async def test_a_turn_with_several_replies_keeps_their_order(store: Store) -> None:
    await store.flush(turn("m1", outgoing=tuple(reply(one) for one in ("b", "a", "c"))))
    order = []
    for _ in range(3):
        order += (said := await claim(store, MINUTE))
        await store.sent(COUNCIL, said[0], f"sent-{said[0]}", NOW)
    assert order == ["b", "a", "c"]


async def test_two_processes_that_claim_at_once_share_what_there_is(store: Store, other: Store) -> None:
    for n in range(12):
        await heard(store, f"m{n}", where=f"chat-{n}")
    ours, theirs = await asyncio.gather(claim(store, MINUTE, 8), claim(other, MINUTE, 8))
    assert not set(ours) & set(theirs)
    rest = await claim(store, MINUTE)
    assert sorted((*ours, *theirs, *rest)) == sorted(f"reply:m{n}" for n in range(12))


@pytest.mark.postgres
async def test_a_claim_passes_over_what_another_is_just_claiming(postgres_url: str) -> None:
    store, other = await Store.open(postgres_url), await Store.open(postgres_url, patience=1)
    await store.flush(founding())
    for n in range(4):
        await heard(store, f"m{n}", where=f"chat-{n}")
    async with store._database.write() as connection:
        ours = [one.cause for _, one, _ in await outbox.claim(connection, "ours", NOW + MINUTE, 3, LEASE)]
        theirs = await claim(other, MINUTE)
    assert sorted((*ours, *theirs)) == [f"reply:m{n}" for n in range(4)]
    await store.close()
    await other.close()


async def test_a_limit_is_kept(store: Store) -> None:
    for n in range(5):
        await heard(store, f"m{n}", where=f"chat-{n}")
    assert [len(await claim(store, MINUTE, 2)) for _ in range(4)] == [2, 2, 1, 0]


async def test_a_cause_is_posted_once(store: Store, other: Store) -> None:
    await store.flush(Work(COUNCIL, NOW, conversation=talk()))
    posting = [
        process.post(COUNCIL, [reply("weekly"), reply(f"of {n}")], NOW) for n, process in enumerate((store, other))
    ]
    assert sorted(await asyncio.gather(*posting)) == [[False, True], [True, True]]
    assert await claim(store) == ["weekly"]


async def test_the_same_cause_in_another_organisation_is_another_one(store: Store) -> None:
    await store.flush(founding("felpersham"))
    await store.flush(Work("felpersham", NOW, conversation=talk("felpersham")))
    await store.flush(Work(COUNCIL, NOW, conversation=talk()))
    assert await store.post(COUNCIL, [reply("weekly")], NOW) == [True]
    assert await store.post("felpersham", [reply("weekly")], NOW) == [True]


async def test_nothing_is_posted_where_nobody_has_spoken(store: Store) -> None:
    with pytest.raises(StorageError):
        await store.post(COUNCIL, [reply("weekly", where="nowhere")], NOW)


async def test_a_message_for_later_waits_for_its_time_and_holds_up_nobody(store: Store) -> None:
    await store.flush(Work(COUNCIL, NOW, conversation=talk()))
    await store.post(COUNCIL, [reply("tomorrow", due=NOW + timedelta(days=1)), reply("now")], NOW)
    assert await claim(store) == ["now"]
    await store.sent(COUNCIL, "now", "sent-1", NOW)
    assert await claim(store, timedelta(days=1)) == ["tomorrow"]


async def test_a_failed_message_is_tried_again_when_it_is_time(store: Store) -> None:
    await heard(store, "m1")
    await store.failed(COUNCIL, "reply:m1", Failure.THROTTLED, "too busy", NOW, NOW + MINUTE)
    assert await claim(store, MINUTE - timedelta(seconds=1)) == []
    ((_, again, _),) = await store.claim(NOW + MINUTE, 50, LEASE)
    assert (again.cause, again.tries) == ("reply:m1", 1)


async def test_what_was_given_up_is_shown_and_holds_up_nobody(store: Store, other: Store) -> None:
    await heard(store, "m1", "m2")
    await store.failed(COUNCIL, "reply:m1", Failure.BLOCKED, "Teams answered 403", NOW)
    assert await claim(other, MINUTE) == ["reply:m2"]
    (lost,) = await other.could_not_reach(COUNCIL)
    assert (lost.cause, lost.failure, lost.reason) == ("reply:m1", Failure.BLOCKED, "Teams answered 403")
    assert (lost.since, lost.latest, lost.messages) == (NOW, NOW, 1)
    assert await other.could_not_reach("felpersham") == []


async def test_a_redelivered_message_leaves_the_reply_to_the_process_that_has_it_in_hand(
    store: Store, other: Store
) -> None:
    await heard(store, "m1")
    assert not await other.renew(COUNCIL, "reply:m1", NOW)
    assert await store.renew(COUNCIL, "reply:m1", NOW)
    assert await other.renew(COUNCIL, "reply:m1", NOW + MINUTE)
    assert not await store.renew(COUNCIL, "reply:m1", NOW + MINUTE)
    await other.sent(COUNCIL, "reply:m1", "sent-1", NOW + MINUTE)
    assert not await other.renew(COUNCIL, "reply:m1", NOW + 2 * MINUTE)


async def test_a_private_reply_to_a_message_in_a_channel_is_found_when_that_is_delivered_again(store: Store) -> None:
    await store.flush(Work(COUNCIL, NOW, conversation=talk()))
    await store.flush(turn("m1", where="channel", outgoing=(reply("private", where="chat-anne"),)))
    seen = (await store.load(COUNCIL, "channel", AT_ANNES, "m1")).seen
    assert seen is not None
    assert [(one.cause, one.conversation) for one in seen.unsent] == [("private", "chat-anne")]
