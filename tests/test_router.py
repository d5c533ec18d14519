"""One turn, from its arrival until its replies have left: over a real database, with only the channel recorded."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
import yaml

from bot.app import App, bot
from bot.settings import Settings, read
from dialogs.message import Message, MessageKind, Place, Sender
from dialogs.reply import Payload
from storage.plan import Action
from storage.status import Status
from storage.work import Away, Identity, LinkIdentity, Work
from tests.support.conversations import HandClock
from tests.support.recorder import Recorder


@dataclass
class House:
    """A whole bot over a copy of the example, with one person at the door."""

    app: App
    channel: Recorder
    clock: HandClock
    database: Path

    def message(self, text: str, **given: object) -> Message:
        message = Message(
            id=text,
            kind=MessageKind.NEW,
            organisation="local",
            conversation="priya",
            place=Place.PERSONAL,
            sender=Sender("console", "priya", "Priya"),
            text=text,
            sent=self.clock(),
            received=self.clock(),
        )
        return replace(message, **given)  # type: ignore[arg-type]  # the tests give fields of Message

    async def action(self, ref: str) -> Action:
        plans = await self.app.store.plans("local")
        (action,) = plans[1].find(ref)
        return action

    @property
    def words(self) -> list[str]:
        return [words for _, words in self.channel.delivered]


@pytest.fixture
def settings(example_database: Path, tmp_path: Path) -> Settings:
    copy = tmp_path / "turns.db"
    shutil.copy(example_database, copy)
    return read(database_url=f"sqlite+aiosqlite:///{copy}")


@pytest.fixture
async def house(settings: Settings, tmp_path: Path) -> AsyncIterator[House]:
    clock, channel = HandClock(), Recorder()
    async with bot(settings, clock) as app:
        app.sender.join(channel)
        directory = await app.store.directory("local")
        priya = directory.named("Priya Nair")
        assert priya is not None
        link = LinkIdentity(Identity("console", "priya"), priya.id, "test")
        await app.store.flush(Work("local", clock(), (link,)))
        yield House(app, channel, clock, tmp_path / "turns.db")


async def test_the_same_message_delivered_twice_takes_effect_once(house: House) -> None:
    message = house.message("2.3 red, no trainer")
    await house.app.router.take(message)
    before = (await house.action("2.3")).updates
    await house.app.router.take(message)
    assert (await house.action("2.3")).updates == before
    assert len(house.words) == 1


async def test_the_same_message_delivered_twice_at_once_takes_effect_once(house: House) -> None:
    message = house.message("2.3 red, no trainer")
    await asyncio.gather(*(house.app.router.take(message) for _ in range(5)))
    notes = [one.note for one in (await house.action("2.3")).updates]
    assert notes.count("no trainer") == 1
    assert len(house.words) == 1


async def test_two_processes_given_the_same_message_take_it_once(house: House, settings: Settings) -> None:
    message, other_channel = house.message("2.3 red, no trainer"), Recorder()
    async with bot(settings, house.clock) as other:
        other.sender.join(other_channel)
        await asyncio.gather(house.app.router.take(message), other.router.take(message))
    notes = [one.note for one in (await house.action("2.3")).updates]
    assert notes.count("no trainer") == 1
    assert len(house.words) + len(other_channel.delivered) == 1


async def test_a_reply_that_could_not_be_sent_goes_out_when_the_message_comes_again(house: House) -> None:
    house.channel.failing = 1
    message = house.message("2.3 red, no trainer")
    await house.app.router.take(message)
    assert house.words == []
    house.clock.moment += timedelta(minutes=2)
    await house.app.router.take(message)
    assert house.words == ["2.3: On track → Off track · note added."]


async def test_a_reply_that_could_not_be_sent_goes_out_with_the_clock(house: House) -> None:
    house.channel.failing = 1
    await house.app.router.take(house.message("2.3 red, no trainer"))
    house.clock.moment += timedelta(minutes=2)
    await house.app.clock.tick()
    assert house.words == ["2.3: On track → Off track · note added."]


async def test_messages_of_one_conversation_are_taken_in_turn(house: House) -> None:
    texts = [f"2.3 trainer number {n} was asked" for n in range(8)]
    await asyncio.gather(*(house.app.router.take(house.message(text)) for text in texts))
    of_the_document, *notes = [one.note for one in (await house.action("2.3")).updates]
    assert of_the_document == "A provider has been chosen."
    assert notes == [text.removeprefix("2.3 ") for text in texts]


async def test_thanks_between_question_and_answer_loses_neither(house: House) -> None:
    tom = (await house.app.store.directory("local")).named("Tom Ashworth")
    assert tom is not None
    link = LinkIdentity(Identity("console", "priya"), tom.id, "test")
    await house.app.store.flush(Work("local", house.clock(), (link,)))
    for text in ("what has Claire got", "ta", "Fenwick"):
        taken = await house.app.router.take(house.message(text))
    assert taken.meant is not None
    assert taken.meant.filter == {"owner": "Claire Fenwick"}


async def test_a_stranger_gets_a_friendly_word_and_nothing_of_the_plan(house: House) -> None:
    stranger = Sender("console", "nobody", "Alex")
    await house.app.router.take(house.message("what's overdue", sender=stranger, conversation="alex"))
    (words,) = house.words
    assert "Alex" in words
    plan = (await house.app.store.plans("local"))[1]
    assert not any(action.text in words for action in plan.actions.values())


async def test_where_an_app_id_is_set_nobody_becomes_somebody_by_saying_so(settings: Settings) -> None:
    real = settings.model_copy(update={"teams_app_id": "11111111-1111-1111-1111-111111111111"})
    clock, channel = HandClock(), Recorder()
    async with bot(real, clock) as app:
        app.sender.join(channel)
        house = House(app, channel, clock, Path())
        stranger = Sender("console", "nobody", "Priya Nair")
        for text in ("I am Priya Nair", "2.3 complete"):
            await app.router.take(house.message(text, sender=stranger, conversation="alex"))
        assert (await house.action("2.3")).status is Status.GREEN
        assert not any("2.3" in words for words in house.words)


async def test_a_forged_button_changes_nothing_that_its_presser_may_not_change(house: House) -> None:
    theirs = await house.action("7.2")
    payload = Payload(act="update", plan=1, action=theirs.id, status=Status.COMPLETE).model_dump(mode="json")
    await house.app.router.take(house.message("", id="forged", kind=MessageKind.BUTTON, payload=payload))
    assert (await house.action("7.2")) == theirs


@pytest.mark.parametrize(
    "payload",
    [{}, {"act": "drop tables"}, {"act": "update", "plan": 99, "action": 99, "status": "complete"}, {"act": 7}],
)
async def test_a_payload_that_is_none_of_ours_is_answered_and_changes_nothing(
    house: House, payload: dict[str, object]
) -> None:
    before = await house.app.store.plans("local")
    await house.app.router.take(house.message("", id="odd", kind=MessageKind.BUTTON, payload=payload))
    assert await house.app.store.plans("local") == before
    assert len(house.words) == 1


async def test_a_locked_database_is_said_and_nothing_is_half_written(house: House) -> None:
    before = await house.action("2.3")
    with closing(sqlite3.connect(house.database, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        taken = await house.app.router.take(house.message("2.3 red, no trainer"))
    assert not taken.recorded
    (words,) = house.words
    assert "Nothing was recorded" in words
    assert await house.action("2.3") == before
    await house.app.router.take(house.message("2.3 red, no trainer"))
    assert (await house.action("2.3")).status is Status.RED


async def test_what_is_too_long_to_be_read_is_refused_whole_and_leaves_the_open_question(house: House) -> None:
    before = await house.action("2.3")
    await house.app.router.take(house.message("done"))
    asked = len(house.words)
    await house.app.router.take(house.message("2.3 amber, " + "the consultant is late, " * 300))
    assert house.words[asked].startswith("That is longer than I read at once (at most 6,000 characters, or 1,500 words")
    assert await house.action("2.3") == before
    await house.app.router.take(house.message("2.3"))
    assert (await house.action("2.3")).status is Status.COMPLETE


async def test_what_is_not_understood_is_logged_as_the_entry_to_add_to_the_corpus(house: House) -> None:
    with structlog.testing.capture_logs() as lines:
        await house.app.router.take(house.message("flibber the\nwidget"))
    (line,) = [one for one in lines if one["event"] == "not understood"]
    assert yaml.safe_load(line["corpus"]) == [{"text": "flibber the widget", "expect": {"intent": "?"}}]
    assert house.words[-1].startswith("I did not understand that, and nothing was changed.")


async def refuses(*_: object) -> None:
    raise Away("The database cannot be used just now. Nothing was recorded.")


async def test_what_is_recorded_is_never_said_not_to_be_although_the_database_goes_away_after_the_commit(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = house.app.store.flush

    async def slow(work: Work) -> None:
        await flush(work)
        house.clock.moment += timedelta(seconds=5)  # so that the lease on the reply has to be taken anew

    monkeypatch.setattr(house.app.store, "flush", slow)
    monkeypatch.setattr(house.app.store, "renew", refuses)
    taken = await house.app.router.take(house.message("2.3 red, no trainer"))
    assert (taken.recorded, house.words) == (
        True,
        [],
    )  # before: "Your message did not get through", and it was recorded
    monkeypatch.undo()
    house.clock.moment += timedelta(minutes=2)
    await house.app.clock.tick()
    assert house.words == ["2.3: On track → Off track · note added."]


async def test_a_message_that_comes_again_is_not_said_to_be_lost_either(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.channel.failing = 1
    message = house.message("2.3 red, no trainer")
    await house.app.router.take(message)
    monkeypatch.setattr(house.app.store, "renew", refuses)
    await house.app.router.take(message)
    assert house.words == []
