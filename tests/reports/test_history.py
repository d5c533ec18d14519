"""How the plan stood at each frozen return, as the returns have kept it, and as it stands now."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from dialogs.reports.compared import counted
from dialogs.reports.gathered import gathered
from dialogs.reports.making import _Basis, _empty
from dialogs.reports.model import Standing
from storage.plan import Change, ChangeKind
from storage.returns import Return
from storage.rhythm import Absence, Rhythm
from storage.status import Scheme, Status
from tests.dialogs.talk import TODAY, Past, Talk

Q1 = Return(1, "Q1 2026/27", date(2026, 6, 30), None, datetime(2026, 6, 20, tzinfo=UTC), 1, version=1)
FROZEN = replace(Q1, frozen=datetime(2026, 7, 9, tzinfo=UTC))
OTHERS = (  # of another plan, not frozen yet, and later than what is reported
    replace(FROZEN, plan=2),
    replace(Q1, label="Q2 2026/27", as_at=date(2026, 9, 30)),
    replace(FROZEN, label="Q3 2026/27", as_at=date(2026, 12, 31)),
)
NUMBERS = {Status.RED: 3, Status.GREEN: 3, None: 1}


class Returned(Past):
    """A past with one frozen return that counts."""

    async def returns(self) -> list[Return]:
        return [*OTHERS, FROZEN]

    async def return_numbers(self, plan: int, made: Return) -> dict[Status | None, int]:
        return NUMBERS


async def test_frozen_returns_up_to_the_day_stand_before_what_is_reported() -> None:
    talk = Talk()
    one = await gathered(Returned(talk.plans), talk.plans[1], talk.directory, TODAY)
    kept, now = one.history
    assert kept == Standing("Q1 2026/27", date(2026, 6, 30), counted(talk.plans[1].scheme, NUMBERS))
    assert [(each.label, each.number) for each in kept.counts] == [("On track", 3), ("Delayed", 3), ("Not rated", 1)]
    assert (now.label, now.as_at, now.counts, now.total) == (None, TODAY, one.counts, 7)


async def test_a_status_without_a_word_of_the_plan_has_ours() -> None:
    assert [each.label for each in counted(Scheme(), {Status.ON_HOLD: 1})] == ["On hold"]


async def test_a_day_before_the_plan_was_there_is_a_report_under_its_name_without_rows() -> None:
    talk = Talk()
    one = await gathered(Past(talk.plans), talk.plans[1], talk.directory, TODAY, date(2020, 1, 1))
    assert (one.code, one.title, one.existed, one.rows) == ("OAK25", "Oakvale peer challenge", False, ())


async def test_a_day_to_compare_with_on_which_there_was_nothing_is_told() -> None:
    talk = Talk()
    one = await gathered(Past(talk.plans), talk.plans[1], talk.directory, TODAY, since=date(2020, 1, 1))
    assert (one.compared, one.since, one.nothing_then) == (False, None, date(2020, 1, 1))


async def test_a_return_that_ended_before_the_plan_was_loaded_says_so() -> None:
    """Before, on a clock set back: "OAK25 was not here yet on 30 June 2026; it begins on 1 April 2026"."""
    talk = Talk()
    plan = talk.plans[1]
    loaded = Change(1, ChangeKind.PLAN, 0, date(2026, 4, 1), datetime(2026, 11, 1, tzinfo=UTC), None, None, "", "")
    basis = _Basis(replace(plan, actions={}), None, FROZEN.as_at, None, FROZEN)
    told = _empty(plan, basis, [loaded])
    assert told.startswith(
        "The Q1 2026/27 return ended on 9 July 2026, 01:00, by the clock of then, and OAK25 was loaded"
    )
    later = replace(loaded, effective=date(2026, 7, 1))
    assert _empty(plan, basis, [later]) == (
        "OAK25 was not here yet on 30 June 2026; it begins on 1 July 2026. Say a day from then on."
    )
    there = replace(loaded, recorded=datetime(2026, 5, 1, tzinfo=UTC))
    assert _empty(plan, basis, [there]) == "OAK25 had no actions on 30 June 2026. Say another day."


async def test_a_report_is_made_once_while_plan_people_day_returns_and_absences_stand_as_they_are() -> None:
    class Absent(Past):
        async def rhythm(self, today: date) -> Rhythm:
            return Rhythm(absences=(Absence(1, TODAY, None, None),))

    talk = Talk()
    plan, changed = talk.plans[1], replace(talk.plans[1])
    here, returned, absent = Past(talk.plans), Returned(talk.plans), Absent(talk.plans)
    first, again, *others = [
        await gathered(here, plan, talk.directory, TODAY),
        await gathered(here, plan, talk.directory, TODAY),
        await gathered(returned, plan, talk.directory, TODAY),
        await gathered(absent, plan, talk.directory, TODAY),
        await gathered(here, plan, talk.directory, TODAY, since=date(2026, 10, 1)),
        await gathered(here, plan, replace(talk.directory), TODAY),
        await gathered(here, changed, talk.directory, TODAY),
        await gathered(here, changed, talk.directory, TODAY + timedelta(days=1)),
    ]
    assert again is first
    assert len({id(one) for one in (first, *others)}) == 1 + len(others)
