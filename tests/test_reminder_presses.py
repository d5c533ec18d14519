"""Presses on the message of the day, over the real router and a real database: what stands there afterwards."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.app import bot
from bot.settings import read
from dialogs.reply import Payload, Reply
from dialogs.understanding.context import Context
from dialogs.understanding.pressed import pressed
from storage.rhythm import Why
from tests.support.conversations import HandClock
from tests.support.plans import load_plans
from tests.support.screen import Desk, Screen, button, card_of

PLANS = sorted((Path(__file__).parent / "understanding" / "plans").glob("*.yaml"))
DAN, RHYS, CLAIRE, LEILA, TOM = "Dan Whitlock", "Rhys Bevan", "Claire Donnelly", "Leila Okafor", "Tom Ashworth"


class Morning(Desk):
    """A desk at which the message of the day comes."""

    async def told(self, who: str, moment: str) -> tuple[str, Reply]:
        """What somebody is told at a moment, and under which id it stands."""
        await self.say(who, "hello")
        self.screen.shown.clear()
        assert isinstance(self.app.now, HandClock)
        self.app.now.moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        await self.app.clock.tick()
        return next((key, one) for key, one in self.screen.shown.items() if one.text.startswith(who.split()[0]))


@pytest.fixture
async def desk(example_database: Path, tmp_path: Path) -> AsyncIterator[Morning]:
    copy = tmp_path / "presses.db"
    shutil.copy(example_database, copy)
    clock = HandClock()
    clock.moment = datetime(2026, 11, 23, 8, tzinfo=UTC)
    async with bot(read(database_url=f"sqlite+aiosqlite:///{copy}", reminders=True), clock) as app:
        screen = Screen()
        app.sender.join(screen)
        yield Morning(app, screen)


async def test_not_now_leaves_the_other_rows_and_says_until_when_its_own_waits(desk: Morning) -> None:
    card, told = await desk.told(DAN, "2026-11-23T09:00")
    await desk.press(DAN, button(told, "Not now", "3.3"), on=card)
    now = card_of(desk.screen.shown[card])
    assert now.notice is not None
    assert now.notice.text.startswith("I do not ask you about 3.3 before 30 November 2026.")
    flags = {line.ref: line.flag for line in now.lines}
    assert flags.keys() == {"3.3", "9.2"}
    assert flags["3.3"] == "not asked before 30 November 2026"
    assert "not asked" not in (flags["9.2"] or "")


async def test_not_mine_asks_beneath_the_message_whose_it_is_and_who_is_named_may_take_it_by_a_press(
    desk: Morning,
) -> None:
    card, told = await desk.told(DAN, "2026-11-23T09:00")
    await desk.press(DAN, button(told, "Not mine", "3.3"), on=card)
    assert desk.screen.shown[card] == told, "the other rows can still be answered"
    assert desk.screen.last.text == "Whose is 3.3, then? Name them, or say “don't know”."
    await desk.say(DAN, "Rhys Bevan")
    card, told = await desk.told(RHYS, "2026-11-24T09:00")
    await desk.press(RHYS, button(told, "Yes, mine", "3.3"), on=card)
    rhys = (await desk.app.store.directory("local")).named(RHYS)
    assert rhys is not None
    action = await desk.action("3.3")
    assert action.owners == (rhys.id,)
    assert action.updates[-1].note == "Dan Whitlock said that it is not theirs; Rhys Bevan has taken it."


async def test_a_message_that_holds_more_than_its_rows_stays_after_a_press_on_one(desk: Morning) -> None:
    await desk.say(CLAIRE, "2.2 isn't mine")
    await desk.say(CLAIRE, DAN)
    card, told = await desk.told(DAN, "2026-11-23T09:00")
    assert [line.ref for line in card_of(told).lines] == ["3.3", "9.2", "2.2"]
    for _ in range(2):
        await desk.press(DAN, button(told, "No change", "3.3"), on=card)
        assert desk.screen.shown[card] == told
    first, second = [one.text for key, one in desk.screen.shown.items() if key != card][-2:]
    assert first == "3.3: no change noted."
    assert second == "3.3 is recorded already: On track, 9:00 (you)."
    await desk.press(DAN, button(told, "Yes, mine", "2.2"), on=card)
    assert desk.screen.last.text == "2.2: Claire Donnelly → Dan Whitlock · note added."


async def test_not_knowing_whose_it_is_is_a_press_too(desk: Morning) -> None:
    card, told = await desk.told(DAN, "2026-11-23T09:00")
    await desk.press(DAN, button(told, "Not mine", "3.3"), on=card)
    await desk.press(DAN, button(desk.screen.last, "Don't know"))
    assert desk.screen.last.text.startswith("I tell Leila Okafor")


async def test_a_press_that_takes_what_nobody_has_offered_changes_nothing(desk: Morning) -> None:
    before = await desk.plan()
    forged = Payload(act="take", plan=1, action=(await desk.action("3.3")).id)
    await desk.press(CLAIRE, forged, on="a card of theirs")
    assert desk.screen.last.text.startswith("Nothing was changed.")
    assert await desk.plan() == before


async def test_a_press_on_what_nobody_has_answered_asks_before_it_chases(desk: Morning) -> None:
    await desk.say(LEILA, "escalation on")
    await desk.say(LEILA, "yes")
    await desk.told(CLAIRE, "2026-11-23T09:00")
    card, told = await desk.told(TOM, "2026-11-26T09:00")
    await desk.press(TOM, button(told, "Chase", "2.2"), on=card)
    assert desk.screen.last.text == "Ask one person about 1 action?\n- Claire Donnelly: 2.2"
    assert desk.screen.shown[card] == told


async def test_what_was_taken_back_is_not_told(desk: Morning) -> None:
    await desk.say(DAN, "remind me about 9.2 on tuesday")
    await desk.say(DAN, "forget that reminder")
    rhythm = await desk.app.store.rhythm("local", desk.app.now().date())
    assert [one for one in rhythm.prompts if one.why is Why.REMINDED] == []


@pytest.mark.parametrize("names", [[one.stem] for one in PLANS] + [["oakvale", "fernham"], ["saltmere", "oakvale"]])
def test_not_mine_means_the_action_that_was_pressed_whatever_its_number_looks_like(names: list[str]) -> None:
    plans, directory = load_plans(*(PLANS[0].with_name(f"{name}.yaml") for name in names))
    speaker = next(one for one in directory.people.values() if one.speaks)
    context = Context(plans, directory, speaker, date(2026, 11, 23))
    for plan in plans:
        for action in plan.actions:
            press = Payload(act="not_mine", plan=plan.id, action=action)
            assert pressed(press, {}, context).disowned == [(plan.id, action)]
