"""Whoever says more than is taken in is told so once, kindly, and told until when; nothing of it is half recorded."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import router
from bot.allowance import REST, Allowance, Buckets
from bot.app import App, bot
from bot.router import Taken
from bot.settings import read
from dialogs.message import Message, MessageKind, Place, Sender
from storage.work import Identity, LinkIdentity, Work
from tests.support.conversations import HandClock
from tests.support.recorder import Recorder

KEY = ("local", "chat", "priya")


def test_a_whole_minutes_worth_may_come_at_once_and_the_next_is_too_much() -> None:
    buckets = Buckets(5)
    assert [buckets.closed_for(KEY, 0.0) for _ in range(6)] == [0, 0, 0, 0, 0, REST]


def test_while_it_is_closed_nothing_is_taken_in_and_then_all_is_well_again() -> None:
    buckets = Buckets(60)
    for _ in range(61):
        buckets.closed_for(KEY, 0.0)
    assert buckets.closed_for(KEY, 5.0) == REST - 5  # although five tokens are there again
    assert buckets.closed_for(KEY, REST + 0.1) == 0


def test_zero_is_no_limit() -> None:
    assert {Buckets(0).closed_for(KEY, 0.0) for _ in range(1000)} == {0.0}


def test_one_persons_flood_is_nobody_elses() -> None:
    allowance = Allowance(person=2, conversation=100)
    for _ in range(5):
        allowance.refusal("chat", "local", "priya", "#plan", 0.0)
    assert allowance.refusal("chat", "local", "priya", "#plan", 1.0) is not None
    assert allowance.refusal("chat", "local", "tom", "#plan", 1.0) is None


def test_everybody_in_a_full_conversation_is_told_once() -> None:
    allowance = Allowance(conversation=1)
    allowance.refusal("chat", "local", "priya", "#plan", 0.0)
    said = [allowance.refusal("chat", "local", who, "#plan", 1.0) for who in ("priya", "tom", "priya", "tom")]
    assert [one.first for one in said if one] == [True, True, False, False]


@given(st.lists(st.floats(0, 5), max_size=200), st.integers(1, 60))
def test_never_is_more_taken_in_than_a_minutes_worth_and_what_has_come_since(waits: list[float], most: int) -> None:
    buckets, now, taken = Buckets(most), 0.0, 0
    for wait in waits:
        now += wait
        taken += buckets.closed_for(KEY, now) == 0
        assert taken <= most + now * most / 60 + 1e-6


# --- in the conversation ------------------------------------------------------------------------------------------


@dataclass
class Talk:
    app: App
    channel: Recorder
    clock: HandClock
    seconds: list[float]
    said: int = 0

    async def say(self, text: str, **parts: object) -> Taken:
        self.said += 1
        message = Message(
            id=str(self.said),
            kind=MessageKind.NEW,
            organisation="local",
            conversation="priya",
            place=Place.PERSONAL,
            sender=Sender("chat", "priya", "Priya Nair"),
            text=text,
            sent=self.clock(),
            received=self.clock(),
        )
        return await self.app.router.take(replace(message, **parts))  # type: ignore[arg-type]  # fields of Message

    async def notes(self) -> list[str]:
        plans = await self.app.store.plans("local")
        (action,) = plans[1].find("2.3")
        return [one.note for one in action.updates if one.note]


@pytest.fixture
async def talk(example_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Talk]:
    async with talking(example_database, tmp_path / "talk.db", monkeypatch, rate_person=3) as made:
        yield made


@asynccontextmanager
async def talking(database: Path, copy: Path, monkeypatch: pytest.MonkeyPatch, **limits: int) -> AsyncIterator[Talk]:
    shutil.copy(database, copy)
    seconds = [0.0]
    monkeypatch.setattr(router.time, "monotonic", lambda: seconds[0])
    clock, channel = HandClock(), Recorder("chat")
    async with bot(read(database_url=f"sqlite+aiosqlite:///{copy}", **limits), clock) as app:
        app.sender.join(channel)
        priya = (await app.store.directory("local")).named("Priya Nair")
        assert priya
        await app.store.flush(Work("local", clock(), (LinkIdentity(Identity("chat", "priya"), priya.id, "test"),)))
        yield Talk(app, channel, clock, seconds)


async def test_a_flood_is_answered_once_and_says_that_it_is_not_recorded(talk: Talk) -> None:
    taken = [await talk.say(f"2.3 trainer number {n} was asked") for n in range(8)]
    assert [one.recorded for one in taken] == [True] * 3 + [False] * 5
    told = [words for _, words in talk.channel.delivered][3:]
    assert told == [
        "That is more than I can take in from one person. This message is not recorded, nor is anything you send in "
        "the next 20 seconds; please send it again after that."
    ]
    assert [one for one in await talk.notes() if "trainer number" in one] == [
        f"trainer number {n} was asked" for n in range(3)
    ]


async def test_after_the_rest_it_is_taken_in_again(talk: Talk) -> None:
    for n in range(5):
        await talk.say(f"2.3 trainer number {n} was asked")
    talk.seconds[0] = REST + 1
    assert (await talk.say("2.3 trainer number 9 was asked")).recorded
    assert "trainer number 9 was asked" in await talk.notes()


async def test_a_press_too_many_is_answered_at_its_card_every_time(talk: Talk) -> None:
    for n in range(4):
        await talk.say(f"2.3 trainer number {n} was asked")
    presses = [await talk.say("", kind=MessageKind.BUTTON, payload={"act": "undo"}) for _ in range(2)]
    assert all("not recorded" in one.replies[0].text for one in presses)
    assert len(talk.channel.delivered) == 4  # three answers, and one word that it is too much


async def test_that_the_bot_came_or_went_is_always_heard(talk: Talk) -> None:
    for n in range(4):
        await talk.say(f"2.3 trainer number {n} was asked")
    assert (await talk.say("", kind=MessageKind.INSTALLED)).recorded


async def test_a_conversation_has_its_own_limit(
    example_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with talking(example_database, tmp_path / "c.db", monkeypatch, rate_conversation=1) as talk:
        await talk.say("what's overdue")
        assert not (await talk.say("what's overdue")).recorded
        assert "More is being said here than I can take in." in talk.channel.delivered[-1][1]


async def test_the_shell_of_this_machine_has_no_limit(talk: Talk) -> None:
    said = [await talk.say("what's overdue", sender=Sender("console", "1", "Priya")) for _ in range(6)]
    assert all(one.recorded for one in said)
