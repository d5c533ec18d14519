"""Who hears that nobody has answered about an overdue action, and when: once a level, after whole working days."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dialogs.rhythm.asks import Ask
from dialogs.rhythm.escalation import escalated, graced, who_hears
from storage.people import Directory, Person, Role
from storage.plan import Action, Plan, PlanState, Recommendation, Update
from storage.rhythm import Absence, Asked, Rhythm, Snooze, Why
from storage.schedule import working_day
from storage.status import Status
from storage.timescale import Kind as When
from storage.timescale import Timescale

ANNE, SPONSOR, MANAGER, OFFICER, SECOND = 1, 2, 3, 4, 5
MONDAY = date(2026, 11, 9)
DAY = timedelta(days=1)
PEOPLE = {
    ANNE: Person(ANNE, "Anne Lee"),
    SPONSOR: Person(SPONSOR, "Di Moss"),
    MANAGER: Person(MANAGER, "Max Roe", role=Role.MANAGER),
    OFFICER: Person(OFFICER, "Olu Ade", role=Role.OFFICER),
    SECOND: Person(SECOND, "Sal Fry", role=Role.OFFICER),
}
DIRECTORY = Directory(1, PEOPLE)


def plan(*, sponsors: tuple[int, ...] = (SPONSOR,), owner: int = ANNE, **rest: object) -> Plan:
    due = Timescale(text="then", kind=When.DATE, start=MONDAY - 9 * DAY, end=MONDAY - 9 * DAY)
    action = Action(10, 1, "5", "Mend it", (owner,), due, set_on={"text": date(2026, 1, 5)})
    recommendation = Recommendation(1, "5", "Mend things", sponsors=sponsors, actions=(10,))
    kept = {"escalation": True, "grace_days": 2} | rest
    return Plan(
        "council", 7, code="P", state=PlanState.LIVE, recommendations={1: recommendation}, actions={10: action}, **kept
    )  # type: ignore[arg-type]


def changed(one: Plan, **rest: object) -> Plan:
    return replace(one, actions={10: replace(one.actions[10], **rest)})  # type: ignore[arg-type]


def asked(day: date, person: int = ANNE, why: Why = Why.OVERDUE) -> Asked:
    return Asked(person, day, 7, 10, why, datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def told(one: Plan, day: date, *before: Asked, rhythm: Rhythm | None = None, unreached: Iterable[int] = ()) -> set[int]:
    known = replace(rhythm or Rhythm(), asked=before)
    return {each.person for each in heard(one, day, known, unreached)}


def heard(one: Plan, day: date, rhythm: Rhythm, unreached: Iterable[int] = ()) -> list[Ask]:
    return list(escalated({7: one}, DIRECTORY, rhythm, lambda _: day, frozenset(unreached)))


def test_the_sponsor_hears_after_two_whole_working_days_and_the_officers_after_two_more() -> None:
    first = asked(MONDAY)
    assert [told(plan(), MONDAY + n * DAY, first) for n in range(4)] == [set(), set(), set(), {SPONSOR}]
    thursday = MONDAY + 3 * DAY
    both = (first, asked(thursday, SPONSOR, Why.ESCALATED))
    assert told(plan(), thursday + DAY, *both) == set()
    assert told(plan(), date(2026, 11, 16), *both) == set()  # Friday alone lies between
    assert told(plan(), date(2026, 11, 17), *both) == {OFFICER, SECOND}


def test_each_is_told_once_however_long_nobody_answers() -> None:
    everybody = (asked(MONDAY), asked(MONDAY + 3 * DAY, SPONSOR, Why.ESCALATED))
    everybody += tuple(asked(MONDAY + 8 * DAY, one, Why.ESCALATED) for one in (OFFICER, SECOND))
    everybody += (asked(MONDAY + 7 * DAY), asked(MONDAY + 14 * DAY))
    assert told(plan(), MONDAY + 30 * DAY, *everybody) == set()


def test_any_answer_ends_it_and_what_is_asked_afterwards_begins_anew() -> None:
    one = plan()
    answer = Update(20, MONDAY + DAY, datetime(2026, 11, 10, 12, tzinfo=UTC), MANAGER, "going on")
    answered = changed(one, updates=(answer,))
    assert told(answered, MONDAY + 9 * DAY, asked(MONDAY)) == set()
    again = (asked(MONDAY), asked(MONDAY + 7 * DAY))
    assert told(answered, MONDAY + 9 * DAY, *again) == set()
    assert told(answered, MONDAY + 10 * DAY, *again) == {SPONSOR}
    (ask,) = heard(answered, MONDAY + 10 * DAY, Rhythm(asked=again))
    assert [one.day for one in ask.tried] == [MONDAY + 7 * DAY]


@pytest.mark.parametrize(
    ("one", "person"),
    [
        (plan(sponsors=()), MANAGER),
        (plan(sponsors=(ANNE,)), MANAGER),  # who owns it is their own sponsor
        (plan(owner=SPONSOR), MANAGER),
    ],
)
def test_without_another_sponsor_the_managers_hear(one: Plan, person: int) -> None:
    assert told(one, MONDAY + 3 * DAY, asked(MONDAY, one.actions[10].owners[0])) == {person}


@pytest.mark.parametrize(
    "one",
    [
        plan(escalation=False),
        replace(plan(), state=PlanState.CLOSED),
        changed(plan(), status=Status.COMPLETE),
        changed(plan(), timescale=None),
    ],
)
def test_nothing_is_told_where_it_is_off_or_nothing_is_overdue(one: Plan) -> None:
    assert told(one, MONDAY + 20 * DAY, asked(MONDAY)) == set()


def test_whoever_was_asked_ahead_of_the_date_alone_is_not_silent_about_what_is_late() -> None:
    then = MONDAY + DAY
    soon = changed(plan(), timescale=Timescale(text="then", kind=When.DATE, start=then, end=then))
    assert told(soon, MONDAY + 4 * DAY, asked(MONDAY, why=Why.DUE)) == set()
    assert told(soon, MONDAY + 7 * DAY, asked(MONDAY, why=Why.DUE), asked(MONDAY + 2 * DAY)) == {SPONSOR}


def test_nobody_hears_about_who_is_away_or_resting_or_was_not_reached() -> None:
    thursday = MONDAY + 3 * DAY
    away = Rhythm(absences=(Absence(ANNE, thursday, None),))
    rest = Rhythm(snoozes=(Snooze(ANNE, 7, 10, thursday + DAY),))
    assert told(plan(), thursday, asked(MONDAY), rhythm=away) == set()
    assert told(plan(), thursday, asked(MONDAY), rhythm=rest) == set()
    assert told(plan(), thursday, asked(MONDAY), unreached=[ANNE]) == set()
    assert told(plan(), thursday + 9 * DAY, asked(MONDAY), rhythm=rest) == set(), "“not now” is an answer"


def test_days_on_which_somebody_was_away_are_no_grace() -> None:
    was_off = Rhythm(absences=(Absence(ANNE, MONDAY + DAY, MONDAY + 4 * DAY),))
    assert told(plan(), MONDAY + 8 * DAY, asked(MONDAY), rhythm=was_off) == set()
    assert told(plan(), MONDAY + 9 * DAY, asked(MONDAY), rhythm=was_off) == {SPONSOR}


def test_a_sponsor_who_cannot_be_told_is_passed_over_but_not_once_they_know() -> None:
    thursday = MONDAY + 3 * DAY
    away = Rhythm(absences=(Absence(SPONSOR, thursday, None),))
    assert told(plan(), thursday, asked(MONDAY), rhythm=away) == {MANAGER}
    assert told(plan(), thursday, asked(MONDAY), unreached=[SPONSOR]) == {MANAGER}
    knows = (asked(MONDAY), asked(thursday, SPONSOR, Why.ESCALATED))
    later = Rhythm(absences=(Absence(SPONSOR, thursday + DAY, None),))
    assert told(plan(), thursday + DAY, *knows, rhythm=later) == set()


def test_where_there_is_nobody_above_nobody_hears() -> None:
    levels = who_hears(
        plan(sponsors=()), plan(sponsors=()).actions[10], Directory(1, {ANNE: PEOPLE[ANNE]}), lambda _: True
    )
    assert (levels.first, levels.up) == ((), ())


days = some.integers(0, 60).map(lambda number: MONDAY + number * DAY)


@given(some.lists(days, min_size=1, max_size=6), days, some.integers(1, 5), some.booleans())
def test_whoever_hears_was_not_asked_and_the_grace_is_over(
    before: list[date], day: date, grace: int, sponsored: bool
) -> None:
    one = plan(sponsors=(SPONSOR,) if sponsored else (), grace_days=grace)
    for person in told(one, day, *(asked(each) for each in before)):
        assert person != ANNE
        between = [min(before) + n * DAY for n in range(1, (day - min(before)).days)]
        assert sum(working_day(each) for each in between) >= grace


@given(days, some.integers(1, 5))
def test_a_grace_that_is_over_stays_over(day: date, grace: int) -> None:
    over = [graced(MONDAY, MONDAY + n * DAY, grace) for n in range(60)]
    assert over == sorted(over)
