"""Dates that wait for a yes in the message of a day: whoever may decide hears of each once, and again after a week."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dialogs.rhythm.asks import Ask
from dialogs.rhythm.day import message
from dialogs.rhythm.wishes import to_decide
from storage.people import Directory, Person, Role
from storage.plan import Action, Change, ChangeKind, Extension, Plan, PlanState, Recommendation
from storage.rhythm import Absence, Asked, Prompt, Rhythm, Why
from storage.timescale import Kind, Timescale

ANNE, MO, OLU, FAY = 1, 2, 3, 4
PEOPLE = {
    ANNE: Person(ANNE, "Anne Lee"),
    MO: Person(MO, "Mo Kerr", role=Role.MANAGER),
    OLU: Person(OLU, "Olu Ade", role=Role.MANAGER),
    FAY: Person(FAY, "Fay Dunn", role=Role.OFFICER),
}
DIRECTORY = Directory(1, PEOPLE)
MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def until(day: date) -> Timescale:
    return Timescale(text=f"{day.day} {day:%B %Y}", kind=Kind.DATE, start=day, end=day)


WISH = Extension(until(date(2027, 6, 30)), ANNE, MONDAY, NOW, "the buyer left")


def plan(wish: Extension | None = WISH, owner: int = ANNE) -> Plan:
    action = Action(10, 1, "5", "Mend it", (owner,), until(date(2027, 3, 31)), extension=wish)
    recommendation = Recommendation(1, "5", "Mend things", actions=(10,))
    on = {"state": PlanState.LIVE, "approval": True}
    return Plan("council", 7, 3, "P", recommendations={1: recommendation}, actions={10: action}, **on)  # type: ignore[arg-type]


def told(plan: Plan, rhythm: Rhythm = Rhythm(), day: date = MONDAY, directory: Directory = DIRECTORY) -> list[int]:  # noqa: B008 - a value
    return [one.person for one in to_decide([plan], directory, rhythm, lambda _: day)]


def heard(*days: date, person: int = MO) -> Rhythm:
    return Rhythm(asked=tuple(Asked(person, day, 7, 10, Why.TO_DECIDE, NOW) for day in days))


def test_every_manager_hears_of_a_date_that_waits_and_officers_where_there_is_none() -> None:
    assert told(plan()) == [MO, OLU]
    none = Directory(1, {key: one for key, one in PEOPLE.items() if key in (ANNE, FAY)})
    assert told(plan(), directory=none) == [FAY]


def test_whoever_owns_the_action_or_asked_hears_nothing_of_it() -> None:
    assert told(plan(owner=MO)) == [OLU]
    assert told(plan(replace(WISH, by=OLU))) == [MO]


@pytest.mark.parametrize(("days", "again"), [(1, False), (6, False), (7, True), (8, True)])
def test_it_is_named_again_after_a_week(days: int, again: bool) -> None:
    assert (MO in told(plan(), heard(MONDAY), MONDAY + days * DAY)) is again


def test_a_newer_wish_is_named_at_once() -> None:
    newer = replace(WISH, day=MONDAY + 2 * DAY)
    assert MO in told(plan(newer), heard(MONDAY), MONDAY + 2 * DAY)


def test_nobody_who_is_away_is_told_and_nothing_of_what_has_been_decided() -> None:
    assert told(plan(), Rhythm(absences=(Absence(MO, MONDAY),))) == [OLU]
    assert told(plan(None)) == []


def test_the_message_names_what_is_wished_and_by_whom_and_leads_to_the_list() -> None:
    said = message([Ask(MO, 7, 10, Why.TO_DECIDE)], {7: plan()}, DIRECTORY, MONDAY)
    assert "1 later date waits for your yes: 5, 31 March 2027 → 30 June 2027 (Anne Lee)." in said.text
    assert said.card is not None
    assert [one.payload.act for one in said.card.buttons] == ["waiting"]


@pytest.mark.parametrize(
    ("wish", "verdict", "expected"),
    [
        (None, "refuse", "Mo Kerr has refused the later date of 5 (Mend it): it stays due 31 March 2027. “no money”"),
        (WISH, "refuse", "Anne, this is for you today."),
    ],
    ids=["decided", "taken back since"],
)
def test_whoever_has_no_chat_hears_the_verdict_in_the_message_of_the_day(
    wish: Extension | None, verdict: str, expected: str
) -> None:
    facts, words = {"verdict": verdict, "of": ANNE, "extension": None}, {"verdict": "no money"}
    change = Change(9, ChangeKind.VERDICT, 10, MONDAY, NOW, MO, MO, "console: 1", "set", facts, words)
    prompt = Prompt("x", Why.DECIDED, ANNE, 7, 10, MONDAY, MO, NOW)
    ask = Ask(ANNE, 7, 10, Why.DECIDED, prompts=(prompt,))
    said = message([ask], {7: replace(plan(wish), recent=(change,))}, DIRECTORY, MONDAY)
    assert said.text.splitlines()[-1] == expected
