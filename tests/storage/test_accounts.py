"""Identities: what a directory says of them, what they claim, and what is held until that is settled."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.store import Store
from storage.work import (
    Account,
    Claim,
    Hold,
    Identity,
    KnowAccount,
    LetGo,
    LinkIdentity,
    PutClaim,
    Release,
    Stale,
    Withdraw,
    Work,
)
from tests.storage.council import AT_BENS, COUNCIL, NOW, turn

NEW = Identity("teams", "29:new")
CLAIM = Claim("c1", NEW, "chat-new", "name", (2,), NOW)
KNOWN = Account(NEW, name="Ben", email="b@x.example", login="ben@x", zone="Europe/London", locale="en-GB", seen=NOW)


async def heard(store: Store, *messages: str) -> None:
    for message in messages:
        hold = Hold({"text": message})
        await store.flush(turn(message, hold, where="chat-new", who=NEW, memory=None))


async def test_what_the_directory_says_stays_when_the_identity_is_linked(store: Store, other: Store) -> None:
    await store.flush(turn("m1", KnowAccount(KNOWN), where="chat-new", who=NEW))
    await store.flush(Work(COUNCIL, NOW, (LinkIdentity(NEW, 2, "directory"),)))
    loaded = await other.load(COUNCIL, "chat-new", NEW)
    assert loaded.account == replace(KNOWN, person=2)
    assert await other.account(COUNCIL, NEW) == replace(KNOWN, person=2, verified_by="directory", linked=NOW)
    assert [one.identity for one in await other.accounts(COUNCIL, 2)] == [AT_BENS, NEW]
    assert await other.account("elsewhere", NEW) is None


async def test_a_claim_is_listed_with_its_account_and_what_is_held_for_it(store: Store, other: Store) -> None:
    await heard(store, "m1", "m2")
    await store.flush(turn("m3", KnowAccount(KNOWN), PutClaim(CLAIM), where="chat-new", who=NEW))
    (listed,) = await other.claims(COUNCIL)
    assert listed == replace(CLAIM, version=1, account=KNOWN, held=2)
    assert (await other.load(COUNCIL, "chat-new", NEW)).claim == replace(CLAIM, version=1)
    assert await other.claims("elsewhere") == []


async def test_of_two_officers_who_settle_a_claim_at_once_one_is_told_to_look_again(store: Store, other: Store) -> None:
    await heard(store, "m1")
    await store.flush(turn("m2", PutClaim(CLAIM), where="chat-new", who=NEW))
    (open_,) = await store.claims(COUNCIL)
    refused = PutClaim(replace(open_, outcome="refused", settled_by=1))
    accepted = PutClaim(replace(open_, outcome="accepted", settled_by=1))
    works = [(store, refused, ()), (other, accepted, (LinkIdentity(NEW, 2, "1"),))]
    told = await asyncio.gather(
        *(one.flush(Work(COUNCIL, NOW, (claim, *more))) for one, claim, more in works), return_exceptions=True
    )
    assert sorted(type(one) for one in told if one) == [Stale]
    assert await store.claims(COUNCIL) == []


async def test_what_is_held_has_its_turn_once_and_only_when_it_is_known_whose_it_is(store: Store) -> None:
    await heard(store, "m1", "m2")
    assert await store.held() == []
    await store.flush(Work(COUNCIL, NOW, (LinkIdentity(NEW, 2, "1"),)))
    assert [(where, one.message, one.said) for where, one in await store.held()] == [
        (COUNCIL, "m1", {"text": "m1"}),
        (COUNCIL, "m2", {"text": "m2"}),
    ]
    await store.flush(Work(COUNCIL, NOW, (Release("chat-new", "m1", "applied"),)))
    with pytest.raises(Stale):
        await store.flush(Work(COUNCIL, NOW + timedelta(seconds=1), (Release("chat-new", "m1", "applied"),)))
    assert [one.message for _, one in await store.held()] == ["m2"]


async def test_only_its_own_writer_withdraws_what_is_held_and_only_that(store: Store) -> None:
    await heard(store, "m1", "m2")
    other = Identity(NEW.channel, "somebody else")
    for identity, where in ((other, "chat-new"), (NEW, "another chat")):
        await store.flush(Work(COUNCIL, NOW, (Withdraw(identity, where, "m1"),)))
    await store.flush(Work(COUNCIL, NOW, (LinkIdentity(NEW, 2, "1"),)))
    assert [one.message for _, one in await store.held()] == ["m1", "m2"]
    await store.flush(Work(COUNCIL, NOW, (Withdraw(NEW, "chat-new", "m1"),)))
    assert [one.message for _, one in await store.held()] == ["m2"]


async def test_what_is_kept_of_one_identity_is_its_own_and_waits(store: Store, other: Store) -> None:
    await heard(store, "m1", "m2")
    assert [(one.conversation, one.message) for one in await other.kept(COUNCIL, NEW)] == [
        ("chat-new", "m1"),
        ("chat-new", "m2"),
    ]
    assert await store.kept("elsewhere", NEW) == await store.kept(COUNCIL, AT_BENS) == []
    await store.flush(Work(COUNCIL, NOW, (Withdraw(NEW, "chat-new", "m1"),)))
    assert [one.message for one in await store.kept(COUNCIL, NEW)] == ["m2"]


async def test_what_is_held_is_dropped_with_the_claim(store: Store) -> None:
    await heard(store, "m1", "m2")
    await store.flush(Work(COUNCIL, NOW, (LetGo(NEW),)))
    await store.flush(Work(COUNCIL, NOW, (LinkIdentity(NEW, 2, "1"),)))
    assert await store.held() == []
