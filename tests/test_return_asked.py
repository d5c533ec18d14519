"""A return's rows in the message of the day, and the same card until none is left: the real bot, a real database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import bot
from bot.rendering import blocks
from bot.settings import read
from dialogs.reply import Payload, Reply
from storage.status import Status
from tests.support.block_kit import faults
from tests.support.conversations import HandClock, write_plans
from tests.support.parity import missing
from tests.support.screen import Desk, Screen, button, card_of, filled

HELEN, JO, RACHEL = "Helen Ardley", "Jo Whitlock", "Rachel Stott"


class Clocked(Desk):
    """The desk beside the bot's clock."""

    def set(self, moment: str) -> None:
        clock = self.app.now
        assert isinstance(clock, HandClock)
        clock.moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    async def at(self, moment: str) -> dict[str, Reply]:
        """What is new on the screen after the clock has ticked at a moment (UTC), by whom it greets."""
        self.set(moment)
        before = set(self.screen.shown)
        await self.app.clock.tick()
        new = [reply for number, reply in self.screen.shown.items() if number not in before]
        return {reply.text.partition(",")[0]: reply for reply in new}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Clocked]:
    database = tmp_path / "asked.db"
    await write_plans(("tarnbrook",), database)
    clock = HandClock(datetime(2027, 1, 4, 8, tzinfo=UTC))
    async with bot(read(database_url=f"sqlite+aiosqlite:///{database}", reminders=True), clock) as app:
        screen = Screen()
        app.sender.join(screen)
        yield Clocked(app, screen)


async def opened(desk: Clocked) -> None:
    """Helen has seven rows and a chat; the return is open after the morning's messages."""
    await desk.say(JO, "2.1, 2.3, 3.4 and 4.1 to Helen Ardley")
    await desk.say(HELEN, "1.1 amber, the audit has begun")
    await desk.at("2027-01-04T09:00")
    desk.set("2027-01-04T10:00")
    await desk.say(JO, "open the Q3 return as at 31 December, updates by the 15th")
    await desk.say(JO, "yes")


async def test_an_owner_hears_of_it_once_for_each_day_of_asking(desk: Clocked) -> None:
    await opened(desk)
    assert "Helen" not in await desk.at("2027-01-04T10:05"), "today's message has left"
    first = (await desk.at("2027-01-05T09:00"))["Helen"]
    assert first.text.startswith("Helen, the Q3 2026/27 return of BV26 is open until 15 January 2027: 7 of yours.")
    assert [one.ref for one in card_of(first).lines] == ["1.1", "1.2", "1.4", "2.1", "2.3"]
    assert [one.label for one in card_of(first).buttons] == ["Answer my rows"]
    days = [day for day in range(6, 19) if "Helen" in await desk.at(f"2027-01-{day:02}T09:00")]
    assert days == [11, 13, 15]


async def test_the_same_day_where_the_message_of_the_day_has_not_left(desk: Clocked) -> None:
    await desk.say(HELEN, "hello")
    desk.set("2027-01-04T10:00")
    await desk.say(JO, "open the Q3 return as at 31 December, updates by the 15th")
    await desk.say(JO, "yes")
    assert "3 of yours" in (await desk.at("2027-01-04T10:00:15"))["Helen"].text


async def test_the_next_rows_follow_on_the_same_card_until_none_is_left(desk: Clocked) -> None:
    await opened(desk)
    await desk.at("2027-01-05T09:00")
    mine = next(number for number, reply in desk.screen.shown.items() if reply.text.startswith("Helen, the Q3"))
    await desk.press(HELEN, button(desk.screen.shown[mine], "Use these words", "1.1"), on=mine)
    now = desk.screen.shown[mine]
    assert card_of(now).notice is not None
    assert "1.1: note added." in now.text and "1 of 7 answered" in now.text
    assert [one.ref for one in card_of(now).lines] == ["1.2", "1.4", "2.1", "2.3", "3.4"]
    assert not missing(now) and faults(blocks.render(now)) == []
    for ref in ("1.2", "3.4", "4.1"):
        await desk.press(HELEN, button(desk.screen.shown[mine], "No change", ref), on=mine)
    for ref in ("2.1", "2.3"):
        await desk.press(HELEN, button(desk.screen.shown[mine], "Done", ref), on=mine)
    assert "6 of 7 answered" in desk.screen.shown[mine].text
    await desk.press(HELEN, button(desk.screen.shown[mine], "Update", "1.4"), on=mine)
    form = desk.screen.shown[mine]
    await desk.press(HELEN, button(form, "Cancel"), on=mine)
    assert [one.ref for one in card_of(desk.screen.shown[mine]).lines] == ["1.4"]
    await desk.press(HELEN, button(form, "Save"), filled(form, note="the sale was stopped"), on=mine)
    last = desk.screen.shown[mine]
    assert card_of(last).heading == "That was all: 7 of 7 in the Q3 2026/27 return of BV26."
    assert not missing(last)
    assert faults(blocks.render(last)) == []
    await desk.press(HELEN, button(last, "Undo"), on=mine)
    assert [one.ref for one in card_of(desk.screen.shown[mine]).lines] == ["1.4"]


async def test_a_card_to_fill_in_brings_the_next_rows_after_save(desk: Clocked) -> None:
    await opened(desk)
    card = await desk.say(HELEN, "my return")
    mine = list(desk.screen.shown)[-1]
    ids = [one.id for line in card_of(card).lines for one in line.inputs if one.id.startswith("note")]
    typed = dict.fromkeys(ids, "as planned")
    await desk.press(HELEN, button(card, "Save"), filled(card, **typed), on=mine)
    now = desk.screen.shown[mine]
    assert [one.ref for one in card_of(now).lines] == ["3.4", "4.1"]
    assert "5 of 7 answered" in now.text and card_of(now).notice is not None


async def test_a_press_after_the_return_is_closed_is_kept_and_said_not_to_count(desk: Clocked) -> None:
    await opened(desk)
    asked = (await desk.at("2027-01-05T09:00"))["Helen"]
    mine = next(number for number, reply in desk.screen.shown.items() if reply is asked)
    await desk.say(JO, "close the return")
    await desk.press(HELEN, button(asked, "Done", "2.1"), on=mine)
    assert (await desk.action("2.1")).status is Status.COMPLETE
    assert desk.screen.shown[mine].text.startswith("2.1: On track → Done.")
    assert "takes no answers any more; what you say is kept with the action" in desk.screen.shown[mine].text
    assert "Helen" not in await desk.at("2027-01-11T09:00")


async def test_rows_that_somebody_else_has_answered_are_shown_as_they_are(desk: Clocked) -> None:
    await opened(desk)
    asked = (await desk.at("2027-01-05T09:00"))["Helen"]
    mine = next(number for number, reply in desk.screen.shown.items() if reply is asked)
    await desk.say(JO, "1.2 amber, from the finance board")
    await desk.press(HELEN, button(asked, "Done", "1.2"), on=mine)
    now = desk.screen.shown[mine]
    assert (await desk.action("1.2")).status is Status.AMBER
    assert "1.2 has changed since this card" in now.text
    assert [one.ref for one in card_of(now).lines] == ["1.1", "1.4", "2.1", "2.3", "3.4"]


async def test_an_owner_without_a_chat_could_not_be_reached_and_is_said_so(desk: Clocked) -> None:
    await opened(desk)
    await desk.at("2027-01-05T09:00")
    assert "Could not reach: " in (await desk.say(JO, "how is the return going")).text


async def test_a_forged_card_of_another_s_rows_shows_one_s_own(desk: Clocked) -> None:
    await opened(desk)
    await desk.press(RACHEL, Payload(act="rows", plan=1, back="asked", person=1), on="no card")
    assert [one.ref for one in card_of(desk.screen.last).lines] == ["7.1"]
