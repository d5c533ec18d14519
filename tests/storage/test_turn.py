"""A turn loads everything in one trip and writes everything or nothing."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event

from storage.people import Directory
from storage.plan import ChangeKind, Draft
from storage.replay import advance, replay
from storage.status import Status
from storage.store import Store
from storage.work import Conversation, Heard, Identity, Loaded, PutPerson, Stale, StorageError, Work
from tests.storage.conftest import OpenStore
from tests.storage.council import (
    ANNE,
    AT_ANNES,
    AT_BENS,
    BEN,
    COUNCIL,
    FIRST,
    MINUTE,
    NOW,
    PLAN,
    SECOND,
    THIRD,
    founding,
    recorded,
    reply,
    talk,
    turn,
    update,
)


async def load(
    store: Store, message: str = "new", where: str = "chat-anne", who: Identity = AT_ANNES, answered: str | None = None
) -> Loaded:
    return await store.load(COUNCIL, where, who, message, answered)


async def test_nothing_is_known_of_an_organisation_that_never_spoke(store: Store) -> None:
    nobody = await store.load("elsewhere", "chat", Identity("slack", "U1"), "m")
    assert nobody == Loaded({}, Directory(), None, None, 0, ())


async def test_what_one_process_holds_is_what_another_reads_and_what_the_record_makes(
    store: Store, other: Store
) -> None:
    plan = (await load(store)).plans[PLAN]
    await store.flush(turn("m1", update(plan, FIRST, "the consultant left \0 \ud83d", "amber")))
    held, read = (await load(store)).plans[PLAN], (await load(other)).plans[PLAN]
    assert held == read == replay(COUNCIL, PLAN, await store.changes(COUNCIL, PLAN))
    assert (read.number, read.actions[FIRST].status, read.actions[FIRST].updates[-1].recorded) == (7, "amber", NOW)


async def test_a_process_reads_only_what_changed_since_and_agrees(store: Store, other: Store) -> None:
    before = await load(other)
    await store.flush(turn("m1", update(before.plans[PLAN], FIRST, "late", "red")))
    after = await load(other)
    assert after.plans[PLAN].actions[FIRST].status is Status.RED
    assert after.plans[PLAN].recommendations[2] is before.plans[PLAN].recommendations[2]  # advanced, not made anew
    assert after.directory is before.directory


async def test_somebody_who_wrote_in_between_makes_the_work_stale_and_nothing_of_it_is_kept(
    store: Store, other: Store
) -> None:
    plan = (await load(store)).plans[PLAN]
    await load(other)
    await store.flush(turn("m1", update(plan, FIRST, "late", "red")))
    with pytest.raises(Stale):
        await other.flush(turn("m2", update(plan, FIRST, "fine", "green"), where="chat-ben", who=AT_BENS))
    loaded = await load(other, "m2", "chat-ben", AT_BENS)
    assert (loaded.seen, loaded.memory, loaded.plans[PLAN].number) == (None, None, 7)
    assert await other.conversation(COUNCIL, "chat-ben") is None
    await other.flush(turn("m2", update(loaded.plans[PLAN], FIRST, "fine", "green"), where="chat-ben", who=AT_BENS))
    assert (await load(store)).plans[PLAN].actions[FIRST].status is Status.GREEN


async def test_of_two_processes_that_write_at_the_same_moment_one_is_stale(store: Store, other: Store) -> None:
    for n in range(5):
        plan = (await load(store)).plans[PLAN]
        await load(other)
        works = [turn(f"{who} {n}", update(plan, FIRST, who), where=f"chat-{who}-{n}") for who in ("a", "b")]
        ended = await asyncio.gather(store.flush(works[0]), other.flush(works[1]), return_exceptions=True)
        assert sorted(type(one).__name__ for one in ended) == ["NoneType", "Stale"]
    assert len(await store.changes(COUNCIL, PLAN, FIRST)) == 6


async def test_the_directory_has_a_version_too(store: Store, other: Store) -> None:
    await load(other)
    await store.flush(Work(COUNCIL, NOW, (PutPerson(replace(BEN, name="Benjamin Okoro"), expected=1),)))
    with pytest.raises(Stale):
        await other.flush(Work(COUNCIL, NOW, (PutPerson(replace(BEN, name="Ben O"), expected=1),)))
    assert (await other.directory(COUNCIL)).name(2) == "Benjamin Okoro"


async def test_what_is_remembered_has_a_version_too(store: Store, other: Store) -> None:
    await store.flush(turn("m1"))
    with pytest.raises(Stale):
        await other.flush(turn("m2"))  # decided as if nothing were remembered
    await other.flush(turn("m2", memory_version=1))
    loaded = await load(store)
    assert (loaded.memory, loaded.memory_version) == ({"after": "m2"}, 2)


async def test_each_person_in_each_conversation_is_remembered_apart(store: Store) -> None:
    await store.flush(turn("m1"))
    await store.flush(turn("m2", who=AT_BENS))
    await store.flush(turn("m3", where="channel"))
    remembered = [(await load(store, "m", where, who)).memory for where, who in _PLACES]
    assert remembered == [{"after": "m1"}, {"after": "m2"}, {"after": "m3"}, None]


_PLACES = [("chat-anne", AT_ANNES), ("chat-anne", AT_BENS), ("channel", AT_ANNES), ("channel", AT_BENS)]


async def test_a_message_takes_effect_once_and_its_unsent_reply_is_still_there(store: Store, other: Store) -> None:
    plan = (await load(store)).plans[PLAN]
    await load(other)
    await store.flush(turn("m1", update(plan, FIRST, "late", "red")))
    again = (await load(store, "m1")).seen
    assert again is not None
    assert [one.cause for one in again.unsent] == ["reply:m1"]
    with pytest.raises(Stale):
        await other.flush(turn("m1", memory_version=1))
    await store.sent(COUNCIL, "reply:m1", "sent-1", NOW)
    told = (await load(other, "m1")).seen
    assert told is not None
    assert told.unsent == ()
    assert len(await store.changes(COUNCIL, PLAN, FIRST)) == 2


async def test_the_same_id_in_another_conversation_is_another_message(store: Store) -> None:
    await store.flush(turn("m1"))
    assert (await load(store, "m1", "channel")).seen is None


async def test_a_reply_to_our_message_names_its_actions(store: Store) -> None:
    await store.flush(turn("m1"))
    assert (await load(store, answered="sent-1")).card == ()
    await store.sent(COUNCIL, "reply:m1", "sent-1", NOW)
    assert (await load(store, answered="sent-1")).card == ((PLAN, FIRST), (PLAN, SECOND))
    assert (await load(store, answered="sent-2")).card == ()
    assert (await load(store)).card == ()
    assert (await load(store, where="channel", answered="sent-1")).card == ()


async def test_turns_that_wait_share_a_commit_and_a_stale_one_fails_alone(store: Store, other: Store) -> None:
    plan = (await load(store)).plans[PLAN]
    await other.flush(Work(COUNCIL, NOW, (update((await load(other)).plans[PLAN], THIRD, "by another process"),)))
    turns = [turn(f"m{n}", where=f"chat-{n}") for n in range(20)]
    turns.insert(7, turn("stale", update(plan, THIRD, "too late", "red"), where="chat-stale"))
    ended = await asyncio.gather(*map(store.flush, turns), return_exceptions=True)
    assert [type(one) for one in ended if one is not None] == [Stale]
    assert isinstance(ended[7], Stale)
    assert [(await load(store, f"m{n}", f"chat-{n}")).memory for n in range(20)] == [
        {"after": f"m{n}"} for n in range(20)
    ]
    assert (await load(store, "stale", "chat-stale")).seen is None


@contextmanager
def listening(store: Store) -> Iterator[list[str]]:
    """Every statement that a store sends meanwhile."""
    statements: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    engines = store._database.engines
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield statements
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def asked(store: Store) -> Iterator[list[str]]:
    with listening(store) as statements:
        yield statements


async def test_a_load_that_finds_nothing_new_is_one_statement(store: Store, asked: list[str]) -> None:
    await load(store)
    asked.clear()
    await load(store)
    assert len(asked) == 1


async def test_turns_that_come_together_bring_a_copy_up_once(store: Store, other: Store) -> None:
    """Before: each made the whole plan for itself, sixteen at once of 10,000 actions half a minute long."""
    with listening(other) as asked:
        together = await asyncio.gather(*(load(other, f"m{one}") for one in range(8)))
    assert sum("FROM changes LEFT OUTER JOIN words" in " ".join(one.split()) for one in asked) == 1
    assert together[0].plans == (await load(store)).plans


async def test_many_turns_that_wait_need_no_more_statements_than_a_few(store: Store, asked: list[str]) -> None:
    async def needed(turns: list[Work]) -> int:
        asked.clear()
        await asyncio.gather(*map(store.flush, turns))
        return len(asked)

    few = await needed([turn(f"few {n}", where=f"few-{n}") for n in range(2)])
    many = await needed([turn(f"many {n}", where=f"many-{n}") for n in range(40)])
    assert few == many <= 9


async def test_updates_of_different_actions_at_once_are_all_kept(store: Store, other: Store) -> None:
    plan = (await load(store)).plans[PLAN]
    said = {FIRST: "red", SECOND: "amber", THIRD: "complete"}
    works = [turn(f"m{one}", update(plan, one, "so", status), where=f"c{one}") for one, status in said.items()]
    await asyncio.gather(*map(store.flush, works))
    seen = (await load(other)).plans[PLAN]
    assert ({one: seen.actions[one].status for one in said}, seen.number) == (said, 9)
    assert (await load(store)).plans[PLAN] == seen


async def test_processes_that_write_at_once_about_different_actions_need_not_decide_again(
    store: Store, open_store: OpenStore
) -> None:
    """However many there are: whoever was slower is written after a look at the plan, with later numbers."""
    processes = [store, await open_store(), await open_store()]
    for _ in range(8):
        plans = [(await load(one)).plans[PLAN] for one in processes]
        works = [
            Work(COUNCIL, NOW, (update(plan, action, "all in order"),))
            for plan, action in zip(plans, (FIRST, SECOND, THIRD), strict=True)
        ]
        await asyncio.gather(*(one.flush(work) for one, work in zip(processes, works, strict=True)))
    assert (await store.plans(COUNCIL))[PLAN].number == 6 + 3 * 8
    assert (await processes[1].plans(COUNCIL))[PLAN] == (await store.plans(COUNCIL))[PLAN]
    assert [one.sequence for one in await store.changes(COUNCIL, PLAN)] == list(range(1, 31))


async def test_updates_of_one_action_at_once_are_decided_one_after_the_other(store: Store) -> None:
    plan = (await load(store)).plans[PLAN]
    works = [turn(f"m{n}", update(plan, FIRST, f"note {n}"), where=f"chat-{n}") for n in range(3)]
    ended = await asyncio.gather(*map(store.flush, works), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["NoneType", "Stale", "Stale"]


async def test_a_change_to_the_plan_itself_is_never_moved_after_others(store: Store) -> None:
    plan = (await load(store)).plans[PLAN]
    closing = recorded(plan, [Draft(ChangeKind.PLAN, 0, {"state": "closed"})])
    await store.flush(Work(COUNCIL, NOW, (update(plan, FIRST, "late"),)))
    with pytest.raises(Stale):
        await store.flush(Work(COUNCIL, NOW, (closing,)))


async def test_a_second_organisation_is_never_seen(store: Store, other: Store) -> None:
    await store.flush(founding("felpersham"))
    theirs = Conversation("felpersham", "teams", "chat-anne")
    await store.flush(
        Work("felpersham", NOW, (), theirs, AT_ANNES, Heard("m1", "hello", NOW, NOW), {"whose": "theirs"})
    )
    ours = await load(other, "m1")
    assert (ours.seen, ours.memory, {plan.organisation for plan in ours.plans.values()}) == (None, None, {COUNCIL})
    assert await other.organisations() == [COUNCIL, "felpersham"]
    assert await other.conversation(COUNCIL, "chat-anne") is None
    with pytest.raises(StorageError, match="another organisation"):
        await store.flush(Work(COUNCIL, NOW, (), theirs))


async def test_a_person_of_another_organisation_cannot_be_named(store: Store) -> None:
    await store.flush(Work("felpersham", NOW, (PutPerson(replace(ANNE, id=77), expected=0),)))
    plan = (await load(store)).plans[PLAN]
    with pytest.raises(StorageError) as refused:
        await store.flush(Work(COUNCIL, NOW, (update(plan, FIRST, "whose?", who=77),)))
    assert not isinstance(refused.value, Stale)


async def test_two_plans_cannot_share_a_code(store: Store) -> None:
    second = recorded(replace((await load(store)).plans[PLAN], id=2, number=0), [_titled("bor26")])
    with pytest.raises(StorageError, match="already a plan with this code"):
        await store.flush(Work(COUNCIL, NOW, (second,)))
    await store.flush(Work("felpersham", NOW, (PutPerson(ANNE, expected=0), second)))  # the code is free there
    assert list(await store.plans(COUNCIL)) == [PLAN]


def _titled(code: str) -> Draft:
    return Draft(ChangeKind.PLAN, 0, {"state": "draft"}, {"code": code, "title": "Another"})


async def test_a_conversation_is_kept_as_it_was_last_heard(store: Store) -> None:
    await store.flush(turn("m1"))
    moved = replace(talk(), reference={"service": "https://moved.example/"}, zone="Europe/London")
    await store.flush(Work(COUNCIL, NOW + MINUTE, conversation=moved))
    assert await store.conversation(COUNCIL, "chat-anne") == moved


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="without a zone"):
        await store.flush(turn("m1", now=naive))
    plan = (await load(store)).plans[PLAN]
    with pytest.raises(ValueError, match="without a zone"):
        await store.flush(Work(COUNCIL, NOW, (update(plan, FIRST, "when?", at=naive),)))
    assert (await load(store, "m1")).seen is None


async def test_changes_out_of_sequence_are_refused(store: Store) -> None:
    plan = (await load(store)).plans[PLAN]
    one = update(plan, FIRST, "late")
    skipping = replace(one, changes=(replace(one.changes[0], sequence=plan.number + 2),))
    with pytest.raises(StorageError, match="in sequence"):
        await store.flush(Work(COUNCIL, NOW, (skipping,)))


async def test_a_turn_that_was_given_up_on_harms_nobody(store: Store) -> None:
    waiting = [asyncio.create_task(store.flush(turn(f"m{n}", where=f"chat-{n}"))) for n in range(5)]
    await asyncio.sleep(0)
    waiting[2].cancel()
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one).__name__ for one in ended if one is not None] == ["CancelledError"]
    assert (await load(store, "m4", "chat-4")).seen is not None


async def test_a_reply_whose_cause_is_known_is_not_sent_again(store: Store, open_store: OpenStore) -> None:
    await store.flush(turn("m1", outgoing=(reply("one cause"),)))
    await store.flush(turn("m2", outgoing=(reply("one cause"), reply("another")), memory_version=1))
    assert [one.cause for one in (await load(store, "m2")).seen.unsent] == ["another"]  # type: ignore[union-attr]


async def test_what_was_decided_against_a_state_that_is_gone_is_refused(store: Store) -> None:
    """The record never goes on from a plan that does not stand there, nor makes one that is not there."""
    plan = (await load(store)).plans[PLAN]
    ahead = advance(plan, update(plan, FIRST, "red it was", "red").changes)
    with pytest.raises(Stale):
        await store.flush(turn("m1", update(ahead, FIRST, "amber now", "amber")))
    elsewhere = replace(ahead, id=PLAN + 1)
    with pytest.raises(Stale):
        await store.flush(turn("m2", update(elsewhere, FIRST, "amber now", "amber")))
    assert (await store.plans(COUNCIL)) == {PLAN: plan}
