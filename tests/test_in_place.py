"""Presses, over the real router and a real database: what takes a card's place, what is shown instead of acted upon."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import bot
from bot.settings import Settings, read
from dialogs.message import Place
from dialogs.reply import Payload
from storage.numbering import Stamp, number
from storage.plan import MOST_RECENT, ChangeKind, Draft
from storage.status import Status
from storage.work import Recorded, Work
from tests.support.conversations import HandClock
from tests.support.screen import Desk, Screen, button, card_of, filled

PRIYA, IAN, LEILA, TOM, CLAIRE = "Priya Nair", "Rhys Bevan", "Leila Okafor", "Tom Ashworth", "Claire Fenwick"


@pytest.fixture
def settings(example_database: Path, tmp_path: Path) -> Settings:
    copy = tmp_path / "presses.db"
    shutil.copy(example_database, copy)
    return read(database_url=f"sqlite+aiosqlite:///{copy}")


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    async with bot(settings, HandClock()) as app:
        screen = Screen()
        app.sender.join(screen)
        yield Desk(app, screen)


# --- what takes a card's place ------------------------------------------------------------------------------------


async def test_the_next_page_takes_the_place_of_the_page(desk: Desk) -> None:
    first = await desk.say(TOM, "all open actions")
    await desk.press(TOM, button(first, "Next page"))
    assert len(desk.screen.shown) == 1
    assert card_of(desk.screen.last).more == "6 to 10 of 19"
    await desk.press(TOM, button(desk.screen.last, "Previous page"))
    assert card_of(desk.screen.last).lines == card_of(first).lines


async def test_the_last_page_of_one_action_is_said_in_its_own_words(desk: Desk) -> None:
    await _six_move(desk)
    moved = await desk.say(LEILA, "which dates have moved more than once")
    assert card_of(moved).more == "1 to 5 of 6"
    await desk.press(LEILA, button(moved, "Next page"))
    assert card_of(desk.screen.last).more == "6 of 6"
    assert (await desk.say(LEILA, "next page")).text.splitlines()[-1] == "That was the last of the 6."


async def test_the_next_page_of_the_dates_that_moved_has_none_of_the_others(desk: Desk) -> None:
    six = await _six_move(desk)
    moved = await desk.say(LEILA, "which dates have moved more than once")
    rest = [one for one in six if one not in [line.ref for line in card_of(moved).lines]]
    assert [line.ref for line in card_of(await desk.say(LEILA, "more")).lines] == rest
    await desk.press(LEILA, button(moved, "Next page"), on=next(iter(desk.screen.shown)))
    assert [line.ref for line in card_of(desk.screen.last).lines] == rest
    await desk.press(LEILA, button(desk.screen.last, "No change", rest[0]))
    assert [line.ref for line in card_of(desk.screen.last).lines] == rest


async def _six_move(desk: Desk) -> list[str]:
    """The performance officer puts dates off until six have moved twice: the actions' refs. The screen is wiped."""
    dated = [one for one in (await desk.plan()).actions.values() if one.open and one.due]
    again = [one for one in dated if one.moves > 1]
    once = [one for one in dated if one.moves < 2][: 6 - len(again)]
    for ref, month in ((one.ref, month) for one in once for month in ("May", "June")):
        await desk.say(LEILA, f"{ref} moved to {month} 2029")
    desk.screen.shown.clear()
    return [one.ref for one in (*again, *once)]


async def test_done_in_a_row_gives_the_list_again_with_what_was_done_above_it(desk: Desk) -> None:
    listed = await desk.say(PRIYA, "my actions")
    await desk.press(PRIYA, button(listed, "Done", "2.3"))
    (now,) = desk.screen.shown.values()
    card = card_of(now)
    assert card.notice is not None
    measure = "2.3 is measured by: “Thirty people trained”"
    assert (card.notice.tone, card.notice.text) == ("done", f"2.3: On track → Complete.\n{measure}")
    assert [line.ref for line in card.lines] == ["1"]
    assert now.text.splitlines()[0] == "2.3: On track → Complete."


async def test_no_change_in_a_row_is_recorded_and_the_row_stays(desk: Desk) -> None:
    listed = await desk.say(PRIYA, "my actions")
    await desk.press(PRIYA, button(listed, "No change", "2.3"))
    assert [line.ref for line in card_of(desk.screen.last).lines] == ["2.3", "1"]
    assert (await desk.action("2.3")).updates[-1].note == "no change"


async def test_undo_above_a_list_takes_back_and_the_row_is_there_again(desk: Desk) -> None:
    listed = await desk.say(PRIYA, "my actions")
    await desk.press(PRIYA, button(listed, "Done", "2.3"))
    await desk.press(PRIYA, button(desk.screen.last, "Undo"))
    (now,) = desk.screen.shown.values()
    notice = card_of(now).notice
    assert notice is not None
    assert notice.text == "Taken back. 2.3: back to On track."
    assert notice.buttons == ()
    assert [line.ref for line in card_of(now).lines] == ["2.3", "1"]


async def test_the_last_row_done_leaves_a_card_that_says_so(desk: Desk) -> None:
    listed = await desk.say(PRIYA, "my actions")
    for ref in ("2.3", "1"):
        await desk.press(PRIYA, button(desk.screen.last if ref == "1" else listed, "Done", ref))
    card = card_of(desk.screen.last)
    assert card.lines == ()
    assert card.heading.startswith("Nothing")


async def test_the_form_takes_the_list_s_place_and_save_brings_it_back(desk: Desk) -> None:
    listed = await desk.say(PRIYA, "my actions")
    await desk.press(PRIYA, button(listed, "Update", "2.3"))
    form = desk.screen.last
    assert [one.id for one in card_of(form).inputs] == ["status", "note", "due"]
    await desk.press(PRIYA, button(form, "Save"), filled(form, status="amber", note="the trainer is ill"))
    (now,) = desk.screen.shown.values()
    notice = card_of(now).notice
    assert notice is not None
    assert notice.text == "2.3: On track → At risk · note added."
    assert [one.label for one in notice.buttons] == ["Undo"]
    assert card_of(now).lines[0].status is Status.AMBER


async def test_cancel_brings_the_list_back_and_changes_nothing(desk: Desk) -> None:
    before = await desk.plan()
    listed = await desk.say(PRIYA, "my actions")
    await desk.press(PRIYA, button(listed, "Update", "2.3"))
    await desk.press(PRIYA, button(desk.screen.last, "Cancel"), filled(desk.screen.last, note="never mind"))
    assert [one.card for one in desk.screen.shown.values()] == [listed.card]
    assert await desk.plan() == before


async def test_a_form_that_came_from_no_card_is_followed_by_its_read_back(desk: Desk) -> None:
    form = await desk.form(PRIYA, "2.3")
    await desk.press(PRIYA, button(form, "Save"), filled(form, due="2027-02-01"))
    (now,) = desk.screen.shown.values()
    assert card_of(now).heading == "2.3: due Autumn 2026 → 1 February 2027 (first move)."
    await desk.press(PRIYA, button(now, "Undo"))
    assert card_of(desk.screen.last).heading == "Taken back. 2.3: due Autumn 2026 again."


async def test_a_date_that_is_emptied_in_the_form_is_taken_off(desk: Desk) -> None:
    form = await desk.form(PRIYA, "2.3")
    await desk.press(PRIYA, button(form, "Save"), filled(form, due=""))
    assert card_of(desk.screen.last).heading == "2.3: date taken off (was Autumn 2026)."
    assert (await desk.action("2.3")).due is None
    await desk.press(PRIYA, button(desk.screen.last, "Undo"))
    assert str((await desk.action("2.3")).due) == "2026-11-30"


async def test_an_emptied_date_stays_empty_where_the_form_comes_back(desk: Desk) -> None:
    form = await desk.form(PRIYA, "2.3")
    await desk.press(PRIYA, button(form, "Save"), filled(form, due="", status="closed"))
    _, note, due = card_of(desk.screen.last).inputs
    assert (note.required, due.value) == (True, None)


async def test_a_field_that_a_client_leaves_out_is_not_emptied(desk: Desk) -> None:
    form = await desk.form(PRIYA, "2.3")
    await desk.press(PRIYA, button(form, "Save"), {"note": "on with it"})
    assert str((await desk.action("2.3")).due) == "2026-11-30"


async def test_an_action_s_card_is_shown_again_as_it_is_now(desk: Desk) -> None:
    shown = await desk.say(PRIYA, "show 2.3")
    await desk.press(PRIYA, button(shown, "Done"))
    (now,) = desk.screen.shown.values()
    assert "✓ Complete" in [fact.value for fact in card_of(now).facts]
    assert [one.label for one in card_of(now).buttons] == ["Update"]


async def test_an_answered_question_becomes_what_was_done(desk: Desk) -> None:
    asked = await desk.say(PRIYA, "2.3 amber or red, hard to say")
    await desk.press(PRIYA, button(asked, "At risk"))
    (now,) = desk.screen.shown.values()
    assert [one.label for one in card_of(now).buttons] == ["Undo"]
    assert (await desk.action("2.3")).status is Status.AMBER


async def test_a_date_is_picked_where_one_is_asked_for(desk: Desk) -> None:
    asked = await desk.say(PRIYA, "2.3 moved to March or April 2027")
    await desk.press(PRIYA, button(asked, "Use this date"), filled(asked, due="2027-04-15"))
    assert str((await desk.action("2.3")).due) == "2027-04-15"
    assert len(desk.screen.shown) == 1


async def test_a_document_s_card_still_holds_though_something_came_between(desk: Desk, tmp_path: Path) -> None:
    document = tmp_path / "new.csv"
    document.write_text("No,Action,Lead officer,Timescale,RAG\n1,Write the brief,Jo Smith,March 2027,On track\n")
    card = await desk.give(LEILA, document)
    place = next(iter(desk.screen.shown))
    await desk.say(LEILA, "what's overdue")
    await desk.press(LEILA, button(card, "Yes"), on=place)
    assert desk.screen.shown[place].text.startswith("Loaded ")  # before: "That question … has lapsed"


async def test_buttons_that_open_something_else_leave_their_card(desk: Desk) -> None:
    greeting = await desk.say(PRIYA, "hello")
    await desk.press(PRIYA, button(greeting, "My actions"))
    assert [one.text == greeting.text for one in desk.screen.shown.values()] == [True, False]


# --- in a channel -------------------------------------------------------------------------------------------------


@pytest.fixture
def channel(desk: Desk) -> Desk:
    desk.place = Place.CHANNEL
    return desk


async def test_a_form_in_a_channel_takes_the_list_from_nobody(channel: Desk) -> None:
    listed = await channel.say(PRIYA, "my actions")
    await channel.press(PRIYA, button(listed, "Update", "2.3"))
    assert list(channel.screen.shown.values()) == [listed]
    (form,) = channel.screen.told
    assert form.replaces == "card-1"
    await channel.press(PRIYA, button(form, "Save"), filled(form, note="moving on"))
    assert card_of(channel.screen.last).notice is not None
    assert len(channel.screen.shown) == 1


async def test_who_may_not_is_told_alone_and_the_list_stays(channel: Desk) -> None:
    listed = await channel.say(PRIYA, "my actions")
    before = await channel.plan()
    for label in ("Update", "Done", "No change"):
        await channel.press(IAN, button(listed, label, "2.3"))
    assert list(channel.screen.shown.values()) == [listed]
    assert len(channel.screen.told) == 3
    assert all("Only the owners of 2.3" in one.text and one.replaces is None for one in channel.screen.told)
    assert await channel.plan() == before


async def test_another_s_question_is_theirs_to_answer(channel: Desk) -> None:
    asked = await channel.say(PRIYA, "2.3 amber or red, hard to say")
    await channel.press(LEILA, button(asked, "At risk"))
    await channel.press(LEILA, button(asked, "Cancel"))
    assert [one.text for one in channel.screen.told] == 2 * [
        "That question was put to somebody else. Nothing was changed."
    ]
    await channel.press(PRIYA, button(asked, "At risk"))
    assert (await channel.action("2.3")).status is Status.AMBER


# --- what no longer holds -----------------------------------------------------------------------------------------


async def test_a_form_whose_action_has_changed_since_is_shown_as_it_is_with_what_was_typed(desk: Desk) -> None:
    form = await desk.form(PRIYA, "2.3")
    mine = list(desk.screen.shown)[-1]
    await desk.say(CLAIRE, "2.3 red, no room")
    before = await desk.action("2.3")
    await desk.press(PRIYA, button(form, "Save"), filled(form, note="the trainer is back"), on=mine)
    assert await desk.action("2.3") == before
    again = desk.screen.shown[mine]
    notice, (status, note, due) = card_of(again).notice, card_of(again).inputs
    assert notice is not None
    assert notice.text.startswith("2.3 has changed since this card: Off track, 10:00 (Claire Fenwick).")
    assert (status.value, note.value, due.value) == ("red", "the trainer is back", "2026-11-30")
    await desk.press(PRIYA, button(again, "Save"), filled(again), on=mine)
    now = await desk.action("2.3")
    assert (now.status, now.updates[-1].note) == (Status.RED, "the trainer is back")


async def test_what_was_chosen_on_a_stale_form_is_kept_too(desk: Desk) -> None:
    form = await desk.form(PRIYA, "2.3")
    mine = list(desk.screen.shown)[-1]
    await desk.say(CLAIRE, "2.3 red, no room")
    await desk.press(PRIYA, button(form, "Save"), filled(form, status="complete", due="2027-01-15"), on=mine)
    status, _, due = card_of(desk.screen.shown[mine]).inputs
    assert (status.value, due.value) == ("complete", "2027-01-15")


async def test_done_on_an_old_list_shows_how_it_stands_instead(desk: Desk) -> None:
    listed = await desk.say(PRIYA, "my actions")
    mine = list(desk.screen.shown)[-1]
    await desk.say(CLAIRE, "2.3 red, no room")
    await desk.press(PRIYA, button(listed, "Done", "2.3"), on=mine)
    now = desk.screen.shown[mine]
    assert (await desk.action("2.3")).status is Status.RED
    assert card_of(now).lines[0].status is Status.RED
    notice = card_of(now).notice
    assert notice is not None
    assert notice.tone == "held"
    await desk.press(PRIYA, button(now, "Done", "2.3"), on=mine)
    assert (await desk.action("2.3")).status is Status.COMPLETE


async def test_a_button_pressed_twice_acts_once_and_keeps_its_undo(desk: Desk) -> None:
    before = (await desk.action("2.3")).updates
    listed = await desk.say(PRIYA, "my actions")
    for _ in range(2):
        await desk.press(PRIYA, button(listed, "No change", "2.3"))
    now = (await desk.action("2.3")).updates
    assert [one.note for one in now[len(before) :]] == ["no change"]
    notice = card_of(desk.screen.last).notice
    assert notice is not None
    assert notice.text == "2.3 is recorded already: On track, 10:00 (you)."
    await desk.press(PRIYA, button(desk.screen.last, "Undo"))
    assert (await desk.action("2.3")).updates == before


async def test_save_pressed_twice_at_once_acts_once(desk: Desk) -> None:
    form = await desk.form(PRIYA, "2.3")
    typed = filled(form, status="amber", note="the trainer is ill")
    await asyncio.gather(*(desk.press(PRIYA, button(form, "Save"), typed) for _ in range(5)))
    assert [one.note for one in (await desk.action("2.3")).updates].count("the trainer is ill") == 1
    assert card_of(desk.screen.last).heading.startswith("2.3 is recorded already: At risk")


async def test_two_people_who_press_at_once_on_two_replicas_both_see_what_became_of_it(
    desk: Desk, settings: Settings
) -> None:
    async with bot(settings, desk.app.now) as app:
        other = Desk(app, Screen())
        app.sender.join(other.screen)
        first, second = await desk.form(PRIYA, "2.3"), await other.form(CLAIRE, "2.3")
        await asyncio.gather(
            desk.press(PRIYA, button(first, "Save"), filled(first, status="amber")),
            other.press(CLAIRE, button(second, "Save"), filled(second, status="red")),
        )
    now = await desk.action("2.3")
    made = [one for one in (await desk.plan()).recent if one.subject == now.id and one.recorded == desk.app.now()]
    assert len(made) == 1
    notices = [card_of(screen.last).notice for screen in (desk.screen, other.screen)]
    assert [one is not None and "has changed since" in one.text for one in notices].count(True) == 1


async def test_undo_pressed_twice_undoes_once(desk: Desk) -> None:
    await desk.say(PRIYA, "2.3 red, no room")
    said = desk.screen.last
    for _ in range(2):
        await desk.press(PRIYA, button(said, "Undo"))
    assert (await desk.action("2.3")).status is Status.GREEN
    assert desk.screen.last.text == "That has been taken back already."
    assert len(desk.screen.shown) == 1


async def test_an_answer_pressed_twice_leaves_what_was_done(desk: Desk) -> None:
    asked = await desk.say(PRIYA, "2.3 amber or red, hard to say")
    mine = list(desk.screen.shown)[-1]
    for _ in range(2):
        await desk.press(PRIYA, button(asked, "At risk"), on=mine)
    assert [one.label for one in card_of(desk.screen.shown[mine]).buttons] == ["Undo"]
    assert desk.screen.last.text == "That has been answered already."


async def test_the_buttons_of_a_question_that_was_left_open_go_when_one_is_pressed(desk: Desk) -> None:
    asked = await desk.say(PRIYA, "2.3 amber or red, hard to say")
    mine = list(desk.screen.shown)[-1]
    await desk.say(PRIYA, "my actions")
    before = await desk.action("2.3")
    await desk.press(PRIYA, button(asked, "At risk"), on=mine)
    assert await desk.action("2.3") == before
    assert desk.screen.shown[mine].text.startswith("That question has been answered or has lapsed")
    assert card_of(desk.screen.shown[mine]).buttons == ()


async def test_an_old_question_s_no_leaves_the_new_question_open(desk: Desk) -> None:
    old = await desk.say(PRIYA, "2.3 amber or red, hard to say")
    mine = list(desk.screen.shown)[-1]
    await desk.say(PRIYA, "1 amber or red, hard to say")
    await desk.press(PRIYA, button(old, "Cancel"), on=mine)
    await desk.say(PRIYA, "red")
    assert (await desk.action("1")).status is Status.RED


async def test_a_card_of_very_long_ago_is_not_acted_upon(desk: Desk) -> None:
    listed = await desk.say(PRIYA, "my actions")
    mine = list(desk.screen.shown)[-1]
    await much_is_said(desk, "4")
    await desk.press(PRIYA, button(listed, "Done", "2.3"), on=mine)
    assert (await desk.action("2.3")).status is Status.GREEN
    assert desk.screen.shown[mine].text.startswith("This card is old, and nothing was recorded.")


async def test_an_undo_reaches_over_whatever_others_have_said_in_a_week(desk: Desk) -> None:
    await desk.say(PRIYA, "2.3 amber")
    await much_is_said(desk, "4")
    assert (await desk.say(PRIYA, "undo")).text.startswith("Taken back. 2.3: back to On track.")
    assert (await desk.action("2.3")).status is Status.GREEN


async def much_is_said(desk: Desk, ref: str) -> None:
    """More about one action than a plan remembers of its recent changes."""
    plan, action = await desk.plan(), await desk.action(ref)
    drafts = [Draft(ChangeKind.UPDATE, action.id, words={"note": f"note {n}"}) for n in range(MOST_RECENT + 1)]
    stamp = Stamp(desk.app.now(), desk.app.now().date(), 1, "test", "much")
    await desk.app.store.flush(
        Work("local", desk.app.now(), (Recorded(plan.id, plan.number, number(plan, drafts, stamp)),))
    )


# --- forms that cannot be saved -----------------------------------------------------------------------------------


async def test_closing_without_a_reason_gives_the_form_back_with_the_field_to_fill(desk: Desk) -> None:
    form = await desk.form(PRIYA, "2.3")
    await desk.press(PRIYA, button(form, "Save"), filled(form, status="closed"))
    status, note, _ = card_of(desk.screen.last).inputs
    assert status.value == "closed"
    assert (note.required, note.error) == (True, "Closing needs its reason, and who agreed to it.")
    again = desk.screen.last
    await desk.press(PRIYA, button(again, "Save"), filled(again, note="no longer needed, agreed by Cabinet"))
    assert (await desk.action("2.3")).status is Status.CLOSED
    assert len(desk.screen.shown) == 1


async def test_a_form_saved_as_it_was_records_nothing_and_says_so(desk: Desk) -> None:
    before = await desk.plan()
    form = await desk.form(PRIYA, "2.3")
    await desk.press(PRIYA, button(form, "Save"), filled(form))
    notice = card_of(desk.screen.last).notice
    assert notice is not None
    assert notice.text == "Nothing in the form was different, so nothing was recorded."
    assert await desk.plan() == before


async def test_a_step_that_is_done_is_marked_with_the_note(desk: Desk) -> None:
    """The example has no steps; the plan of the dialogs' own tests has."""
    from tests.dialogs.talk import Talk

    talk = Talk()
    outcome = await talk.say("Rhys Bevan", "update", press=Payload(act="form", plan=1, action=talk.action("2").id))
    assert outcome.reply is not None
    step = card_of(outcome.reply).inputs[-1]
    assert (step.id, [one.value for one in step.choices]) == ("step", ["1", "2"])
