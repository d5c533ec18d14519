"""One action in full, a recommendation with its actions, and what is not there."""

from datetime import date

import pytest

from storage.timescale import Kind, Timescale
from tests.dialogs.talk import JULY, Talk


async def test_one_action_is_shown_with_everything_that_is_known() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY, note="consultant left"))
    assert await talk.text("Tom Reed", "show", filter={"action": "1.1"}) == (
        "1.1: Write a plan for ten years\n"
        "Recommendation: 1 Plan further ahead\n"
        "Owners: Priya Shah\n"
        "Sponsor: Ian Marsh\n"
        "Due: July 2027 (first 30 September 2026, moved once)\n"
        "Status: ● On track\n"
        "Last update: 23 November 2026, Priya Shah: consultant left\n"
        "Measure: The plan is agreed by Cabinet"
    )


async def test_a_season_is_shown_with_our_reading_and_a_board_with_who_answers_for_it() -> None:
    talk = Talk()
    shown = await talk.text("Tom Reed", "show", filter={"action": "2"})
    assert "Due: Spring 2027 (to 31 May 2027)" in shown
    assert "Steps: ○ Count it; ○ Bank it" in shown
    assert "Owners: Housing Board (Ian Marsh)" in await talk.text("Tom Reed", "show", filter={"action": "3.1"})


async def test_a_recommendation_is_shown_with_its_actions() -> None:
    text = await Talk().text("Tom Reed", "show", filter={"action": "1"})
    assert text.splitlines()[:2] == ["1: Plan further ahead", "Recommendation 1 has 2 actions."]
    assert [line.split("  ")[0] for line in text.splitlines()[2:]] == ["1.1", "1.2"]


async def test_an_action_can_be_seen_as_it_stood() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", status="complete"))
    outcome = await talk.say("Tom Reed", "show", filter={"action": "1.1", "as_at": "2026-09-30"})
    assert outcome.reply.text.startswith("As at 30 September 2026.\n1.1: Write")
    assert "Status: ● On track" in outcome.reply.text
    assert outcome.reply.card is not None and outcome.reply.card.buttons == ()


async def test_a_number_that_is_not_there_is_met_with_those_that_are() -> None:
    assert await Talk().text("Tom Reed", "show", filter={"action": "99"}) == (
        "I could not find 99 in OAK25. Its numbers run from 1 to 4."
    )


async def test_a_number_that_two_plans_have_is_asked_about() -> None:
    outcome = await Talk("oak.yaml", "elm.yaml").say("Tom Reed", "show", filter={"action": "2"})
    assert outcome.reply.text == "In which plan?\n1. OAK25  Save a little each year\n2. ELM24  Show them"


@pytest.mark.parametrize("intent", ["show", "list", "summary"])
async def test_before_the_plan_was_there_nothing_was_recorded(intent: str) -> None:
    wanted = {"as_at": "2020-01-01"} | ({"action": "1.1"} if intent == "show" else {})
    text = await Talk().text("Tom Reed", intent, filter=wanted)
    assert text == "Nothing was recorded here by 1 January 2020."


async def test_a_number_that_is_not_there_is_no_question_of_which() -> None:
    text = await Talk().text("Tom Reed", "show", filter={"action": "99"}, asks="which_action")
    assert text == "I could not find 99 in OAK25. Its numbers run from 1 to 4."  # before: "Which action do you mean?"


async def test_an_update_without_a_note_says_what_it_changed() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY))
    shown = await talk.text("Tom Reed", "show", filter={"action": "1.1"})
    assert "Last update: 23 November 2026, Priya Shah: a new date" in shown  # before: "details changed"
    handed = talk.meant("2", owners=["Priya Shah"], owner_ids=[talk.id("Priya Shah")])
    await talk.say("Tom Reed", "assign", handed)
    assert "Tom Reed: handed over" in await talk.text("Tom Reed", "show", filter={"action": "2"})


async def test_our_reading_and_the_first_date_stand_in_one_bracket() -> None:
    talk = Talk()
    quarter = Timescale(text="Q4 2026/27", kind=Kind.PERIOD, start=date(2027, 1, 1), end=date(2027, 3, 31))
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=quarter.end, timescale=quarter))
    shown = await talk.text("Tom Reed", "show", filter={"action": "1.1"})
    assert "Due: Q4 2026/27 (to 31 March 2027; first 30 September 2026, moved once)" in shown


async def test_a_date_that_somebody_typed_in_small_letters_is_written_as_a_date() -> None:
    talk = Talk()
    typed = Timescale(text="31 july 2027", kind=Kind.DATE, end=date(2027, 7, 31))
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=typed.end, timescale=typed))
    shown = await talk.text("Tom Reed", "show", filter={"action": "1.1"})
    assert "Due: 31 July 2027 (first 30 September 2026, moved once)" in shown
