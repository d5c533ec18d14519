"""A message that is edited or deleted after it was heard: through the router, over a real database."""

import random
import shutil
from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from dialogs.message import MessageKind, Place
from storage.plan import Action
from storage.returns import PutReturn, ReturnEvent, ReturnKind
from storage.status import Status
from storage.work import Work
from tests.support.house import House, opened

PRIYA, LEILA = "Priya Nair", "Leila Okafor"
SAME = [
    "2.3 red, no trainer ",
    "2.3 Red, no trainer",
    "2.3 red: no trainer",
]  # the words differ, what they say does not


@pytest.fixture
async def house(example_database: Path, tmp_path: Path) -> AsyncIterator[House]:
    database = tmp_path / "edited.db"
    shutil.copy(example_database, database)
    async with opened(database, (PRIYA, LEILA)) as house:
        yield house


async def said(house: House, text: str) -> str:
    """The id of something that Priya said."""
    await house.say(PRIYA, text)
    return house.said[-1]


async def test_an_edit_corrects_what_the_message_recorded(house: House) -> None:
    about = await said(house, "2.3 red, no trainer")
    assert (
        await house.edit(PRIYA, about, "2.3 amber, no trainer")
        == "Corrected as you edited it. 2.3: Off track → At risk."
    )
    action = await house.action("2.3")
    assert (action.status, action.updates[-1].note) == (Status.AMBER, "no trainer")
    assert sum(one.note == "no trainer" for one in action.updates) == 1


async def freeze(house: House, as_at: date) -> None:
    """A return of the plan that was opened an hour ago and is frozen now."""
    leila = (await house.app.store.directory("local")).named(LEILA)
    assert leila is not None
    made = [
        ReturnEvent(1, "Q3 2026/27", number, kind, leila.id, house.clock() - ago, {"as_at": as_at.isoformat()})
        for number, kind, ago in ((1, ReturnKind.OPENED, timedelta(hours=1)), (2, ReturnKind.FROZEN, timedelta()))
    ]
    await house.app.store.flush(Work("local", house.clock(), (PutReturn(tuple(made)),)))


async def test_an_edit_does_not_change_what_a_return_was_frozen_with(house: House) -> None:
    about = await said(house, "2.3 red, no trainer")
    await freeze(house, house.clock().date())
    house.clock.moment += timedelta(minutes=1)
    assert await house.edit(PRIYA, about, "2.3 amber, no trainer") == (
        "You edited your message; what I recorded of it stands. The Q3 2026/27 return of CPC26 is frozen with it. Say "
        "what holds now as a new message; the return itself is put right by your performance officer."
    )
    assert (await house.action("2.3")).status is Status.RED


async def test_a_deletion_asks_nothing_of_what_a_return_was_frozen_with(house: House) -> None:
    about = await said(house, "2.3 red, no trainer")
    await freeze(house, house.clock().date())
    answer = await house.delete(PRIYA, about)
    assert "is frozen with it" in answer
    assert "Shall I" not in answer


async def test_what_was_said_after_the_freeze_is_corrected(house: House) -> None:
    await freeze(house, house.clock().date())
    house.clock.moment += timedelta(minutes=1)
    about = await said(house, "2.3 red, no trainer")
    assert (await house.edit(PRIYA, about, "2.3 amber, no trainer")).startswith("Corrected as you edited it.")


async def test_what_the_edit_does_not_say_any_more_is_taken_back(house: House) -> None:
    before = await house.action("2.3")
    about = await said(house, "2.3 red, due July 2027, no trainer")
    assert await house.edit(PRIYA, about, "2.3 no trainer at all") == (
        "Corrected as you edited it. 2.3: Off track → On track · due July 2027 → Autumn 2026"
        " · the note now says “no trainer at all”."
    )
    after = await house.action("2.3")
    assert (after.status, after.timescale, after.moves) == (before.status, before.timescale, before.moves)


TEXTS = [
    "2.3 red, no trainer",
    "2.3 green",
    "2.3 amber, due July 2027, the trainer is late",
    "2.3 complete",
    "2.3 no change",
    "2.3 and 7.2 red",
    "2.3 needs Cabinet to decide on the money",
    "7.2 amber, due end of March",
    "2.3 due December 2026\n7.2 internal: the landlord is in dispute",
]


@pytest.mark.parametrize("seed", range(4))
async def test_however_often_a_message_is_edited_what_stands_is_what_it_says_at_last(
    house: House, example_database: Path, tmp_path: Path, seed: int
) -> None:
    texts = random.Random(seed).choices(TEXTS, k=7)  # noqa: S311  # which texts are tried, not a secret
    await house.say(LEILA, texts[0])
    about = house.said[-1]
    for text in texts[1:]:
        await house.edit(LEILA, about, text)
    shutil.copy(example_database, tmp_path / "once.db")
    async with opened(tmp_path / "once.db", (LEILA,)) as once:
        await once.say(LEILA, texts[-1])
        for ref in ("2.3", "7.2"):
            assert stands(await house.action(ref)) == stands(await once.action(ref)), texts


def stands(action: Action) -> dict[str, object]:
    """An action without what tells when it became so."""
    updates = [(one.effective, one.note, one.internal, one.status, one.speaker) for one in action.updates]
    return {**asdict(action), "updates": updates, "set_on": None, "deadlines": None}


async def test_an_edit_that_names_another_action_moves_the_update_there(house: House) -> None:
    await house.say(LEILA, "2.3 red")
    about = house.said[-1]
    answer = await house.edit(LEILA, about, "2.1 red")
    assert answer == "Corrected as you edited it. 2.1: Complete → Off track.\n2.3: back to On track."


async def test_of_several_actions_only_those_are_read_back_that_the_edit_changes(house: House) -> None:
    await house.say(LEILA, "2.3 red\n7.2 amber\n1 green")
    answer = await house.edit(LEILA, house.said[-1], "2.3 red\n7.2 green\n1 green")
    assert answer == "Corrected as you edited it. 7.2: At risk → On track."
    answer = await house.edit(LEILA, house.said[-2], "2.3 red\n1 green")
    assert answer == "Corrected as you edited it. 7.2: back to Off track."


@pytest.mark.parametrize("text", ["2.3 red, no trainer", *SAME])
async def test_an_edit_that_changes_nothing_says_nothing(house: House, text: str) -> None:
    about = await said(house, "2.3 red, no trainer")
    before = await house.action("2.3")
    assert await house.edit(PRIYA, about, text) == ""
    assert await house.action("2.3") == before


async def test_an_edit_is_one_change_set_and_one_undo(house: House) -> None:
    about = await said(house, "2.3 red, no trainer")
    await house.edit(PRIYA, about, "2.3 amber, no trainer")
    assert await house.say(PRIYA, "undo") == "Taken back. 2.3: back to Off track."


async def test_an_edit_of_an_edit_corrects_what_stands(house: House) -> None:
    before = len((await house.action("2.3")).updates)
    about = await said(house, "2.3 red")
    await house.edit(PRIYA, about, "2.3 amber")
    assert await house.edit(PRIYA, about, "2.3 red") == "Corrected as you edited it. 2.3: At risk → Off track."
    assert len((await house.action("2.3")).updates) == before + 1


async def test_an_edit_after_a_correction_in_words_is_compared_with_the_correction(house: House) -> None:
    about = await said(house, "2.3 red")
    await house.say(PRIYA, "sorry, meant amber")
    assert await house.edit(PRIYA, about, "2.3 amber") == ""
    assert await house.edit(PRIYA, about, "2.3 green") == "Corrected as you edited it. 2.3: At risk → On track."


async def test_an_edit_is_read_and_counts_as_of_the_day_the_message_was_said(house: House) -> None:
    about = await said(house, "2.3 red, due next Friday")
    house.clock.moment += timedelta(days=3)
    await house.edit(PRIYA, about, "2.3 amber, due next Friday")
    action = await house.action("2.3")
    assert action.due == date(2026, 12, 4), "the Friday after Monday 23 November"
    assert action.updates[-1].effective == date(2026, 11, 23)
    then = await house.app.store.as_at("local", 1, date(2026, 11, 23))
    assert then.find("2.3")[0].status is Status.AMBER


async def test_an_edit_is_refused_where_somebody_has_changed_the_action_since(house: House) -> None:
    about = await said(house, "2.3 amber, with news")
    await house.say(LEILA, "2.3 red")
    before = await house.action("2.3")
    answer = await house.edit(PRIYA, about, "2.3 green, with news")
    assert answer.startswith("You edited your message; what I recorded of it stands.")
    assert "Leila Okafor has changed 2.3 since" in answer
    assert await house.action("2.3") == before


async def test_an_edit_to_what_its_writer_may_not_change_leaves_everything_as_it_was(house: House) -> None:
    about = await said(house, "2.3 red")
    answer = await house.edit(PRIYA, about, "7.2 red")
    assert "Only the owner of 7.2" in answer
    assert (await house.action("2.3")).status is Status.RED


async def test_an_edit_that_could_mean_several_things_changes_nothing_and_says_so(house: House) -> None:
    about = await said(house, "2.3 red")
    answer = await house.edit(PRIYA, about, "all of mine amber")
    assert "I could not tell what it should be now." in answer
    assert (await house.action("2.3")).status is Status.RED


async def test_an_edit_that_takes_the_news_out_asks_whether_to_keep_it(house: House) -> None:
    about = await said(house, "2.3 red")
    answer = await house.edit(PRIYA, about, "ignore me")
    assert answer.endswith("still stands: 2.3 (Off track). Shall I take it back?")
    assert await house.say(PRIYA, "yes") == "Taken back. 2.3: back to On track."


async def test_a_message_that_was_not_understood_is_answered_once_it_is(house: House) -> None:
    about = await said(house, "wats xyzzy overdew")
    assert (await house.edit(PRIYA, about, "what's overdue")).startswith("4 overdue")


async def test_a_question_edited_into_news_is_news(house: House) -> None:
    about = await said(house, "what's overdue")
    assert await house.edit(PRIYA, about, "what's overdue?") == ""
    assert await house.edit(PRIYA, about, "2.3 red") == "2.3: On track → Off track."
    assert await house.edit(PRIYA, about, "2.3 amber") == "Corrected as you edited it. 2.3: Off track → At risk."


async def test_a_schedule_or_a_handing_over_is_put_right_by_an_edit_too(house: House) -> None:
    await house.say(LEILA, "post a summary here every Monday at 9")
    answer = await house.edit(LEILA, house.said[-1], "post a summary here every Tuesday at 9")
    assert answer.startswith("Every Tuesday at 9:00") and "takes the place of" in answer
    await house.say(LEILA, "assign 2.3 to Gareth Pritchard")
    answer = await house.edit(LEILA, house.said[-1], "assign 2.3 to Dan Whitlock")
    assert answer == "Corrected as you edited it. 2.3: Gareth Pritchard → Dan Whitlock."


async def test_a_correction_in_words_is_itself_put_right_by_an_edit(house: House) -> None:
    await said(house, "2.3 red, no trainer")
    about = await said(house, "sorry, meant amber")
    assert (
        await house.edit(PRIYA, about, "sorry, meant green") == "Corrected as you edited it. 2.3: At risk → On track."
    )
    assert (await house.action("2.3")).updates[-1].note == "no trainer"


@pytest.mark.parametrize(("text", "again"), [("undo", "undo that"), ("yes", "yes please"), ("thanks", "thanks a lot")])
async def test_a_word_of_the_conversation_is_not_done_again_because_it_is_edited(
    house: House, text: str, again: str
) -> None:
    await said(house, "2.3 red")
    await said(house, "all of mine green")
    about = await said(house, text)
    before = await house.action("2.3")
    assert await house.edit(PRIYA, about, again) == ""
    assert await house.action("2.3") == before


async def test_whose_words_they_are_is_put_right_too(house: House) -> None:
    await house.say(LEILA, "2.3 red")
    about = house.said[-1]
    assert await house.edit(LEILA, about, "from Tom Ashworth: 2.3 red") == (
        "Corrected as you edited it. 2.3: said by Tom Ashworth."
    )
    assert await house.edit(LEILA, about, "2.3 red") == "Corrected as you edited it. 2.3: said by Leila Okafor."
    assert await house.edit(LEILA, about, "2.3 red.") == ""


async def test_what_was_said_of_a_decision_is_taken_back_with_the_words(house: House) -> None:
    about = await said(house, "2.3 red, needs Cabinet to decide on the money")
    assert (await house.action("2.3")).decision
    answer = await house.edit(PRIYA, about, "2.3 red")
    assert "decision no longer needed" in answer
    assert (await house.action("2.3")).decision is None


async def test_a_message_that_first_names_the_bot_in_its_edit_is_new(house: House) -> None:
    assert await house.edit(PRIYA, "never heard", "2.3 red") == "2.3: On track → Off track."


async def test_news_edited_into_an_old_message_is_not_recorded_and_that_is_said(house: House) -> None:
    about = await said(house, "what's overdue")
    house.clock.moment += timedelta(days=8)
    answer = await house.edit(PRIYA, about, "2.3 red")
    assert answer.startswith("That message is of 23 November 2026, so I have not recorded its edit.")
    assert (await house.action("2.3")).status is Status.GREEN


async def test_an_open_question_stays_open_through_an_edit(house: House) -> None:
    about = await said(house, "2.3 red")
    await house.say(PRIYA, "all of mine green")
    await house.edit(PRIYA, about, "2.3 amber")
    assert "Taken" not in (answer := await house.say(PRIYA, "yes"))
    assert "→ On track" in answer


async def test_a_redelivered_edit_takes_effect_once(house: House) -> None:
    about = await said(house, "2.3 red")
    await house.edit(PRIYA, about, "2.3 amber", id="edit")
    changes = len((await house.app.store.plans("local"))[1].recent)
    await house.edit(PRIYA, about, "2.3 amber", id="edit")
    assert len((await house.app.store.plans("local"))[1].recent) == changes


async def test_a_deleted_message_that_changed_the_plan_is_asked_about(house: House) -> None:
    about = await said(house, "2.3 red, no trainer")
    (asked,) = await house.replies(PRIYA, "", kind=MessageKind.DELETED, in_reply_to=about)
    assert asked.text == (
        "You deleted a message. What I recorded of it still stands: 2.3 (Off track and a note). Shall I take it back?"
    )
    assert asked.card is not None
    assert [one.label for one in asked.card.buttons] == ["Take it back", "Keep it"]
    assert "no trainer" not in asked.text, "what was deleted is not said again"
    assert (await house.action("2.3")).status is Status.RED, "until it is answered"


@pytest.mark.parametrize("answer", ["yes", "take it back", "undo"])
async def test_it_is_taken_back_where_that_is_said(house: House, answer: str) -> None:
    about = await said(house, "2.3 red, no trainer")
    await said(house, "2.3 another note")
    await house.delete(PRIYA, about)
    assert await house.say(PRIYA, answer) == "Taken back. 2.3: back to On track and note taken back."
    notes = [one.note for one in (await house.action("2.3")).updates]
    assert "another note" in notes and "no trainer" not in notes


@pytest.mark.parametrize("answer", ["no", "keep it", "leave it"])
async def test_it_is_kept_where_that_is_said(house: House, answer: str) -> None:
    about = await said(house, "2.3 red, no trainer")
    await house.delete(PRIYA, about)
    assert await house.say(PRIYA, answer) == "Dropped. Nothing was changed."
    assert (await house.action("2.3")).status is Status.RED


async def test_a_deletion_after_which_somebody_has_built_on_it_is_only_told(house: House) -> None:
    about = await said(house, "2.3 amber")
    await house.say(LEILA, "2.3 red")
    answer = await house.delete(PRIYA, about)
    assert answer.startswith("You deleted a message. What I recorded of it stands: 2.3 (At risk).")
    assert "Shall I" not in answer


async def test_a_deleted_question_is_no_matter(house: House) -> None:
    about = await said(house, "what's overdue")
    assert await house.delete(PRIYA, about) == ""


async def test_an_update_that_was_taken_back_already_is_not_asked_about(house: House) -> None:
    about = await said(house, "2.3 red")
    await house.say(PRIYA, "undo")
    assert await house.delete(PRIYA, about) == ""


async def test_nobody_corrects_another_s_message_by_editing(house: House) -> None:
    about = await said(house, "2.3 red")
    before = await house.action("2.3")
    await house.edit("stranger", about, "2.3 green", conversation=PRIYA)
    assert await house.action("2.3") == before


async def test_in_a_channel_an_edit_is_found_by_its_message_too(house: House) -> None:
    here = {"conversation": "channel", "place": Place.CHANNEL}
    await house.say(PRIYA, "2.3 red", **here)
    answer = await house.edit(PRIYA, house.said[-1], "2.3 amber", **here)
    assert answer == "Corrected as you edited it. 2.3: Off track → At risk."


async def test_an_edited_setting_is_set_as_it_says_now(house: House) -> None:
    await house.say(LEILA, "ask owners every 6 weeks")
    answer = await house.edit(LEILA, house.said[-1], "ask owners every 8 weeks")
    assert answer == "CPC26: silent after 42 days without an update → 56 days without an update."


async def test_a_deleted_setting_is_asked_about_by_its_name(house: House) -> None:
    await house.say(LEILA, "ask owners every 6 weeks")
    assert await house.delete(LEILA, house.said[-1]) == (
        "You deleted a message. What I recorded of it still stands: CPC26 (after how long it is silent). "
        "Shall I take it back?"
    )
    assert (await house.say(LEILA, "yes")).startswith("Taken back. CPC26: silent after 42 days")
