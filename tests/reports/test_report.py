"""The figures: each defined once, each with the refs behind it."""

from collections.abc import Sequence
from datetime import date

import pytest

from dialogs.reports import words
from dialogs.reports.decisions import known_names, whom
from dialogs.reports.direction import Direction
from dialogs.reports.model import Decision, Silence
from dialogs.reports.report import Report, Row, report
from dialogs.weekly import weekly
from storage.plan import Plan
from storage.replay import replay
from storage.status import Status
from tests.dialogs.talk import JULY, TODAY, Talk

SINCE = date(2026, 11, 16)


async def moved() -> Talk:
    """A week in which one action slipped, one was completed, one waits for a decision, and one fell overdue."""
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY, note="The reason"))
    await talk.say("Priya Shah", "update", talk.meant("1.2", status="complete", note="hush", internal=True))
    await talk.say("Rhys Bevan", "update", talk.meant("2", decision="money from Cabinet"))
    early = date(2026, 11, 20)
    await talk.say("Tom Reed", "update", talk.meant("3.3", due=early))
    return talk


def before(talk: Talk) -> Plan:
    return replay("oakvale", 1, talk.plans[1].recent, SINCE)


async def reported() -> Report:
    talk = await moved()
    return report(talk.plans[1], before(talk), talk.directory, TODAY, SINCE)


def refs(rows: Sequence[Row | Decision]) -> list[str]:
    return [row.ref for row in rows]


async def test_every_action_is_counted_once_with_its_change() -> None:
    one = await reported()
    counts = {each.label: (each.number, each.change) for each in one.counts}
    assert counts == {
        "Complete": (2, 1),
        "On track": (2, 0),
        "Some concern": (1, 0),
        "Delayed": (1, 0),
        "Not started": (0, -1),
        "Not rated": (1, 0),
    }
    assert sum(each.number for each in one.counts) == len(one.rows) == 7


async def test_late_is_told_by_the_present_and_by_the_first_date() -> None:
    one = await reported()
    assert refs(one.overdue) == ["3.1", "3.3"]
    assert refs(one.past_first) == ["1.1"]
    assert refs(one.newly_overdue) == ["3.3"]


async def test_gaps_are_listed() -> None:
    one = await reported()
    assert refs(one.no_date) == ["3.2"]
    assert refs(one.no_owner) == ["3.2"]
    assert refs(one.silent) == ["3.1", "3.2"]
    assert refs(one.completed) == ["1.2"]
    assert refs(one.decisions) == ["2"]


async def test_a_complete_action_is_in_no_list_of_what_is_left() -> None:
    one = await reported()
    left = (*one.overdue, *one.past_first, *one.no_date, *one.no_owner, *one.silent, *one.due_next)
    assert not {"1.2", "4"} & set(refs(left))


async def test_each_action_has_a_direction_of_travel() -> None:
    one = await reported()
    ways = {each.ref: each.direction for each in one.travel}
    assert ways == dict.fromkeys(("1.1", "2", "3.1", "3.2", "3.3", "4"), Direction.SAME) | {"1.2": Direction.BETTER}
    (better,) = one.going(Direction.BETTER)
    assert (better.before, better.now, better.words) == (
        Status.NOT_STARTED,
        Status.COMPLETE,
        ("Not started", "Complete"),
    )


async def test_owners_are_silent_who_have_not_spoken_themselves_about_what_they_are_asked() -> None:
    talk = await moved()
    one = report(talk.plans[1], before(talk), talk.directory, TODAY, SINCE, away=[talk.id("Ian Marsh")])
    assert {(each.name, each.refs, each.why) for each in one.silent_owners} == {
        ("Ian Marsh", ("3.1",), Silence.AWAY),  # who answers for the Housing Board
        ("WJ", ("3.3",), Silence.NOBODY),  # Tom Reed spoke of it: that is not WJ's word
    }
    assert (
        words.silent_owners(one)
        == "1 person who is away has said nothing; nobody is known to answer for 1 owner (3.3)."
    )


async def test_a_decision_says_since_when_and_from_whom() -> None:
    (one,) = (await reported()).decisions
    assert (one.ref, one.words, one.since, one.whom) == ("2", "money from Cabinet", TODAY, "Cabinet")


@pytest.mark.parametrize(
    ("said", "whom_"),
    [
        ("need a decision from SMT on whether to re-tender", "SMT"),
        ("Need Cabinet to decide between 30% and 40% by January", "Cabinet"),
        ("need Priya to approve", "Priya Shah"),
        ("SMT must decide", "SMT"),
        ("needs a decision by Cabinet", "Cabinet"),
        ("need a steer from the Authority", "the Authority"),
        ("need the Authority to choose between A and C", "the Authority"),
        ("decision needed from the Housing Board about the land", "Housing Board"),
        ("a decision is needed by 4 December", None),
        ("whether to buy or to rent", None),
    ],
)
def test_from_whom_a_decision_is_needed_is_read_from_its_words(said: str, whom_: str | None) -> None:
    assert whom(said, known_names(Talk().directory)) == whom_


async def test_a_plan_that_was_not_there_before_is_not_compared() -> None:
    talk = Talk()
    one = report(talk.plans[1], replay("oakvale", 1, (), SINCE), talk.directory, TODAY, SINCE)
    assert not one.compared
    assert one.moved == one.completed == one.newly_overdue == ()
    assert all(each.change is None for each in one.counts)


async def test_the_weekly_summary_is_figures_decisions_moves_and_what_is_next() -> None:
    talk = await moved()
    reply = weekly([talk.plans[1]], {1: before(talk)}, talk.directory, TODAY)
    assert reply.text == (
        "Oakvale peer challenge: the week to 23 November 2026\n"
        "7 actions: 2 Complete (+1), 2 On track, 1 Some concern, 1 Delayed, 0 Not started (−1), 1 Not rated.\n"
        "Decisions needed:\n"
        "- 2: money from Cabinet (since 23 November 2026)\n"
        "2 overdue: 3.1, 3.3; 1 more past its first date: 1.1.\n"
        "Newly overdue: 3.3.\n"
        "Newly complete since 16 November 2026: 1.2.\n"
        "Moved since 16 November 2026:\n"
        "- 1.1: due September 2026 → July 2027. “The reason”\n"
        "- 1.2: Not started → Complete\n"
        "- 3.3: due January 2027 → 20 November 2026\n"
        "1 has no date that can be missed; 1 has nobody named; 2 have had no update for over 92 days."
    )
    assert reply.card is not None
    assert sum(one.number for one in reply.card.picture) == 7


async def test_the_weekly_summary_names_no_person_and_shows_no_internal_note() -> None:
    talk = await moved()
    reply = weekly([talk.plans[1]], {1: before(talk)}, talk.directory, TODAY)
    drawn = [
        {**one.model_dump(), "content": ""} for one in reply.files
    ]  # a name stands in the bytes of a picture by chance
    said = f"{reply.model_dump_json(exclude={'files'})} {drawn}"
    assert "hush" not in said
    assert [one.name for one in talk.directory.people.values() if one.name in said] == []


async def test_two_plans_are_one_message_with_a_heading_each() -> None:
    talk = Talk("oak.yaml", "elm.yaml")
    reply = weekly([*talk.plans.values()], {}, talk.directory, TODAY)
    assert [line for line in reply.text.splitlines() if "the week to" in line] == [
        "Oakvale peer challenge: the week to 23 November 2026",
        "Elmstead audit: the week to 23 November 2026",
    ]
    assert reply.card is not None
    assert sum(one.number for one in reply.card.picture) == 9
