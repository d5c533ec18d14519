"""Where somebody is told something alone, and whom messages of ours do not reach."""

from datetime import timedelta

from storage.failures import Failure
from storage.store import Store
from storage.work import Account, Conversation, Identity, KnowAccount, LinkIdentity, Outgoing, Work
from tests.storage.council import AT_ANNES, AT_BENS, COUNCIL, MINUTE, NOW, reply, talk, turn

ANNE, BEN, DAY = 1, 2, timedelta(days=1)
CHANNEL = Conversation(COUNCIL, "teams", "19:plan", "channel", reference={"service": "https://example.org/"})


def spoke(who: Identity, where: Conversation, name: str, after: timedelta = timedelta(0)) -> Work:
    """Somebody says something somewhere; `name` is how the channel addresses them then."""
    return Work(COUNCIL, NOW + after, conversation=where, identity=who, address={"user": name})


async def lost(store: Store, cause: str, failure: Failure, after: timedelta = timedelta(0), **to: object) -> None:
    """A message that was posted, and given up."""
    where = str(to.pop("where", "chat-anne"))
    await store.post(COUNCIL, [reply(cause, where, **to)], NOW + after)
    await store.failed(COUNCIL, cause, failure, "Teams answered 403", NOW + after)


async def test_whoever_speaks_alone_is_reached_there(store: Store, other: Store) -> None:
    await store.flush(spoke(AT_ANNES, talk(), "29:anne"))
    (found,) = await other.addresses(COUNCIL, ANNE)
    assert (found.identity, found.seen, found.reference) == (AT_ANNES, NOW, {"user": "29:anne"})
    assert found.conversation == talk()


async def test_whoever_speaks_in_a_channel_has_an_address_and_no_chat_yet(store: Store) -> None:
    await store.flush(spoke(AT_ANNES, CHANNEL, "29:anne"))
    (found,) = await store.addresses(COUNCIL, ANNE)
    assert found.conversation is None
    assert found.reference == {"user": "29:anne"}


async def test_a_guest_has_no_address_until_they_are_one_of_the_organisation_s_own_again(store: Store) -> None:
    await store.flush(spoke(AT_ANNES, talk(), "29:anne"))
    for guest, found in ((True, 0), (False, 1)):
        await store.flush(Work(COUNCIL, NOW, (KnowAccount(Account(AT_ANNES, guest=guest)),)))
        assert len(await store.addresses(COUNCIL, ANNE)) == found


async def test_speaking_in_a_channel_forgets_no_chat(store: Store) -> None:
    await store.flush(spoke(AT_ANNES, talk(), "29:anne"))
    await store.flush(spoke(AT_ANNES, CHANNEL, "29:anne again", MINUTE))
    (found,) = await store.addresses(COUNCIL, ANNE)
    assert found.conversation == talk()
    assert (found.reference, found.seen) == ({"user": "29:anne again"}, NOW + MINUTE)


async def test_each_speaker_of_a_channel_keeps_an_address_of_their_own(store: Store) -> None:
    await store.flush(spoke(AT_ANNES, CHANNEL, "29:anne"))
    await store.flush(spoke(AT_BENS, CHANNEL, "29:ben"))
    found = [(await store.addresses(COUNCIL, person))[0].reference for person in (ANNE, BEN)]
    assert found == [{"user": "29:anne"}, {"user": "29:ben"}]


async def test_of_several_addresses_the_last_used_comes_first(store: Store) -> None:
    slack = Identity("slack", "U7")
    await store.flush(Work(COUNCIL, NOW, (LinkIdentity(slack, ANNE, "directory"),)))
    await store.flush(spoke(AT_ANNES, talk(), "29:anne"))
    await store.flush(spoke(slack, Conversation(COUNCIL, "slack", "D7"), "U7", DAY))
    assert [one.identity.channel for one in await store.addresses(COUNCIL, ANNE)] == ["slack", "teams"]
    await store.flush(spoke(AT_ANNES, talk(), "29:anne", 2 * DAY))
    assert [one.identity.channel for one in await store.addresses(COUNCIL, ANNE)] == ["teams", "slack"]


async def test_an_identity_that_is_nobody_yet_is_nobodys_address(store: Store) -> None:
    await store.flush(spoke(Identity("teams", "29:carl"), talk(where="chat-carl"), "29:carl"))
    assert [await store.addresses(COUNCIL, person) for person in (ANNE, BEN)] == [[], []]


async def test_a_claim_knows_the_reader_of_what_is_private(store: Store, other: Store) -> None:
    await store.flush(spoke(AT_ANNES, CHANNEL, "29:anne"))
    answer = reply("private", "19:plan", to="29:anne", thread="1690")
    await store.flush(turn("m1", where="19:plan", address={"user": "29:anne"}, outgoing=(answer,)))
    await store.flush(spoke(AT_BENS, CHANNEL, "29:ben"))
    ((_, claimed, _),) = await other.claim(NOW + MINUTE, 50, MINUTE)
    assert (claimed.to, claimed.thread, claimed.address) == ("29:anne", "1690", {"user": "29:anne"})


# --- could not reach ---------------------------------------------------------------------------------------------


async def test_a_person_is_out_of_reach_since_the_first_message_for_the_last_reason(store: Store) -> None:
    await store.flush(spoke(AT_ANNES, talk(), "29:anne"))
    await lost(store, "one", Failure.BLOCKED, to="29:anne")
    await lost(store, "two", Failure.NOT_INSTALLED, DAY, to="29:anne")
    (found,) = await store.could_not_reach(COUNCIL)
    assert (found.person, found.failure, found.messages) == (ANNE, Failure.NOT_INSTALLED, 2)
    assert (found.since, found.latest, found.cause) == (NOW, NOW + DAY, "two")


async def test_what_has_got_through_since_is_not_out_of_reach(store: Store) -> None:
    await store.flush(spoke(AT_ANNES, talk(), "29:anne"))
    await lost(store, "one", Failure.BLOCKED, to="29:anne")
    await store.post(COUNCIL, [reply("two", to="29:anne")], NOW + DAY)
    assert len(await store.could_not_reach(COUNCIL)) == 1
    await store.sent(COUNCIL, "two", "sent-2", NOW + DAY)
    assert await store.could_not_reach(COUNCIL) == []


async def test_a_private_answer_that_is_lost_is_the_askers_and_not_the_channels(store: Store) -> None:
    await store.flush(spoke(AT_BENS, CHANNEL, "29:ben"))
    await lost(store, "private", Failure.NOT_INSTALLED, where="19:plan", to="29:ben")
    await store.post(COUNCIL, [reply("weekly", "19:plan")], NOW + DAY)
    await store.sent(COUNCIL, "weekly", "sent-1", NOW + DAY)
    (found,) = await store.could_not_reach(COUNCIL)
    assert found.person == BEN


async def test_a_channel_is_out_of_reach_by_itself(store: Store) -> None:
    await store.flush(spoke(AT_BENS, CHANNEL, "29:ben"))
    await lost(store, "weekly", Failure.NOT_IN_CONVERSATION, where="19:plan")
    (found,) = await store.could_not_reach(COUNCIL)
    assert (found.person, found.conversation) == (None, CHANNEL)


async def test_who_was_never_met_is_out_of_reach_until_they_speak(store: Store) -> None:
    nowhere = Conversation(COUNCIL, "nowhere", "nowhere:2")
    message = Outgoing("reminder", nowhere.id, nowhere.channel, {"text": "One is due."}, person=BEN)
    assert await store.post_in_vain(COUNCIL, message, NOW, nowhere, Failure.NO_ADDRESS)
    assert not await store.post_in_vain(COUNCIL, message, NOW + DAY, nowhere, Failure.NO_ADDRESS)
    assert await store.claim(NOW + DAY, 50, MINUTE) == []
    (found,) = await store.could_not_reach(COUNCIL)
    assert (found.person, found.failure, found.since) == (BEN, Failure.NO_ADDRESS, NOW)
    await store.flush(spoke(AT_BENS, talk(where="chat-ben"), "29:ben", DAY))
    assert await store.could_not_reach(COUNCIL) == []


async def test_the_longest_out_of_reach_comes_first(store: Store) -> None:
    await store.flush(spoke(AT_ANNES, talk(), "29:anne"))
    await store.flush(spoke(AT_BENS, talk(where="chat-ben"), "29:ben"))
    await lost(store, "b", Failure.BLOCKED, MINUTE, where="chat-ben", to="29:ben")
    await lost(store, "a", Failure.BLOCKED, 2 * MINUTE, to="29:anne")
    assert [one.person for one in await store.could_not_reach(COUNCIL)] == [BEN, ANNE]
