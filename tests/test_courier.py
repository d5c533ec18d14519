"""A person is told something where they were last heard; a channel and a thread are posted in; each cause once."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App, bot
from bot.courier import Told
from bot.settings import read
from dialogs.reply import Reply
from storage.failures import Failure
from storage.people import Person
from storage.work import Conversation, Identity, LinkIdentity, Work
from tests.support.conversations import HandClock
from tests.support.recorder import Recorder

DUE = Reply(text="Two of yours are due.")
WHERE = "local"
CHANNEL = Conversation(WHERE, "console", "#plan", "channel")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def app(example_database: Path, tmp_path: Path, clock: HandClock) -> AsyncIterator[App]:
    shutil.copy(example_database, tmp_path / "courier.db")
    async with bot(read(database_url=f"sqlite+aiosqlite:///{tmp_path / 'courier.db'}"), clock) as app:
        yield app


@pytest.fixture
def line(app: App) -> Recorder:
    line = Recorder()
    app.sender.join(line)
    return line


@pytest.fixture
async def leila(app: App) -> Person:
    person = (await app.store.directory(WHERE)).named("Leila Okafor")
    assert person is not None
    return person


async def spoke(app: App, person: Person, where: Conversation, name: str = "leila") -> None:
    identity = Identity(where.channel, name)
    link = LinkIdentity(identity, person.id, "test")
    await app.store.flush(Work(WHERE, app.now(), (link,), where, identity, address={"user": name}))


async def test_a_person_is_told_in_their_own_chat(app: App, line: Recorder, leila: Person) -> None:
    await spoke(app, leila, Conversation(WHERE, "console", "chat-leila"))
    assert await app.courier.tell(WHERE, leila.id, DUE, cause="reminder:1") is Told.UNDER_WAY
    assert line.delivered == []
    await app.sender.sweep()
    assert line.delivered == [("chat-leila", DUE.text)]


async def test_one_cause_is_told_once(app: App, line: Recorder, leila: Person) -> None:
    await spoke(app, leila, Conversation(WHERE, "console", "chat-leila"))
    told = [await app.courier.tell(WHERE, leila.id, DUE, cause="reminder:1") for _ in range(2)]
    await app.sender.sweep()
    assert told == [Told.UNDER_WAY, Told.ALREADY]
    assert len(line.delivered) == 1


async def test_who_has_spoken_in_a_channel_only_is_told_alone(app: App, line: Recorder, leila: Person) -> None:
    await spoke(app, leila, CHANNEL)
    assert await app.courier.tell(WHERE, leila.id, DUE, cause="reminder:1") is Told.UNDER_WAY
    await app.sender.sweep()
    assert line.delivered == [("to:console:leila", DUE.text)]


async def test_the_road_that_was_used_last_is_taken_if_it_is_open_here(
    app: App, line: Recorder, leila: Person, clock: HandClock
) -> None:
    await spoke(app, leila, Conversation(WHERE, "console", "chat-leila"))
    clock.moment += timedelta(days=1)
    await spoke(app, leila, Conversation(WHERE, "slack", "D7"), "U7")
    await app.courier.tell(WHERE, leila.id, DUE, cause="by console")
    slack = Recorder("slack")
    app.sender.join(slack)
    await app.courier.tell(WHERE, leila.id, DUE, cause="by the newest")
    await app.sender.sweep()
    assert (len(line.delivered), len(slack.delivered)) == (1, 1)


async def test_who_was_never_met_is_recorded_as_out_of_reach(app: App, line: Recorder, leila: Person) -> None:
    assert not await app.courier.reachable(WHERE, leila.id)
    assert await app.courier.tell(WHERE, leila.id, DUE, cause="reminder:1") is Told.NO_ADDRESS
    await app.sender.sweep()
    assert line.delivered == []
    (lost,) = await app.store.could_not_reach(WHERE)
    assert (lost.person, lost.failure) == (leila.id, Failure.NO_ADDRESS)


async def test_a_channel_and_a_thread_are_posted_in(app: App, line: Recorder, leila: Person) -> None:
    await spoke(app, leila, CHANNEL)
    await app.courier.post(WHERE, CHANNEL, DUE, cause="weekly:1")
    await app.courier.post(WHERE, CHANNEL, DUE, cause="weekly:2", thread="1690")
    ((_, first, _),) = await app.store.claim(app.now(), 50, timedelta(seconds=30))
    assert (first.cause, first.thread) == ("weekly:1", None)
    await app.store.sent(WHERE, "weekly:1", "sent-1", app.now())
    ((_, second, _),) = await app.store.claim(app.now(), 50, timedelta(seconds=30))
    assert (second.cause, second.thread) == ("weekly:2", "1690")


async def test_what_is_due_later_waits(app: App, line: Recorder, leila: Person) -> None:
    await spoke(app, leila, Conversation(WHERE, "console", "chat-leila"))
    await app.courier.tell(WHERE, leila.id, DUE, cause="reminder:1", due=app.now() + timedelta(hours=1))
    await app.sender.sweep()
    assert line.delivered == []
