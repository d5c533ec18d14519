"""What is worth a second look is listed with the file, for whoever answers for the plan, and nothing is altered."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dialogs.reports import RENDERERS
from dialogs.reports.contradictions import better_without_a_word
from dialogs.reports.report import Report, report
from dialogs.reports.second_look import Why, second_look, told
from dialogs.reports.sensitive import About
from storage.people import Directory, Person
from storage.plan import Action, Plan, Recommendation, Step, Update
from storage.status import Status
from storage.timescale import Kind, Timescale
from tests.dialogs.talk import TODAY, Talk
from tests.reports.test_figures_agree import unpacked

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


def test_a_better_colour_than_the_document_s_is_one_too() -> None:
    """Before: what the document had rated did not count."""
    green = said(1, None, status=Status.GREEN)
    document = Action(2, 1, "1", "Find the land", came=Status.RED, status=Status.GREEN, updates=(green,))
    assert better_without_a_word(document)
    assert better_without_a_word(replace(document, updates=(green, said(2, "No change"))))
    assert not better_without_a_word(replace(document, came=Status.COMPLETE))
    assert not better_without_a_word(replace(document, updates=(green, said(2, "the land is ours"))))


async def test_the_colour_that_the_document_brought_is_kept() -> None:
    talk = Talk()
    before = talk.plans[1].find("1.1")[0]
    await talk.say("Leila Okoro", "update", talk.meant("1.1", status="complete"))
    assert talk.plans[1].find("1.1")[0].came is before.status is not Status.COMPLETE


def odd(**action: Any) -> Report:
    actions = {at: Action(at, 1, f"1.{at - 1}", "Find the land", **action) for at in (2, 3)}
    plan = Plan("o", 1, code="O", recommendations={1: Recommendation(1, "1", "House", actions=(2, 3))}, actions=actions)
    return report(plan, None, Directory(), TODAY)


def test_every_contradiction_of_an_action_is_told_and_each_kind_once() -> None:
    better = (said(1, None, status=Status.GREEN),)
    late = odd(came=Status.RED, status=Status.GREEN, timescale=SUMMER, updates=better)
    assert told(late) == [
        "1.1, 1.2 are rated green and are overdue.",
        "1.1, 1.2 have a better colour than before, and no word of why.",
    ]
    complete = (said(1, None, status=Status.COMPLETE),)
    both = SUMMER.model_copy(update={"parts": (SUMMER, NEXT)})
    assert told(
        odd(came=Status.RED, status=Status.COMPLETE, steps=(Step("Survey"),), timescale=both, updates=complete)
    ) == [
        "1.1, 1.2 are complete, and steps of them are not.",
        "1.1, 1.2 are complete, and dates of them are still to come.",
        "1.1, 1.2 have a better colour than before, and no word of why.",
    ]


@pytest.mark.parametrize("name", ["text", "markdown", "html", "docx", "xlsx"])
def test_an_internal_report_says_them_all_in_every_format(name: str) -> None:
    better = (said(1, None, status=Status.GREEN),)
    one = odd(came=Status.RED, status=Status.GREEN, timescale=SUMMER, updates=better)
    for line in told(one):
        assert line.encode() in unpacked(RENDERERS[name](replace(one, audience="internal"))), line
        assert line.encode() not in unpacked(RENDERERS[name](one)), line


def test_a_note_is_listed_under_everything_that_it_may_speak_of() -> None:
    """Before: under what weighs most, so that whoever took that out sent the rest."""
    assert [look.about for look in second_look(several("Jo is off sick. Their bid is the lowest."))] == [
        About.HEALTH,
        About.AWARD,
    ]


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


def several(*notes: str, texts: dict[int, str] | None = None) -> Report:
    """A plan in which each action has one note; the first is Ann Lee's."""
    actions = {
        at: Action(at, 1, f"1.{at - 1}", "Find the land", owners=(1,) if at == 2 else (), updates=(said(1, note),))
        for at, note in enumerate(notes, start=2)
    }
    plan = Plan(
        "o", 1, code="O", recommendations={1: Recommendation(1, "1", "House", actions=tuple(actions))}, actions=actions
    )
    people = Directory(1, {1: Person(1, "Ann Lee"), 2: Person(2, "Xanthe Bell")})
    return report(plan, None, people, TODAY, texts=texts)


def test_notes_of_one_kind_are_told_together() -> None:
    assert told(several("Jo is off sick", "their bid is the lowest", "off sick", "he is ill", "two off sick")) == [
        "May speak of somebody’s health or leave: 1.1 “Jo is off sick”; 1.3 “off sick”; 1.4 “he is ill”; also 1.5.",
        "May speak of tenders or bids before they are decided: 1.2 “their bid is the lowest”.",
    ]


def test_of_a_long_note_the_part_is_quoted_that_says_so() -> None:
    note = f"{'The panel met and agreed its work for the year. ' * 3}The planner is off sick. {'More is to come. ' * 9}"
    (line,) = told(several(note))
    assert "1.1 “…" in line and "The planner is off sick" in line


def test_people_are_listed_who_do_not_stand_in_the_plan() -> None:
    assert told(several("Ann Lee wrote it", "Xanthe and Gareth Pugh wrote it")) == [
        "Names people who do not stand in the plan: 1.2 (Xanthe, Gareth Pugh)."
    ]


def test_of_a_return_the_wording_is_looked_at_that_is_printed() -> None:
    one = several("Jo is off sick", "all is well", texts={2: "Delayed by absence.", 3: "The vendor wants £40,000."})
    assert [(look.ref, look.about) for look in second_look(one)] == [("1.2", About.PRICE)]


async def test_it_is_told_with_the_file_to_whoever_answers_for_the_plan() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", note="Ben is off sick"))
    words = await summary_as_word(talk, "Leila Okoro")
    assert "Worth a second look before it goes out; nothing was altered:" in words
    assert "- May speak of somebody’s health or leave: 1.1 “Ben is off sick”." in words
    assert "second look" not in await summary_as_word(talk, "Priya Shah")


async def summary_as_word(talk: Talk, who: str) -> str:
    outcome = await talk.say(who, "summary", filter={"format": "docx"})
    assert outcome.reply is not None
    return outcome.reply.text
