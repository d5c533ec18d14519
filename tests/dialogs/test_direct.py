"""A question about one action is answered first; its card follows."""

from typing import Any

import pytest

from tests.dialogs.talk import JULY, Talk


async def first(talk: Talk, text: str, ref: str, **meant: Any) -> str:
    said = await talk.text("Tom Reed", "show", text=text, filter={"action": ref}, **meant)
    return said.splitlines()[0]


@pytest.mark.parametrize(
    ("text", "ref", "answer"),
    [
        ("when is 2 due?", "2", "Spring 2027 (to 31 May 2027)."),
        ("whats the deadline for 3.1", "3.1", "March 2026, overdue by 7 months."),
        ("when is 4 due", "4", "June 2026. It is Complete."),
        ("when is 3.2 due", "3.2", "On-going."),
        ("how late is 3.1", "3.1", "March 2026, overdue by 7 months."),
        ("who owns 1.2", "1.2", "Priya Shah and Rhys Bevan."),
        ("who’s on 3.1", "3.1", "Housing Board (Ian Marsh)."),
        ("who is on 3.2", "3.2", "Nobody is named for it."),
        ("who is the sponsor of 1.1", "1.1", "Ian Marsh."),
        ("who is the sponsor of 2", "2", "No sponsor is named for it."),
        ("is 3.1 late?", "3.1", "Yes: overdue by 7 months. It was due March 2026."),
        ("is 2 overdue?", "2", "No: due Spring 2027 (to 31 May 2027)."),
        ("is 4 late", "4", "It is Complete."),
        ("is 3.2 late", "3.2", "No: it has no date that can be missed (On-going)."),
        ("has 2 moved", "2", "No: Spring 2027 (to 31 May 2027)."),
        ("how is 3.1 doing", "3.1", "Delayed, overdue by 7 months."),
        ("where are we with 3.3", "3.3", "Not rated."),
        ("how is 1.1 measured", "1.1", "The plan is agreed by Cabinet."),
        ("what's the measure for 2", "2", "No measure is given for it."),
        ("what decision does 2 wait for", "2", "No decision is waiting."),
    ],
)
async def test_the_answer_comes_before_the_card(text: str, ref: str, answer: str) -> None:
    assert await first(Talk(), text, ref) == answer


@pytest.mark.parametrize(
    ("status", "ref", "answer"),
    [
        ("green", "1.1", "Yes: On track, overdue by 54 days."),
        ("red", "1.2", "No: Not started."),
        ("in_progress", "2", "Yes: Some concern."),
        ("green", "4", "It is Complete."),
        ("complete", "4", "Yes: Complete."),
        ("closed", "4", "No: Complete."),
    ],
)
async def test_whether_it_has_a_status_is_answered_with_yes_or_no(status: str, ref: str, answer: str) -> None:
    assert await first(Talk(), "is it?", ref, args={"status": status}) == answer


async def test_a_moved_date_is_no_lateness_and_is_told() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY))
    late = await first(talk, "is 1.1 late?", "1.1")
    assert late == "Not against its present date, July 2027, but it is past its first, 30 September 2026."
    assert await first(talk, "has 1.1 moved?", "1.1") == "Yes: July 2027 (first 30 September 2026, moved once)."


async def test_who_only_wants_to_see_it_sees_it() -> None:
    outcome = await Talk().say("Tom Reed", "show", text="show 2", filter={"action": "2"})
    assert outcome.reply.text.startswith("2: Save a little each year\n")


async def test_a_card_is_headed_by_the_answer() -> None:
    outcome = await Talk().say("Tom Reed", "show", text="when is 2 due", filter={"action": "2"})
    assert outcome.reply.card is not None
    assert outcome.reply.card.heading == "Spring 2027 (to 31 May 2027)."
    assert outcome.reply.card.intro == "2 · Save a little each year"


async def test_the_answer_is_as_at_the_day_that_was_asked_for() -> None:
    talk = Talk()
    said = await talk.text("Tom Reed", "show", text="was 3.1 late?", filter={"action": "3.1", "as_at": "2026-04-10"})
    assert said.splitlines()[:2] == ["As at 10 April 2026.", "Yes: overdue by 10 days. It was due March 2026."]
