"""When an open return is said to whom: at its opening, midway, two working days before its end, and on that day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dialogs.rhythm.asks import asks
from dialogs.rhythm.day import message
from dialogs.rhythm.return_days import asking_since, days_of_asking
from storage.plan import Plan, Update
from storage.returns import Return
from storage.rhythm import Absence, Asked, Prompt, Rhythm, Snooze, Why, asked_of
from storage.schedule import working_day
from storage.status import Status
from tests.rhythm.test_asks import ANNE, BO, DIRECTORY, action, plan

LONDON = ZoneInfo("Europe/London")
MONDAY = date(2027, 1, 4)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def made(deadline: date | None = date(2027, 1, 22), opened: date = MONDAY, **parts: object) -> Return:
    return Return(7, "Q3 2026/27", date(2026, 12, 31), deadline, at(opened), 4, **parts)  # type: ignore[arg-type]


def days(one: Return) -> list[str]:
    return [day.strftime("%a %d %b") for day in days_of_asking(one, LONDON)]


@pytest.mark.parametrize(
    ("one", "when"),
    [
        (made(), ["Mon 04 Jan", "Wed 13 Jan", "Wed 20 Jan", "Fri 22 Jan"]),
        (made(date(2027, 1, 8)), ["Mon 04 Jan", "Wed 06 Jan", "Fri 08 Jan"]),
        (made(date(2027, 1, 6)), ["Mon 04 Jan", "Wed 06 Jan"]),  # no three days on end
        (made(date(2027, 1, 4)), ["Mon 04 Jan"]),
        (made(date(2027, 1, 10)), ["Mon 04 Jan", "Wed 06 Jan", "Fri 08 Jan"]),  # a Sunday: before, not after
        (made(date(2027, 1, 8), opened=date(2027, 1, 2)), ["Mon 04 Jan", "Wed 06 Jan", "Fri 08 Jan"]),
        (made(None), ["Mon 04 Jan"]),
    ],
)
def test_it_is_said_when_it_opens_midway_two_days_before_and_on_the_day(one: Return, when: list[str]) -> None:
    assert days(one) == when


@given(some.dates(date(2026, 1, 1), date(2028, 1, 1)), some.integers(0, 200))
def test_the_days_are_working_days_between_opening_and_deadline_and_four_at_most(opened: date, length: int) -> None:
    deadline = opened + timedelta(days=length)
    found = days_of_asking(made(deadline, opened), LONDON)
    assert len(found) <= 4 and list(found) == sorted(set(found))
    assert all(working_day(day) and opened <= day <= deadline for day in found)
    worked = [day for day in (opened + timedelta(days=n) for n in range(length + 1)) if working_day(day)]
    assert bool(found) is bool(worked)
    if worked:
        assert (found[0], found[-1]) == (worked[0], worked[-1])


# --- of what each person is asked ---------------------------------------------------------------------------------

QUIET = action(date(2027, 6, 30), updated=date(2026, 12, 20))  # nothing else would ask about it


def told(one: Plan, day: date, rhythm: Rhythm = Rhythm(), **parts: object) -> dict[int, list[Why]]:  # noqa: B008
    found = asks({7: one}, DIRECTORY, rhythm, lambda _: day, [made(**parts)])  # type: ignore[arg-type]
    return {person: [each.why for each in each_of] for person, each_of in found.items()}


def said(day: date, person: int = ANNE) -> Rhythm:
    return Rhythm(asked=(Asked(person, day, 7, 10, Why.RETURN, at(day)),))


def answered(day: date, note: str | None = "going on", **rest: object) -> Plan:
    return plan(replace(QUIET, updates=(Update(21, day, at(day, 12), ANNE, note),), **rest))  # type: ignore[arg-type]


def test_what_is_outstanding_is_asked_once_for_each_day_of_asking() -> None:
    assert told(plan(QUIET), MONDAY) == {ANNE: [Why.RETURN]}
    assert told(plan(QUIET), MONDAY, said(MONDAY)) == {}
    assert told(plan(QUIET), date(2027, 1, 12), said(MONDAY)) == {}
    assert told(plan(QUIET), date(2027, 1, 13), said(MONDAY)) == {ANNE: [Why.RETURN]}


def test_whose_message_had_left_before_it_opened_is_asked_the_next_day() -> None:
    assert told(plan(QUIET), MONDAY + timedelta(days=1)) == {ANNE: [Why.RETURN]}


def test_nothing_is_asked_after_an_answer_after_the_deadline_or_after_the_end() -> None:
    assert told(answered(MONDAY), date(2027, 1, 13)) == {}
    assert told(plan(QUIET), date(2027, 1, 23)) == {}
    assert told(plan(QUIET), date(2027, 1, 13), closed=at(date(2027, 1, 5))) == {}
    assert told(plan(QUIET), date(2027, 1, 13), frozen=at(date(2027, 1, 5))) == {}


def test_a_red_row_of_which_only_no_change_was_said_is_asked_for_its_sentence() -> None:
    assert told(answered(MONDAY, "no change", status=Status.RED), date(2027, 1, 13)) == {ANNE: [Why.RETURN]}


def test_the_delegate_is_asked_for_who_is_away_and_once_too() -> None:
    away = Rhythm(absences=(Absence(ANNE, MONDAY, None, BO),))
    assert told(plan(QUIET), MONDAY, away) == {BO: [Why.RETURN]}
    assert told(plan(QUIET), MONDAY, replace(away, asked=said(MONDAY, BO).asked)) == {}
    assert told(plan(QUIET), MONDAY, Rhythm(absences=(Absence(ANNE, MONDAY, None),))) == {}


def test_what_rests_rests_and_where_a_plan_wants_no_reminders_nobody_is_asked() -> None:
    assert told(plan(QUIET), MONDAY, Rhythm(snoozes=(Snooze(ANNE, 7, 10, date(2027, 2, 1)),))) == {}
    assert told(plan(QUIET, reminders=False), MONDAY) == {}


def test_a_row_that_is_overdue_and_chased_as_well_stands_there_once() -> None:
    late = plan(replace(QUIET, timescale=action(date(2026, 12, 1)).timescale, updates=()))
    chased = Rhythm(prompts=(Prompt("c", Why.CHASED, ANNE, 7, 10, MONDAY, BO, at(MONDAY)),))
    assert told(late, MONDAY, chased) == {ANNE: [Why.RETURN]}


@given(some.lists(some.integers(0, 30), max_size=4), some.integers(0, 30), some.none() | some.integers(0, 30))
def test_nobody_is_asked_twice_since_a_day_of_asking_nor_after_an_answer(
    before: list[int], today: int, answer: int | None
) -> None:
    day = MONDAY + timedelta(days=today)
    rhythm = Rhythm(asked=tuple(one for n in before if n <= today for one in said(MONDAY + timedelta(days=n)).asked))
    one = plan(QUIET) if answer is None else answered(MONDAY + timedelta(days=answer))
    since = asking_since(one, made(), day)
    if told(one, day, rhythm):
        assert answer is None and since is not None
        assert all(each.day < since for each in rhythm.asked)
    elif answer is None and since is not None:
        assert any(each.day >= since for each in rhythm.asked)


# --- how it is said -----------------------------------------------------------------------------------------------


def first(day: date = MONDAY, **parts: object) -> str:
    one = made(**parts)  # type: ignore[arg-type]
    found = asks({7: plan(QUIET)}, DIRECTORY, Rhythm(), lambda _: day, [one])
    return message(found[ANNE], {7: plan(QUIET)}, DIRECTORY, day, [one]).text.split("\n")[0]


def test_the_first_line_says_until_when_and_how_many() -> None:
    assert first() == "Anne, the Q3 2026/27 return of P is open until 22 January 2027: 1 of yours."
    assert first(deadline=None) == "Anne, the Q3 2026/27 return of P is open: 1 of yours."


def test_what_was_said_shortly_before_it_opened_is_offered_as_the_answer() -> None:
    found = asks({7: plan(QUIET)}, DIRECTORY, Rhythm(), lambda _: MONDAY, [made()])
    reply = message(found[ANNE], {7: plan(QUIET)}, DIRECTORY, MONDAY, [made()])
    assert reply.card is not None
    labels = [one.label for one in reply.card.lines[0].buttons]
    assert labels == ["Use these words", "Update", "Done", "No change", "Not mine"]
    assert "5: the last words, of 20 December 2026, were “going on”. Are they the answer?" in reply.text


def test_where_a_sentence_is_needed_no_change_is_not_offered() -> None:
    red = plan(replace(QUIET, status=Status.RED))
    found = asks({7: red}, DIRECTORY, Rhythm(), lambda _: MONDAY, [made()])
    card = message(found[ANNE], {7: red}, DIRECTORY, MONDAY, [made()]).card
    assert card is not None
    assert "No change" not in [one.label for one in card.lines[0].buttons]


def test_beside_other_reasons_the_return_is_a_line_of_its_own() -> None:
    other = replace(plan(action(date(2026, 11, 1))), id=8, code="Q")
    plans = {7: plan(QUIET), 8: other}
    found = asks(plans, DIRECTORY, Rhythm(), lambda _: MONDAY, [made()])
    assert [(one.plan, one.why) for one in found[ANNE]] == [(7, Why.RETURN), (8, Why.OVERDUE)]
    text = message(found[ANNE], plans, DIRECTORY, MONDAY, [made()]).text
    head, line, *_ = text.split("\n")
    assert head == "Anne, 2 actions are waiting for a word from you."
    assert line == "The Q3 2026/27 return of P is open until 22 January 2027: 1 of yours."
    assert asked_of(ANNE, MONDAY, ((one.plan, one.action, one.why) for one in found[ANNE]), at(MONDAY))
