"""Each person's one message of the day, through the real bot on a real database; the clock is moved by hand."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.app import App, bot
from bot.settings import Settings, read
from dialogs.message import Message, MessageKind, Place, Sender
from storage.rhythm import Rhythm
from storage.work import Identity, KnowAccount, LinkIdentity, Work
from tests.support.conversations import HandClock
from tests.support.recorder import Recorder

HERE = Path(__file__).parent
MONDAY = date(2026, 11, 23)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class Council:
    """Everybody of the example, each in a chat of their own."""

    app: App
    posted: Recorder
    clock: HandClock
    met: set[str] = field(default_factory=set)

    async def meet(self, who: str, zone: str | None = None) -> None:
        """They say hello, so that there is a road to them."""
        person = (await self.app.store.directory("local")).named(who)
        assert person is not None
        identity = Identity("console", who)
        link = LinkIdentity(identity, person.id, "test")
        await self.app.store.flush(Work("local", self.clock(), (link,)))
        if zone:
            account = await self.app.store.account("local", identity)
            assert account is not None
            known = KnowAccount(replace(account, zone=zone, seen=self.clock()))
            await self.app.store.flush(Work("local", self.clock(), (known,)))
        self.met.add(who)
        await self.say(who, "hello")

    async def say(self, who: str, text: str, place: Place = Place.PERSONAL) -> str:
        if who not in self.met:
            await self.meet(who)
        self.posted.delivered.clear()
        message = Message(
            id=f"{who} {text} {self.clock()}",
            kind=MessageKind.NEW,
            organisation="local",
            conversation=f"chat: {who}" if place is Place.PERSONAL else "#cpc-plan",
            place=place,
            sender=Sender("console", who, who),
            text=text,
            sent=self.clock(),
            received=self.clock(),
        )
        await self.app.router.take(message)
        return "\n".join(words for _, words in self.posted.delivered)

    async def at(self, moment: str) -> dict[str, str]:
        """Who of those that we have met is told what when the clock ticks at a moment."""
        self.clock.moment = utc(moment)
        self.posted.delivered.clear()
        await self.app.clock.tick()
        told = [(place.removeprefix("chat: "), words) for place, words in self.posted.delivered]
        assert len({who for who, _ in told}) == len(told), "one message a person"
        return {who: words for who, words in told if who in self.met}


@pytest.fixture
def settings(example_database: Path, tmp_path: Path) -> Settings:
    copy = tmp_path / "reminders.db"
    shutil.copy(example_database, copy)
    return read(database_url=f"sqlite+aiosqlite:///{copy}", reminders=True)


@pytest.fixture
async def council(settings: Settings) -> AsyncIterator[Council]:
    clock, posted = HandClock(), Recorder()
    clock.moment = utc("2026-11-23T08:00")
    async with bot(settings, clock) as app:
        app.sender.join(posted)
        yield Council(app, posted, clock)


async def test_at_nine_on_a_working_day_each_owner_is_asked_once(council: Council) -> None:
    await council.meet("Claire Donnelly")
    assert await council.at("2026-11-23T08:59:59") == {}
    told = await council.at("2026-11-23T09:00")
    assert told["Claire Donnelly"].startswith("Claire, one action is waiting for a word from you.\n2.2")
    assert await council.at("2026-11-23T09:00:15") == {}
    assert await council.at("2026-11-24T09:00") == {}


@pytest.mark.parametrize("day", ["2026-11-28", "2026-11-29", "2026-12-25", "2026-12-28"])
async def test_nobody_is_asked_at_a_weekend_or_on_a_bank_holiday(council: Council, day: str) -> None:
    await council.meet("Claire Donnelly")
    assert await council.at(f"{day}T09:00") == {}


async def test_who_was_missed_at_nine_is_asked_later_in_the_working_day(council: Council) -> None:
    await council.meet("Claire Donnelly")
    assert await council.at("2026-11-23T17:00") == {}
    assert "Claire Donnelly" in await council.at("2026-11-24T16:59")


async def test_nine_is_nine_where_somebody_is(council: Council) -> None:
    await council.meet("Claire Donnelly", zone="Europe/Berlin")
    await council.meet("Gareth Pritchard")
    assert list(await council.at("2026-11-23T08:00")) == ["Claire Donnelly"]
    assert list(await council.at("2026-11-23T09:00")) == ["Gareth Pritchard"]


async def test_two_bots_ask_once(council: Council, settings: Settings) -> None:
    await council.meet("Claire Donnelly")
    council.clock.moment = utc("2026-11-23T09:00")
    council.posted.delivered.clear()
    also = Recorder()
    async with bot(settings, council.clock) as other:
        other.sender.join(also)
        await asyncio.gather(council.app.clock.tick(), other.clock.tick())
    told = [place for place, _ in (*council.posted.delivered, *also.delivered)]
    assert told.count("chat: Claire Donnelly") == 1


async def test_an_answer_ends_the_asking(council: Council) -> None:
    await council.meet("Claire Donnelly")
    assert "Claire Donnelly" in await council.at("2026-11-23T09:00")
    await council.say("Claire Donnelly", "2.2 done, it goes to every board")
    for day in ("2026-11-30", "2026-12-07", "2026-12-14"):
        assert "2.2" not in (await council.at(f"{day}T09:00")).get("Claire Donnelly", "")


async def test_who_is_away_is_asked_nothing_and_who_covers_may_answer_meanwhile(council: Council) -> None:
    await council.meet("Rhys Bevan")
    said = await council.say("Dan Whitlock", "i'm off til 4 december, Rhys covering")
    assert said.startswith("You are away until 4 December 2026, and I ask you nothing.")
    told = await council.at("2026-11-23T09:00")
    assert "Dan Whitlock" not in told
    assert "You cover for Dan Whitlock." in told["Rhys Bevan"]
    assert await council.say("Rhys Bevan", "9.2 no change") == "9.2: no change noted."
    council.clock.moment = utc("2026-12-05T12:00")
    assert (await council.say("Rhys Bevan", "9.2 amber")).startswith("Nothing was changed.")


async def test_a_snooze_waits_until_its_day(council: Council) -> None:
    await council.say("Claire Donnelly", "snooze 2.2 until friday")
    assert await council.at("2026-11-23T09:00") == {}
    assert "2.2" in (await council.at("2026-11-27T09:00"))["Claire Donnelly"]


async def test_a_chase_names_everybody_first_and_says_afterwards_who_has_answered(council: Council) -> None:
    for who in ("Claire Donnelly", "Gareth Pritchard"):
        await council.meet(who)
    council.clock.moment = utc("2026-11-23T08:30")
    asked = await council.say("Tom Ashworth", "chase everyone overdue, nicely, not Samira")
    assert asked == "Ask 2 people about 2 actions?\n- Claire Donnelly: 2.2\n- Gareth Pritchard: 7.2"
    done = await council.say("Tom Ashworth", "yes")
    assert done.startswith("2 people are asked, kindly, one message each.")
    told = await council.at("2026-11-23T09:00")
    assert all("Tom Ashworth asks for it." in told[who] for who in ("Claire Donnelly", "Gareth Pritchard"))
    await council.say("Gareth Pritchard", "7.2 no change")
    (report,) = [words for who, words in (await council.at("2026-11-24T09:00")).items() if who == "Tom Ashworth"]
    assert report.endswith("Has been answered since you asked: 7.2.\nNothing yet: 2.2.")


async def test_only_managers_and_officers_chase(council: Council) -> None:
    assert (await council.say("Claire Donnelly", "chase Gareth")).startswith("Only a manager or a performance officer")


async def test_where_others_read_it_is_not_said_who_is_chased(council: Council) -> None:
    said = await council.say("Tom Ashworth", "chase everyone overdue", Place.CHANNEL)
    assert said.startswith("Ask me that in our own chat") and "Gareth" not in said


async def test_a_reminder_of_ones_own_joins_the_message_of_its_day(council: Council) -> None:
    said = await council.say("Priya Nair", "remind me about 2.3 on thursday")
    assert said == "I remind you of 2.3 on Thursday 26 November 2026."
    await council.at("2026-11-23T09:00")
    told = await council.at("2026-11-26T09:00")
    assert told["Priya Nair"].endswith("You asked to be reminded of 2.3, “Train everybody who manages a project”.")


async def test_what_nobody_answers_is_told_to_whoever_might_help_and_then_to_the_officers(council: Council) -> None:
    for who in ("Claire Donnelly", "Gareth Pritchard", "Tom Ashworth"):
        await council.meet(who)
    assert (await council.say("Leila Okafor", "escalation on")).startswith("If nobody answers")
    await council.say("Leila Okafor", "yes")
    assert {"Claire Donnelly", "Gareth Pritchard"} <= set(await council.at("2026-11-23T09:00"))
    await council.say("Gareth Pritchard", "7.2 no change")
    for day in (24, 25):
        assert "no answer yet" not in str(await council.at(f"2026-11-{day}T09:00"))
    told = await council.at("2026-11-26T09:00")
    head, row, *_ = told["Tom Ashworth"].split("\n")[1:]
    assert head == ("3 overdue actions have had no answer yet. Perhaps you can help, or know what stands in the way:")
    assert row.startswith("2.2  ") and row.endswith("Claire Donnelly was asked on 23 November 2026")
    assert "7.2" not in told["Tom Ashworth"], "it was answered"
    assert "no answer yet" not in str(await council.at("2026-11-27T09:00"))
    assert "2.2" in (await council.at("2026-12-01T09:00"))["Leila Okafor"]
    await council.say("Claire Donnelly", "2.2 no change")
    for day in range(2, 20):
        assert "2.2" not in str((await council.at(f"2026-12-{day:02}T09:00")).get("Leila Okafor"))


async def test_what_is_not_ones_own_is_offered_to_whoever_was_named_and_moves_when_they_take_it(
    council: Council,
) -> None:
    await council.meet("Rhys Bevan")
    assert (await council.say("Claire Donnelly", "2.2 isn't mine")).startswith("Whose is 2.2, then?")
    assert (await council.say("Claire Donnelly", "Rhys Bevan")).startswith("I ask Rhys Bevan whether 2.2 is theirs")
    told = await council.at("2026-11-23T09:00")
    assert "2.2" not in told.get("Claire Donnelly", "")
    assert "One action may be yours. It moves only if you take it:\n2.2  " in told["Rhys Bevan"]
    assert "Claire Donnelly says that it is yours\nPress, or just type: “2.2 is mine”" in told["Rhys Bevan"]
    assert (await council.say("Rhys Bevan", "2.2 is mine")).startswith("2.2: Claire Donnelly → Rhys Bevan")
    for day in (24, 25, 26, 27):
        assert "not theirs" not in str(await council.at(f"2026-11-{day}T09:00"))


async def test_what_nobody_takes_is_told_to_the_officers_after_two_working_days(council: Council) -> None:
    for who in ("Rhys Bevan", "Leila Okafor"):
        await council.meet(who)
    await council.say("Claire Donnelly", "2.2 isn't mine")
    await council.say("Claire Donnelly", "Rhys Bevan")
    for day in (23, 24):
        assert "not theirs" not in str((await council.at(f"2026-11-{day}T09:00")).get("Leila Okafor"))
    told = (await council.at("2026-11-25T09:00"))["Leila Okafor"]
    assert "Claire Donnelly says that 2.2 of CPC26 is not theirs. Who is it for? “2.2 to …” hands it over." in told


async def test_only_whoever_was_named_may_take_it(council: Council) -> None:
    await council.say("Claire Donnelly", "2.2 isn't mine")
    await council.say("Claire Donnelly", "Rhys Bevan")
    assert (await council.say("Gareth Pritchard", "2.2 is mine")).startswith("Nothing was changed.")


async def test_a_fortnight_of_messages_to_two_owners_and_a_manager_reads_well(council: Council) -> None:
    """The golden text is read as whoever receives it: would you mute it?"""
    for who in ("Gareth Pritchard", "Dan Whitlock", "Tom Ashworth"):
        await council.meet(who)
    lines: list[str] = []
    for day in range(23, 31):
        for moment in (f"2026-11-{day}T08:59", f"2026-11-{day}T09:00"):
            lines += written(moment, await council.at(moment))
        if day == 23:
            await council.say("Tom Ashworth", "nudge Dan about 9.3")
            await council.say("Tom Ashworth", "yes")
        if day == 24:
            await council.say("Dan Whitlock", "9.3 no change")
    is_as_written("a_week.txt", lines)


async def test_before_escalation_is_turned_on_it_is_said_what_would_be_told_tomorrow(council: Council) -> None:
    await council.meet("Claire Donnelly")
    await council.at("2026-11-23T09:00")
    await council.at("2026-11-26T09:00")
    asked = await council.say("Leila Okafor", "escalation on")
    assert "were asked about before and have had no answer, so they hear of them on 27 November 2026" in asked
    await council.say("Leila Okafor", "no")
    assert "escalation off" in await council.say("Leila Okafor", "is escalation on?")


async def test_who_would_hear_about_whom_is_not_said_where_others_read_it(council: Council) -> None:
    said = await council.say("Leila Okafor", "escalation on", Place.CHANNEL)
    assert said.startswith("Ask me that in our own chat") and "Tom" not in said


async def test_three_weeks_of_silence_read_well_for_an_owner_a_sponsor_and_the_officer(
    council: Council,
) -> None:
    """The golden text is read as whoever receives it: kind, and no more than once."""
    for who in ("Claire Donnelly", "Tom Ashworth", "Leila Okafor"):
        await council.meet(who)
    await council.say("Leila Okafor", "escalation on")
    await council.say("Leila Okafor", "yes")
    lines: list[str] = []
    for day in (date(2026, 11, 23) + timedelta(days=one) for one in range(21)):
        lines += written(f"{day}T09:00", await council.at(f"{day}T09:00"))
    is_as_written("silence.txt", lines)


def written(moment: str, told: dict[str, str]) -> list[str]:
    """What people were told at a moment, as the golden texts have it."""
    said = (([f"{moment} {who}"], words.split("\n")) for who, words in told.items())
    return [line for head, words in said for line in (*head, *(f"    {one}" for one in words), "")]


def is_as_written(name: str, lines: list[str]) -> None:
    golden, text = HERE / "rhythm" / name, "\n".join(lines)
    if os.environ.get("PLANMINDER_TEST_WRITE"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


async def test_nothing_is_decided_anew_until_something_has_changed_or_an_hour_begins_somewhere(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions: list[date] = []
    read_whole = council.app.store.rhythm

    async def counted(organisation: str, today: date) -> Rhythm:
        decisions.append(today)
        return await read_whole(organisation, today)

    monkeypatch.setattr(council.app.store, "rhythm", counted)

    async def decides(moment: str) -> bool:
        decisions.clear()
        await council.at(moment)
        return bool(decisions)

    await council.meet("Claire Donnelly")
    assert [await decides(f"2026-11-23T09:00:{second}") for second in ("00", "15", "30")] == [True, True, False]
    await council.say("Claire Donnelly", "2.2 amber")
    assert [await decides(f"2026-11-23T09:01:{second}") for second in ("00", "15")] == [True, False]
    await council.say("Claire Donnelly", "snooze 4 until friday")
    assert [await decides(f"2026-11-23T09:02:{second}") for second in ("00", "15")] == [True, False]
    assert [await decides(f"2026-11-23T09:{minute}") for minute in ("14", "15", "16")] == [False, True, False]


async def test_whom_nothing_reaches_is_recorded_once_as_out_of_reach(settings: Settings) -> None:
    clock = HandClock()
    clock.moment = utc("2026-11-23T09:00")
    async with bot(settings, clock) as one, bot(settings, clock) as two:  # neither has a channel to anybody
        await asyncio.gather(one.clock.tick(), two.clock.tick())
        await one.clock.tick()
        gareth = (await one.store.directory("local")).named("Gareth Pritchard")
        assert gareth is not None
        unreached = await two.store.could_not_reach("local")
        assert [each.messages for each in unreached if each.person == gareth.id] == [1]
        assert (await two.store.rhythm("local", MONDAY)).told(gareth.id, MONDAY)
