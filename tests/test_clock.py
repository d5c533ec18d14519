"""The weekly summary: said in words in a channel, posted at the channel's own hour, once, whoever wakes first."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app import App, bot
from bot.clock import Clock
from bot.settings import Settings, read
from dialogs.message import Message, MessageKind, Place, Sender
from storage.work import Identity, LinkIdentity, Work
from tests.support.conversations import HandClock
from tests.support.recorder import Recorder

TUESDAY = date(2026, 11, 24)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Channel:
    """A channel in which the officer can say something to the bot."""

    app: App
    posted: Recorder
    clock: HandClock

    async def say(self, text: str, zone: str = "Europe/London") -> None:
        message = Message(
            id=f"{text} {self.clock()}",
            kind=MessageKind.NEW,
            organisation="local",
            conversation="#cpc-plan",
            place=Place.CHANNEL,
            sender=Sender("console", "leila", "Leila"),
            text=text,
            sent=self.clock(),
            received=self.clock(),
            zone=zone,
        )
        await self.app.router.take(message)

    async def at(self, moment: str) -> list[str]:
        """What is posted when the clock ticks at a moment."""
        self.clock.moment = utc(moment)
        self.posted.delivered.clear()
        await self.app.clock.tick()
        return [words for conversation, words in self.posted.delivered if conversation == "#cpc-plan"]


@pytest.fixture
def settings(example_database: Path, tmp_path: Path) -> Settings:
    copy = tmp_path / "clock.db"
    shutil.copy(example_database, copy)
    return read(database_url=f"sqlite+aiosqlite:///{copy}")


@pytest.fixture
async def channel(settings: Settings) -> AsyncIterator[Channel]:
    clock, posted = HandClock(), Recorder()
    clock.set(TUESDAY)
    async with bot(settings, clock) as app:
        app.sender.join(posted)
        leila = (await app.store.directory("local")).named("Leila Okafor")
        assert leila is not None
        await app.store.flush(Work("local", clock(), (LinkIdentity(Identity("console", "leila"), leila.id, "test"),)))
        yield Channel(app, posted, clock)


async def test_every_monday_at_nine_it_is_posted_once(channel: Channel) -> None:
    await channel.say("post a summary here every Monday at 9")
    assert await channel.at("2026-11-30T08:59:59") == []
    (summary,) = await channel.at("2026-11-30T09:00:00")
    assert "22 actions" in summary
    assert await channel.at("2026-11-30T09:00:15") == []
    assert len(await channel.at("2026-12-07T09:00:00")) == 1


async def test_it_is_posted_at_the_channels_own_hour(channel: Channel) -> None:
    await channel.say("post a summary here every Monday at 9", zone="Europe/Berlin")
    assert await channel.at("2026-11-30T07:59:59") == []
    assert len(await channel.at("2026-11-30T08:00:00")) == 1


async def test_the_clocks_going_forward_leaves_it_at_nine(channel: Channel) -> None:
    channel.clock.set(date(2027, 3, 23))
    await channel.say("post a summary here every Monday at 9")
    assert await channel.at("2027-03-29T07:59:59") == []
    assert len(await channel.at("2027-03-29T08:00:00")) == 1


async def test_a_summary_missed_while_the_bot_was_down_is_posted_once_when_it_is_back(channel: Channel) -> None:
    await channel.say("post a summary here every Monday at 9")
    assert len(await channel.at("2026-12-16T12:00:00")) == 1
    assert await channel.at("2026-12-16T12:00:15") == []
    assert len(await channel.at("2026-12-21T09:00:00")) == 1


async def test_two_bots_on_one_database_post_it_once(channel: Channel, settings: Settings) -> None:
    await channel.say("post a summary here every Monday at 9")
    channel.posted.delivered.clear()
    channel.clock.moment = utc("2026-11-30T09:00:00")
    also = Recorder()
    async with bot(settings, channel.clock) as other:
        other.sender.join(also)
        await asyncio.gather(channel.app.clock.tick(), other.clock.tick())
    posted = [place for place, _ in (*channel.posted.delivered, *also.delivered) if place == "#cpc-plan"]
    assert len(posted) == 1


async def test_what_could_not_be_posted_is_tried_again(channel: Channel) -> None:
    await channel.say("post a summary here every Monday at 9")
    channel.posted.failing = 1
    assert await channel.at("2026-11-30T09:00:00") == []
    assert len(await channel.at("2026-11-30T09:01:00")) == 1


async def test_after_it_was_stopped_nothing_is_posted(channel: Channel) -> None:
    await channel.say("post a summary here every Monday at 9")
    await channel.say("stop the weekly summary")
    assert await channel.at("2026-11-30T09:00:00") == []


@pytest.mark.parametrize("words", ["every 31st", "every Monday at 25:00", "every Zonkday at 9"])
async def test_a_time_that_makes_no_sense_sets_nothing(channel: Channel, words: str) -> None:
    await channel.say(f"post a summary here {words}")
    for day in range(1, 8):
        assert await channel.at(f"2026-12-{day:02d}T23:59:00") == []


async def test_a_summary_in_a_channel_shows_no_internal_note(channel: Channel) -> None:
    await channel.say("8.1 internal: the landlord is in dispute, need a decision from SMT on the landlord")
    await channel.say("post a summary here every Monday at 9")
    (summary,) = await channel.at("2026-11-30T09:00:00")
    assert "landlord" not in summary


async def test_a_duty_that_fails_keeps_no_other_from_its_turn() -> None:
    done: list[str] = []

    async def failing() -> None:
        done.append("failing")
        raise RuntimeError("out of order")

    async def working() -> None:
        done.append("working")

    await Clock({"fail": failing, "work": working}).tick()
    assert done == ["failing", "working"]


async def test_one_that_comes_late_says_so_and_how_many_never_came(channel: Channel) -> None:
    await channel.say("post a summary here every Monday at 9")
    (late,) = await channel.at("2026-12-16T12:00:00")  # the third Monday was two days ago
    assert "It was due on Monday 14 December 2026 at 9:00 and comes late" in late
    assert "2 before it were not posted" in late
    (in_time,) = await channel.at("2026-12-21T09:00:00")
    assert "late" not in in_time and "not posted" not in in_time


async def test_one_that_would_come_too_late_to_be_of_use_waits_for_the_next(channel: Channel) -> None:
    await channel.say("post a summary here every Monday at 9")
    assert await channel.at("2026-12-04T12:00:00") == []  # the Friday
    (following,) = await channel.at("2026-12-07T09:00:00")
    assert "One before it was not posted" in following


async def test_each_summary_tells_what_has_been_recorded_since_the_one_before(channel: Channel) -> None:
    await channel.say("post a summary here every Monday at 9")
    await channel.at("2026-11-30T09:00:00")
    channel.clock.moment = utc("2026-11-30T10:00:00")
    await channel.say("7.2 amber, the leases are signed")
    (following,) = await channel.at("2026-12-07T09:00:00")
    assert "7.2: Off track → At risk. “the leases are signed”" in following
    (after,) = await channel.at("2026-12-14T09:00:00")
    assert "leases" not in after


async def test_a_paused_one_is_not_posted_until_it_is_resumed(channel: Channel) -> None:
    await channel.say("post a summary here every Monday at 9")
    await channel.say("pause the summary")
    assert await channel.at("2026-11-30T09:00:00") == []
    await channel.say("resume the summary")
    assert await channel.at("2026-11-30T09:01:00") == []
    assert len(await channel.at("2026-12-07T09:00:00")) == 1


async def test_a_monthly_summary_names_its_month(channel: Channel) -> None:
    await channel.say("post a summary here on the first working day of the month")
    assert len(await channel.at("2026-12-01T09:00:00")) == 1
    (second,) = await channel.at("2027-01-04T09:00:00")
    assert "1 December 2026 to 4 January 2027" in second
