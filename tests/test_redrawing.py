"""Old cards are drawn anew where they stand: of actions that have changed, and of questions that are closed."""

import json
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import bot
from bot.redrawing import Redrawing
from bot.settings import Settings, read
from dialogs.message import Place
from storage.status import Status
from tests.support.conversations import HandClock
from tests.support.screen import Desk, Screen, button, card_of

PRIYA, CLAIRE, LEILA = "Priya Nair", "Claire Fenwick", "Leila Okafor"
ABOUT = "2.3  Train everybody who manages a project"


@pytest.fixture
def settings(example_database: Path, tmp_path: Path) -> Settings:
    copy = tmp_path / "redrawn.db"
    shutil.copy(example_database, copy)
    return read(database_url=f"sqlite+aiosqlite:///{copy}")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def desk(settings: Settings, clock: HandClock) -> AsyncIterator[Desk]:
    async with bot(settings, clock) as app:
        screen = Screen()
        app.sender.join(screen)
        await app.clock.tick()
        yield Desk(app, screen)


@pytest.fixture
async def channel(desk: Desk) -> Desk:
    return Desk(desk.app, desk.screen, Place.CHANNEL)


def fact(desk: Desk, place: str, label: str) -> str:
    return next(one.value for one in card_of(desk.screen.shown[place]).facts if one.label == label)


# --- actions that have changed ------------------------------------------------------------------------------------


async def test_an_action_s_card_shows_what_somebody_else_has_said_since(desk: Desk) -> None:
    await desk.say(PRIYA, "show 2.3")
    await desk.say(LEILA, "2.3 red, no room to be had")
    assert fact(desk, "card-1", "Status") == "● On track"
    await desk.app.clock.tick()
    assert fact(desk, "card-1", "Status") == "■ Off track"
    assert len(desk.screen.shown) == 2  # nothing is posted for it


async def test_a_list_loses_the_row_that_is_done(desk: Desk) -> None:
    listed = await desk.say(PRIYA, "my actions")
    assert "2.3" in [line.ref for line in card_of(listed).lines]
    await desk.say(PRIYA, "2.3 done")
    await desk.app.clock.tick()
    assert "2.3" not in [line.ref for line in card_of(desk.screen.shown["card-1"]).lines]


async def test_a_list_that_has_become_empty_says_so_and_is_filled_again(desk: Desk) -> None:
    await desk.say(PRIYA, "my overdue ones")
    late = [line.ref for line in card_of(desk.screen.last).lines] if desk.screen.last.card else []
    await desk.say(LEILA, "2.3 moved to 1 November 2026")
    listed = await desk.say(PRIYA, "my overdue ones")
    assert [line.ref for line in card_of(listed).lines] == ["2.3", *late]
    place = list(desk.screen.shown)[-1]
    await desk.say(LEILA, "2.3 moved to March 2028")
    await desk.app.clock.tick()
    assert card_of(desk.screen.shown[place]).heading.startswith("Nothing overdue")
    await desk.say(LEILA, "undo")
    await desk.app.clock.tick()
    assert [line.ref for line in card_of(desk.screen.shown[place]).lines] == ["2.3"]


async def test_a_list_over_several_plans_shows_what_has_changed_in_either(
    desk: Desk, settings: Settings, tmp_path: Path
) -> None:
    """Before: such a list stayed as it had been."""
    (tmp_path / "zoo.csv").write_text("No,Action,Lead,Timescale\n1,Feed the lions,Priya Nair,July 2027\n")
    await desk.give(LEILA, tmp_path / "zoo.csv")
    for answer in ("code ZOO", "yes"):
        await desk.say(LEILA, answer)
    listed = await desk.say(PRIYA, "my actions")
    place, lines = list(desk.screen.shown)[-1], card_of(listed).lines
    assert {one.plan for one in lines} == {"CPC26", "ZOO"}
    for number, plan in enumerate(("CPC26", "ZOO"), 1):
        ref = next(one.ref for one in lines if one.plan == plan)
        await desk.say(LEILA, f"{plan} {ref} red")
        await desk.app.clock.tick()
        assert [one["redraws"] for one in redrawn(settings) if one["cause"].startswith("redraw:")] == [place] * number
        drawn = next(one for one in card_of(desk.screen.shown[place]).lines if (one.plan, one.ref) == (plan, ref))
        assert drawn.status is Status.RED


async def test_many_changes_are_one_drawing_and_none_is_drawn_twice(desk: Desk, settings: Settings) -> None:
    await desk.say(PRIYA, "show 2.3")
    for status in ("amber", "red", "green", "amber"):
        await desk.say(LEILA, f"2.3 {status}")
    await desk.app.clock.tick()
    again = Redrawing(desk.app.store, desk.app.sender, desk.app.now, settings.tzinfo, local=True)  # a second replica
    assert (await again.tick(), fact(desk, "card-1", "Status")) == (0, "▲ At risk")
    assert len(redrawn(settings)) == 1


async def test_a_card_that_shows_none_of_what_has_changed_is_left(desk: Desk, settings: Settings) -> None:
    await desk.say(PRIYA, "show 2.3")
    await desk.say(LEILA, "1 red")
    await desk.app.clock.tick()
    assert redrawn(settings) == []


async def test_a_form_that_somebody_fills_in_is_left(desk: Desk) -> None:
    listed = await desk.say(PRIYA, "my actions")
    await desk.press(PRIYA, button(listed, "Update", "2.3"))
    await desk.say(LEILA, "2.3 red")
    await desk.app.clock.tick()
    assert card_of(desk.screen.shown["card-1"]).heading == "Update 2.3"


async def test_what_was_done_on_a_card_and_its_undo_stay_above_it(desk: Desk) -> None:
    listed = await desk.say(PRIYA, "my actions")
    await desk.press(PRIYA, button(listed, "No change", "2.3"))
    done = card_of(desk.screen.last).notice
    await desk.say(LEILA, "2.3 red")
    await desk.app.clock.tick()
    card = card_of(desk.screen.shown["card-1"])
    assert (card.notice, card.lines[0].status_label) == (done, "Off track")


async def test_a_card_of_more_than_a_week_ago_is_left(desk: Desk, clock: HandClock, settings: Settings) -> None:
    await desk.say(PRIYA, "show 2.3")
    clock.moment += timedelta(days=8)
    await desk.say(LEILA, "2.3 red")
    await desk.app.clock.tick()
    assert redrawn(settings) == []


async def test_a_press_that_comes_before_the_drawing_is_not_drawn_over(desk: Desk, settings: Settings) -> None:
    await desk.say(PRIYA, "show 2.3")
    await desk.say(LEILA, "2.3 red")
    await Redrawing(desk.app.store, desk.app.sender, desk.app.now, settings.tzinfo, local=True).tick()
    await desk.press(PRIYA, button(desk.screen.shown["card-1"], "Update"), on="card-1")
    await desk.app.sender.sweep()
    assert card_of(desk.screen.shown["card-1"]).heading == "Update 2.3"


async def test_a_card_that_is_gone_is_replaced_by_nothing_and_nobody_counts_as_unreached(desk: Desk) -> None:
    await desk.say(PRIYA, "show 2.3")
    desk.screen.shown.clear()
    await desk.say(LEILA, "2.3 red")
    before = dict(desk.screen.shown)
    await desk.app.clock.tick()
    assert desk.screen.shown == before
    assert await desk.app.store.could_not_reach("local") == []


# --- who may see it -----------------------------------------------------------------------------------------------


async def test_an_internal_note_is_drawn_in_a_private_chat_and_never_in_a_channel(desk: Desk, channel: Desk) -> None:
    await desk.say(LEILA, "show 2.3")
    await channel.say(LEILA, "show 2.3")
    await desk.say(PRIYA, "2.3 amber, internal: the trainer wants more money")
    await desk.app.clock.tick()
    assert "more money" in json.dumps(desk.screen.shown["card-1"].dump())
    in_channel = json.dumps(desk.screen.shown["card-2"].dump())
    assert "At risk" in in_channel and "more money" not in in_channel


async def test_what_one_person_is_told_in_a_channel_is_drawn_for_nobody(channel: Desk, settings: Settings) -> None:
    listed = await channel.say(PRIYA, "my actions")
    await channel.press(PRIYA, button(listed, "Update", "2.3"))  # a form, in no eyes but hers
    await channel.say(LEILA, "2.3 red")
    await channel.app.clock.tick()
    assert [one["redraws"] for one in redrawn(settings)] == ["card-1"]


async def test_somebody_who_is_not_known_any_more_sees_nothing_new(desk: Desk, settings: Settings) -> None:
    await desk.say(PRIYA, "show 2.3")
    with closing(sqlite3.connect(path(settings))) as database, database:
        database.execute("UPDATE identities SET person_id = NULL WHERE id = ?", (PRIYA,))
    await desk.say(LEILA, "2.3 red")
    await desk.app.clock.tick()
    assert redrawn(settings) == []


# --- questions that are closed ------------------------------------------------------------------------------------


async def test_a_question_that_is_answered_by_typing_loses_its_buttons(desk: Desk) -> None:
    asked = await desk.say(PRIYA, "2.3 amber or red, hard to say")
    assert card_of(asked).buttons
    await desk.say(PRIYA, "red")
    card = card_of(desk.screen.shown["card-1"])
    assert (card.heading, card.buttons, card.inputs) == (card_of(asked).heading, (), ())
    assert card.heading == ABOUT
    assert str(card.intro).splitlines() == [
        "Which status is it now?",
        "This question is closed; what came of it is below.",
    ]


async def test_a_question_that_another_subject_drops_loses_its_buttons(desk: Desk) -> None:
    await desk.say(PRIYA, "2.3 amber or red, hard to say")
    await desk.say(PRIYA, "what's overdue")
    assert card_of(desk.screen.shown["card-1"]).buttons == ()


async def test_a_closed_question_still_says_which_action_it_was_about(desk: Desk) -> None:
    """Before: "Which status is it now? This question is closed" and no word of what it had been about."""
    await desk.say(PRIYA, "2.3 amber or red, hard to say")
    await desk.say(PRIYA, "red")
    assert card_of(desk.screen.shown["card-1"]).heading == ABOUT


@pytest.mark.parametrize("pressed", ["At risk", "Cancel"])
async def test_a_press_on_a_question_that_is_closed_says_which_action_it_was_about(desk: Desk, pressed: str) -> None:
    asked = await desk.say(PRIYA, "2.3 amber or red, hard to say")
    await desk.say(PRIYA, "my actions")
    await desk.press(PRIYA, button(asked, pressed), on="card-1")
    card = card_of(desk.screen.shown["card-1"])
    assert card.heading == ABOUT
    assert str(card.intro).startswith("That question has been answered or has lapsed")


async def test_a_question_that_is_dropped_by_a_press_says_which_action_it_was_about(desk: Desk) -> None:
    asked = await desk.say(PRIYA, "2.3 amber or red, hard to say")
    await desk.press(PRIYA, button(asked, "Cancel"))
    card = card_of(desk.screen.shown["card-1"])
    assert (card.heading, card.intro) == (ABOUT, "Dropped. Nothing was changed.")


async def test_a_question_that_stays_open_keeps_its_buttons(desk: Desk) -> None:
    asked = await desk.say(PRIYA, "2.3 amber or red, hard to say")
    await desk.say(PRIYA, "thanks")
    assert desk.screen.shown["card-1"] == asked


async def test_an_answer_that_is_pressed_stands_in_its_place(desk: Desk) -> None:
    asked = await desk.say(PRIYA, "2.3 amber or red, hard to say")
    await desk.press(PRIYA, button(asked, "At risk"))
    assert [one.label for one in card_of(desk.screen.shown["card-1"]).buttons] == ["Undo"]


# --- the record -----------------------------------------------------------------------------------------------------


def path(settings: Settings) -> str:
    return settings.database_url.partition(":///")[2]


def redrawn(settings: Settings) -> list[dict[str, str]]:
    """What the outbox has drawn anew."""
    with closing(sqlite3.connect(path(settings))) as database:
        database.row_factory = sqlite3.Row
        rows = database.execute("SELECT cause, redraws FROM outbox WHERE redraws IS NOT NULL").fetchall()
    return [dict(one) for one in rows]
