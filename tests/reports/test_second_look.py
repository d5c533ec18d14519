"""What is worth a second look is listed with the file, for whoever answers for the plan, and nothing is altered."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dialogs.reports.report import report
from dialogs.reports.second_look import Why, second_look
from storage.people import Directory
from storage.plan import Action, Plan, Recommendation, Step, Update
from storage.status import Status
from storage.timescale import Kind, Timescale
from tests.dialogs.talk import TODAY, Talk

SUMMER = Timescale(text="Summer 2026", kind=Kind.PERIOD, start=date(2026, 6, 1), end=date(2026, 8, 31))
NEXT = Timescale(text="March 2027", kind=Kind.PERIOD, start=date(2027, 3, 1), end=date(2027, 3, 31))


def said(sequence: int, note: str | None, **more: Any) -> Update:
    return Update(sequence, date(2026, 11, sequence), None, 1, note, **more)  # type: ignore[arg-type]  # the hour is not told


def found(**action: Any) -> list[Why]:
    one = Action(2, 1, "1", "Find the land", **action)
    plan = Plan(
        "oakvale", 1, code="OAK25", recommendations={1: Recommendation(1, "1", "House", actions=(2,))}, actions={2: one}
    )
    return [look.why for look in second_look(report(plan, None, Directory(), TODAY))]


def test_green_while_overdue() -> None:
    assert found(status=Status.GREEN, timescale=SUMMER) == [Why.LATE_AND_GREEN]
    assert found(status=Status.AMBER, timescale=SUMMER) == []
    assert found(status=Status.GREEN, timescale=NEXT) == []


def test_complete_with_open_steps_or_later_dates() -> None:
    steps = (Step("Survey", done=True), Step("Build"))
    assert found(status=Status.COMPLETE, steps=steps) == [Why.OPEN_STEPS]
    both = SUMMER.model_copy(update={"parts": (SUMMER, NEXT)})
    assert found(status=Status.COMPLETE, timescale=both) == [Why.LATER_DATES]
    assert found(status=Status.GREEN, steps=steps) == []


def test_a_better_colour_without_a_word_of_why() -> None:
    red, amber = said(1, None, status=Status.RED), said(2, None, status=Status.AMBER)
    assert found(status=Status.AMBER, updates=(red, amber)) == [Why.NO_REASON]
    assert found(status=Status.AMBER, updates=(red, replace(amber, note="the land is ours"))) == []
    assert found(status=Status.AMBER, updates=(red, amber, said(3, "the land is ours"))) == []
    assert found(status=Status.RED, updates=(replace(amber, sequence=1), replace(red, sequence=2))) == []


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("Jo is off sick until March", [Why.PERSONAL]),
        ("waiting for the outcome of a grievance", [Why.PERSONAL]),
        ("their bid is the lowest", [Why.COMMERCIAL]),
        ("the seller was offered £40,000", [Why.COMMERCIAL]),
        ("sickness absence policy adopted", []),  # a policy, and nobody in it
        ("the hospitality trade was asked", []),
        ("the plan was published", []),
    ],
)
def test_words_that_may_not_be_for_everybody(note: str, why: list[Why]) -> None:
    assert found(updates=(said(1, note),)) == why
    assert found(updates=(said(1, note, internal=True),)) == []


async def test_it_is_told_with_the_file_to_whoever_answers_for_the_plan() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", note="Ben is off sick"))
    told = await summary_as_word(talk, "Leila Okoro")
    assert "Worth a second look before it goes out; nothing was altered:" in told
    assert "- 1.1 may speak of a person’s affairs: “Ben is off sick”" in told
    assert "second look" not in await summary_as_word(talk, "Priya Shah")


async def summary_as_word(talk: Talk, who: str) -> str:
    outcome = await talk.say(who, "summary", filter={"format": "docx"})
    assert outcome.reply is not None
    return outcome.reply.text
