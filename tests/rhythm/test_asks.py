"""Who is asked of what, and when: only what is due, overdue or silent, with quiet between."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dialogs.rhythm.asks import ASKING, QUIET, Ask, Today, asks, reason, who_is_asked
from dialogs.rhythm.escalation import escalated
from storage.people import Directory, Kind, Person, Role
from storage.plan import Action, Plan, PlanState, Recommendation, Update
from storage.rhythm import Absence, Asked, Prompt, Rhythm, Snooze, Why, asked_of, covered
from storage.schedule import working_day
from storage.status import Status
from storage.timescale import Kind as When
from storage.timescale import Timescale

ANNE, BO, CHAIR, DI = 1, 2, 3, 4
MONDAY = date(2026, 11, 23)
PEOPLE = {
    ANNE: Person(ANNE, "Anne Lee"),
    BO: Person(BO, "Bo Kerr"),
    CHAIR: Person(CHAIR, "Chair of the board", kind=Kind.POST),
    DI: Person(DI, "Di Moss"),
}
DIRECTORY = Directory(1, PEOPLE)


def due(day: date | None) -> Timescale | None:
    return None if day is None else Timescale(text="then", kind=When.DATE, start=day, end=day)


def action(
    day: date | None = MONDAY - timedelta(days=3), owner: int = ANNE, updated: date | None = None, **rest: object
) -> Action:
    said = (update(updated),) if updated else ()
    set_on = {"text": date(2026, 1, 5)}
    return Action(10, 1, "5", "Mend it", (owner,), due(day), updates=said, set_on=set_on, **rest)  # type: ignore[arg-type]


def update(day: date) -> Update:
    return Update(20, day, datetime(day.year, day.month, day.day, 12, tzinfo=UTC), ANNE, "going on")


def plan(one: Action, **rest: object) -> Plan:
    recommendation = Recommendation(1, "5", "Mend things", sponsors=(DI,), actions=(one.id,))
    kept = {"state": PlanState.LIVE, "interval_days": 92} | rest
    return Plan("council", 7, code="P", recommendations={1: recommendation}, actions={one.id: one}, **kept)  # type: ignore[arg-type]


def asked(day: date, why: Why = Why.OVERDUE) -> Asked:
    return Asked(ANNE, day, 7, 10, why, datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def told(one: Action, rhythm: Rhythm = Rhythm(), day: date = MONDAY) -> dict[int, list[Why]]:  # noqa: B008 - a value
    found = asks({7: plan(one)}, DIRECTORY, rhythm, lambda _: day)
    return {person: [each.why for each in each_of] for person, each_of in found.items()}


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (action(), Why.OVERDUE),
        (action(MONDAY + timedelta(days=7)), Why.DUE),
        (action(MONDAY), Why.DUE),
        (action(MONDAY + timedelta(days=8), updated=MONDAY - timedelta(days=20)), None),
        (action(None, updated=date(2026, 6, 1)), Why.SILENT),  # continuous: others forget these
        (action(None, updated=date(2026, 10, 1)), None),
        (action(updated=MONDAY - timedelta(days=6)), None),  # answered this week
        (action(status=Status.COMPLETE), None),
        (action(status=Status.CLOSED), None),
    ],
)
def test_only_what_is_due_overdue_or_silent_is_asked_about(one: Action, why: Why | None) -> None:
    assert reason(plan(one), one, MONDAY, ()) is why


def test_where_a_plan_wants_no_reminders_nobody_is_asked() -> None:
    one = action()
    assert reason(plan(one, reminders=False), one, MONDAY, ()) is None


def test_a_plan_that_has_just_come_in_is_not_silent() -> None:
    one = replace(action(None), set_on={"text": MONDAY})
    assert reason(plan(one), one, MONDAY + timedelta(days=92), ()) is None
    assert reason(plan(one), one, MONDAY + timedelta(days=93), ()) is Why.SILENT


def test_what_is_overdue_is_asked_again_after_a_week_and_what_is_silent_after_two() -> None:
    late, silent = action(), action(None, updated=date(2026, 6, 1))
    for days, of_late, of_silent in ((6, None, None), (7, Why.OVERDUE, None), (14, Why.OVERDUE, Why.SILENT)):
        before = [asked(MONDAY - timedelta(days=days))]
        assert reason(plan(late), late, MONDAY, before) is of_late
        assert reason(plan(silent), silent, MONDAY, before) is of_silent


def test_before_its_date_it_is_asked_about_once() -> None:
    one = action(MONDAY + timedelta(days=1))
    assert reason(plan(one), one, MONDAY, [asked(MONDAY - timedelta(days=6), Why.DUE)]) is None


def test_a_delegate_who_has_left_is_asked_for_nobody_and_answers_for_nobody() -> None:
    away = Absence(ANNE, MONDAY, None, BO)
    gone = replace(DIRECTORY, left=frozenset((BO,)))
    overdue = plan(action())
    assert list(asks({7: overdue}, DIRECTORY, Rhythm((away,)), lambda _: MONDAY)) == [BO]
    assert asks({7: overdue}, gone, Rhythm((away,)), lambda _: MONDAY) == {}
    assert covered(DIRECTORY, (away,), MONDAY).covers == {BO: {ANNE}}
    assert covered(gone, (away,), MONDAY).covers == {}


def test_the_delegate_is_asked_for_who_is_away_and_nobody_where_there_is_none() -> None:
    assert told(action(), Rhythm(absences=(Absence(ANNE, MONDAY, None, BO),))) == {BO: [Why.OVERDUE]}
    assert told(action(), Rhythm(absences=(Absence(ANNE, MONDAY, MONDAY),))) == {}
    both = (Absence(ANNE, MONDAY, None, BO), Absence(BO, MONDAY, None))
    assert told(action(), Rhythm(absences=both)) == {}
    assert told(action(), Rhythm(absences=(Absence(ANNE, MONDAY - timedelta(days=9), MONDAY - timedelta(days=1)),)))


def test_a_snooze_holds_until_its_day() -> None:
    rests = Rhythm(snoozes=(Snooze(ANNE, 7, 10, MONDAY + timedelta(days=2)),))
    assert told(action(), rests) == {}
    assert told(action(), rests, MONDAY + timedelta(days=2)) == {ANNE: [Why.OVERDUE]}
    assert told(action(), Rhythm(snoozes=(Snooze(ANNE, 0, 0, MONDAY + timedelta(days=2)),))) == {}


def test_a_vacant_post_is_answered_for_by_the_sponsor() -> None:
    vacant = action(owner=CHAIR)
    assert who_is_asked(plan(vacant), vacant, DIRECTORY) == (DI,)
    nobody = replace(action(), owners=())
    assert who_is_asked(plan(nobody), nobody, DIRECTORY) == ()


def chased(made: datetime) -> Rhythm:
    return Rhythm(prompts=(Prompt("c", Why.CHASED, ANNE, 7, 10, MONDAY, BO, made),))


def test_a_chase_is_over_when_it_was_answered_however_that_was() -> None:
    quiet = action(updated=MONDAY)
    before, after = datetime(2026, 11, 23, 10, tzinfo=UTC), datetime(2026, 11, 23, 13, tzinfo=UTC)
    assert told(quiet, chased(before)) == {}
    assert told(quiet, chased(after)) == {ANNE: [Why.CHASED]}
    assert told(replace(quiet, status=Status.COMPLETE), chased(after)) == {}


def test_one_action_stands_in_a_message_once_whatever_the_reasons() -> None:
    assert told(action(), chased(datetime(2026, 11, 23, 13, tzinfo=UTC))) == {ANNE: [Why.OVERDUE]}


def test_what_is_only_asked_again_waits_for_the_next_message_of_the_same_person() -> None:
    """Two actions whose weeks end on different days make one message a week, and not two."""
    first, second = action(), replace(action(), id=11, ref="1.2")
    both = replace(plan(first), actions={10: first, 11: second})

    def heard(*days_ago: tuple[int, int]) -> list[int]:
        said = tuple(
            Asked(ANNE, MONDAY - timedelta(days=days), 7, one, Why.OVERDUE, datetime(2026, 11, 1, tzinfo=UTC))
            for one, days in days_ago
        )
        found = asks({7: both}, DIRECTORY, Rhythm(asked=said), lambda _: MONDAY)
        return [one.action for one in found.get(ANNE, ())]

    assert heard((10, 7), (11, 6)) == []
    assert heard((10, 8), (11, 7)) == [10, 11]
    assert heard((10, 7)) == [10, 11], "what is new is said at once, and the other joins it"


days = some.integers(-200, 200).map(lambda number: MONDAY + timedelta(days=number))


@given(some.none() | days, some.none() | days, some.lists(days, max_size=5))
def test_after_an_answer_and_after_each_time_of_asking_there_is_quiet(
    due_on: date | None, updated: date | None, before: list[date]
) -> None:
    one = action(due_on, updated=updated)
    why = reason(plan(one), one, MONDAY, [asked(day) for day in before if day <= MONDAY])
    if why is not None:
        assert all(MONDAY - day >= QUIET for day in before if day <= MONDAY)
        assert updated is None or MONDAY - updated >= QUIET


# --- a year of fifty people and three plans ------------------------------------------------------------------------


def test_a_year_of_fifty_people_and_three_plans_asks_nobody_twice_a_day_nor_at_leisure_nor_away() -> None:
    roles = {49: Role.MANAGER, 50: Role.OFFICER}
    people = {one: Person(one, f"Person {one}", role=roles.get(one, Role.OWNER)) for one in range(1, 51)}
    directory = Directory(1, people)
    plans = {number: replace(_big(number), escalation=number == 3) for number in (1, 2, 3)}
    chance = Random(20261123)  # noqa: S311 - the same year in every run
    absences = tuple(_absence(chance, person) for person in people if chance.random() < 0.6)
    rhythm, messages, escalations = Rhythm(absences=absences), 0, 0
    for day in (date(2026, 4, 1) + timedelta(days=one) for one in range(365)):
        if not working_day(day):
            continue
        today: Today = lambda _: day  # noqa: B023, E731 - called at once; typed
        passed_on = list(escalated(plans, directory, rhythm, today, frozenset()))
        assert all(_unanswered(one, plans, rhythm) for one in passed_on)
        found = asks(plans, directory, rhythm, today, more=passed_on)
        assert not any(rhythm.away(person, day) for person in found)
        said = [asked_ for person, some_ in found.items() for asked_ in _record(person, day, some_)]
        asked_about = [one for one in said if one.why in ASKING]
        assert all(_quiet(one, rhythm) for one in asked_about)
        rhythm = replace(rhythm, asked=(*rhythm.asked, *said))
        messages, escalations = messages + len(found), escalations + len(passed_on)
        plans = {number: _answered(one, asked_about, day, chance) for number, one in plans.items()}
    assert 200 < messages < 50 * 52, "somebody is asked, and nobody more than weekly on average"
    assert 10 < escalations < messages / 4, "what nobody answers is told, and that is rare"


def _big(number: int) -> Plan:
    actions = {
        one: Action(
            one,
            1,
            str(one),
            "Do it",
            ((number * 17 + one * 7) % 50 + 1,),
            due(date(2026, 4, 1) + timedelta(days=one * 9)) if one % 3 else None,
            set_on={"text": date(2026, 3, 1)},
        )
        for one in range(1, 41)
    }
    recommendation = Recommendation(1, "1", "Do things", sponsors=(number,), actions=tuple(actions))
    return Plan("council", number, state=PlanState.LIVE, recommendations={1: recommendation}, actions=actions)


def _absence(chance: Random, person: int) -> Absence:
    since = date(2026, 4, 1) + timedelta(days=chance.randrange(300))
    return Absence(
        person, since, since + timedelta(days=chance.randrange(5, 30)), chance.choice((None, person % 50 + 1))
    )


def _record(person: int, day: date, some_: tuple[Ask, ...]) -> tuple[Asked, ...]:
    now = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return asked_of(person, day, ((one.plan, one.action, one.why) for one in some_), now)


def _quiet(one: Asked, rhythm: Rhythm) -> bool:
    """Nobody at all was asked about this action in the week before."""
    same = [each for each in rhythm.asked if (each.plan, each.action) == (one.plan, one.action)]
    before = [each.day for each in same if each.why in ASKING]
    return all(one.day - day >= QUIET for day in before)


def _unanswered(one: Ask, plans: Mapping[int, Plan], rhythm: Rhythm) -> bool:
    """In the one plan that escalates, to somebody who is not asked of it, once since it was first asked."""
    action = plans[one.plan].actions[one.action]
    since = min(each.recorded for each in one.tried)
    before = [
        each for each in rhythm.asked if (each.plan, each.action, each.person) == (one.plan, one.action, one.person)
    ]
    told = [each for each in before if each.why is Why.ESCALATED and each.recorded >= since]
    answered = any(each.recorded > since for each in action.updates)
    return one.plan == 3 and one.person not in action.owners and not told and not answered


def _answered(one: Plan, said: list[Asked], day: date, chance: Random) -> Plan:
    """Two in three answer on the day, some of them that it is done."""
    actions = dict(one.actions)
    for each in said:
        if each.plan == one.id and chance.random() < 0.67:
            done = Status.COMPLETE if chance.random() < 0.3 else Status.GREEN
            actions[each.action] = replace(actions[each.action], updates=(update(day),), status=done)
    return replace(one, actions=actions)
