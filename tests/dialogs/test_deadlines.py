"""What is kept beside a plan follows its changes: it says the same as if it were made anew, and as the actions say."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.deadlines import Deadlines, deadlines_of
from dialogs.items import Item, every
from dialogs.select import PAST_FIRST, Sight, all_open, open_only, overdue, past_first, select
from storage.between import touched
from storage.people import Directory, Person
from storage.plan import Action, Plan
from storage.replay import advance
from tests.support.histories import DAYS, START, Step, history, steps

PEOPLE = {one: Person(one, f"Person Number{one}") for one in range(1, 9)}
DIRECTORY = Directory(1, PEOPLE)
LAST = START + timedelta(days=DAYS)


def states(happened: list[Step], organisation: str = "generated") -> list[Plan]:
    """The plan after each thing that happened."""
    told = history(organisation, 1, happened)
    return [*(before for before, _ in told[1:]), advance(*told[-1])]


def urgency(one: Item) -> tuple[bool, bool, date]:
    return not one.action.open, one.action.due is None, one.action.due or date.max


def slowly(plans: Iterable[Plan], sight: Sight, wanted: str) -> list[Item]:
    """The same answer from every action in turn."""

    def wants(action: Action) -> bool:
        if wanted == "owner":
            return 1 in action.owners
        return action.overdue(sight.today) if wanted == "overdue" else action.past_first_date(sight.today)

    return sorted((one for one in every(plans) if wants(one.action)), key=urgency)


@given(steps)
@settings(max_examples=100, deadline=None)
def test_the_deadlines_of_a_plan_that_was_changed_are_those_of_the_plan_as_it_is(happened: list[Step]) -> None:
    for plan in states(happened):
        kept, anew = deadlines_of(plan), Deadlines.of(plan)
        assert (kept.order, kept.ids, kept.places) == (anew.order, anew.ids, anew.places)
        for name in ("own", "rated"):
            held = [{key: ids for key, ids in getattr(one, name).items() if ids} for one in (kept, anew)]
            assert held[0] == held[1]
        assert set(kept.past_first(LAST)) == set(anew.past_first(LAST))


@given(steps, st.sampled_from(("overdue", PAST_FIRST, "owner")), st.integers(0, 400))
@settings(max_examples=100, deadline=None)
def test_what_is_looked_up_is_what_every_action_says_of_itself(happened: list[Step], wanted: str, after: int) -> None:
    sight = Sight(DIRECTORY, START + timedelta(days=after), {"owner": [1]})
    given = {wanted: "Person Number1" if wanted == "owner" else True}
    for plan in states(happened):
        found = open_only(select([plan], given, sight), {"status": []} if wanted == "owner" else given)
        asked = slowly([plan], sight, wanted)
        if wanted == PAST_FIRST:  # in no order that is promised
            assert {one.pair for one in found} == {one.pair for one in asked}
        else:
            assert list(found) == asked


FILTERS = (
    {"status": "red"},
    {"status": ["green", "none"], "due_before": "2026-06-30"},
    {"due_after": "2026-02-01"},
    {"due_after": date(2026, 2, 1), "due_before": date(2026, 5, 31)},
    {"overdue": True, "status": ["red", "amber"]},
    {"no_due": True},
)


def passes(action: Action, wanted: dict[str, object], today: date) -> bool:
    named = wanted.get("status", [])
    statuses = [named] if isinstance(named, str) else named
    tests = {
        "status": (action.status.value if action.status else "none") in statuses,  # type: ignore[operator]
        "due_after": action.due is not None and str(action.due) >= str(wanted.get("due_after")),
        "due_before": action.due is not None and str(action.due) <= str(wanted.get("due_before")),
        "overdue": action.overdue(today),
        "no_due": action.due is None,
    }
    return all(tests[key] for key in wanted)


@given(steps, st.sampled_from(FILTERS), st.integers(0, 400))
@settings(max_examples=200, deadline=None)
def test_a_filter_of_status_and_date_lets_through_what_every_action_says(
    happened: list[Step], wanted: dict[str, object], after: int
) -> None:
    today = START + timedelta(days=after)
    for plan in states(happened):
        found = select([plan], wanted, Sight(DIRECTORY, today, {}))
        asked = sorted((one for one in every([plan]) if passes(one.action, wanted, today)), key=urgency)
        assert list(found) == asked
        assert list(open_only(found, {})) == [one for one in asked if one.action.open]
        assert list(overdue(found, today)) == [one for one in asked if one.action.overdue(today)]
        assert list(past_first(found, today)) == [one for one in asked if one.action.past_first_date(today)]
        assert all_open(found) == all(one.action.open for one in asked)


@given(steps)
@settings(max_examples=100, deadline=None)
def test_between_two_states_only_what_changes_name_is_another(happened: list[Step]) -> None:
    plans = states(happened)
    for before, after in pairwise(plans):
        if (since := touched(before, after)) is not None:
            assert list(before.actions) == list(after.actions)
            assert {one for one in after.actions if after.actions[one] is not before.actions[one]} <= since


def test_a_state_of_the_past_is_not_followed() -> None:
    plans = states([("status", 0, 1, 1), ("status", 1, 2, 2), ("due", 0, 3, 3)], "another")
    now, past = deadlines_of(plans[-1]), replace(plans[0], recent=())
    assert deadlines_of(past).plan is past
    assert deadlines_of(plans[-1]) is now
