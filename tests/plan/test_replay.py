"""A plan is the fold of its changes: nothing is overwritten, every date can be shown, and undo restores exactly."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from storage.deadlines import moved_later
from storage.numbering import Stamp, number, undo_drafts
from storage.plan import MOST_RECENT, RECENT_CHANGES, Action, Came, ChangeKind, Draft, Extension, Plan
from storage.replay import (
    advance,
    extension_facts,
    extension_words,
    replay,
    timescale_facts,
    timescale_words,
)
from storage.status import Status
from storage.timescale import Kind, Timescale

START = date(2026, 4, 1)


def stamp(day: date = START, who: int = 1, change_set: str = "set") -> Stamp:
    return Stamp(datetime.combine(day, datetime.min.time(), tzinfo=UTC), day, who, "test: 1", change_set)


def until(end: date) -> Timescale:
    return Timescale(text=end.isoformat(), kind=Kind.DATE, start=end, end=end)


def moved(subject: int, end: date) -> Draft:
    timescale = until(end)
    return Draft(
        ChangeKind.UPDATE,
        subject,
        facts={"timescale": timescale_facts(timescale)},
        words={"timescale": timescale_words(timescale)},
    )


def small_plan() -> Plan:
    first = until(date(2026, 9, 30))
    drafts = [
        Draft(ChangeKind.PLAN, 0, facts={"state": "live"}, words={"code": "T26", "title": "Test"}),
        Draft(ChangeKind.RECOMMENDATION, None, facts={"ref": "5"}, words={"text": "Plan for growth"}),
        Draft(
            ChangeKind.ACTION,
            None,
            facts={"ref": "5", "recommendation": -2, "owners": [7], "timescale": timescale_facts(first)},
            words={"text": "Adopt a strategy", "timescale": timescale_words(first)},
        ),
    ]
    empty = Plan("local", 1)
    return advance(empty, number(empty, drafts, stamp()))


def action_of(plan: Plan) -> Action:
    (action,) = plan.find("5")
    return action


def test_an_items_id_is_the_number_of_the_change_that_added_it() -> None:
    plan = small_plan()
    assert action_of(plan).id == 3
    assert plan.recommendation_of(action_of(plan)).actions == (3,)
    assert plan.number == 3


def test_a_later_deadline_keeps_the_first_one_and_counts_the_move() -> None:
    plan = small_plan()
    after = advance(plan, number(plan, [moved(3, date(2026, 12, 31))], stamp()))
    action = action_of(after)
    assert (action.due, action.original_end, action.moves) == (date(2026, 12, 31), date(2026, 9, 30), 1)
    assert not action.overdue(date(2026, 10, 15))
    assert action.past_first_date(date(2026, 10, 15))


def test_an_earlier_deadline_is_no_move() -> None:
    plan = small_plan()
    after = advance(plan, number(plan, [moved(3, date(2026, 8, 31))], stamp()))
    assert action_of(after).moves == 0


def test_a_deadline_is_missed_on_the_day_after_it() -> None:
    action = action_of(small_plan())
    assert not action.overdue(date(2026, 9, 30))
    assert action.overdue(date(2026, 10, 1))


def test_a_complete_action_is_never_overdue() -> None:
    plan = small_plan()
    done = Draft(ChangeKind.UPDATE, 3, facts={"status": "complete"})
    assert not action_of(advance(plan, number(plan, [done], stamp()))).overdue(date(2030, 1, 1))


def test_as_at_leaves_out_what_takes_effect_later_however_early_it_was_recorded() -> None:
    plan = small_plan()
    ahead = Draft(ChangeKind.UPDATE, 3, facts={"status": "red"}, effective=START + timedelta(days=30))
    changes = (*plan.recent, *number(plan, [ahead], stamp()))
    assert action_of(replay("local", 1, changes, as_at=START + timedelta(days=29))).status is None
    assert action_of(replay("local", 1, changes, as_at=START + timedelta(days=30))).status is Status.RED


def test_undo_of_a_note_brings_the_note_before_back() -> None:
    plan = small_plan()
    first = advance(plan, number(plan, [Draft(ChangeKind.UPDATE, 3, words={"note": "first"})], stamp()))
    second = number(first, [Draft(ChangeKind.UPDATE, 3, words={"note": "second"})], stamp())
    after = advance(first, second)
    undone = advance(after, number(after, undo_drafts(second), stamp()))
    assert [update.note for update in action_of(undone).updates] == ["first"]


def test_what_is_set_for_a_plan_is_a_change_that_can_be_taken_back() -> None:
    plan = small_plan()
    said = {"interval_days": 31, "escalation": True, "grace_days": 5, "approval": True}
    changes = number(plan, [Draft(ChangeKind.EDIT, 0, facts=said)], stamp(change_set="settings"))
    after = advance(plan, changes)
    assert {key: getattr(after, key) for key in said} == said
    assert advance(after, number(after, undo_drafts(changes), stamp())).escalation is False


def test_a_plan_remembers_eight_days_and_at_least_its_last_changes() -> None:
    def said(plan: Plan, how_many: int, at: datetime) -> Plan:
        notes = [Draft(ChangeKind.UPDATE, 3, words={"note": f"note {n}"}) for n in range(how_many)]
        return advance(plan, number(plan, notes, replace(stamp(), recorded=at)))

    monday = stamp().recorded
    old = said(small_plan(), 1_000, monday)
    assert len(old.recent) == 1_003
    week = said(old, 500, monday + timedelta(days=4))
    assert len(week.recent) == 1_503
    assert len(said(week, 500, monday + timedelta(days=9)).recent) == 1_000
    assert len(said(week, 1, monday + timedelta(days=90)).recent) == RECENT_CHANGES
    assert len(said(week, MOST_RECENT, monday + timedelta(days=5)).recent) == MOST_RECENT


def wished(end: date) -> Draft:
    """A later date that is asked for."""
    made = datetime(2026, 11, 23, 9, tzinfo=UTC)
    asked = Extension(until(end), 7, START, made, "the buyer left")
    return Draft(ChangeKind.UPDATE, 3, {"extension": extension_facts(asked)}, {"extension": extension_words(asked)})


draft_updates = st.lists(
    st.one_of(
        st.sampled_from([*Status, None]).map(lambda status: Draft(ChangeKind.UPDATE, 3, facts={"status": status})),
        st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(lambda end: moved(3, end)),
        st.text(min_size=1, max_size=20).map(lambda note: Draft(ChangeKind.UPDATE, 3, words={"note": note})),
        st.dates(date(2026, 1, 1), date(2028, 1, 1)).map(wished),
        st.sampled_from(["grant", "refuse"]).map(
            lambda said: Draft(ChangeKind.VERDICT, 3, facts={"verdict": said, "of": 7, "extension": None})
        ),
        st.lists(st.integers(1, 9), max_size=3).map(lambda who: Draft(ChangeKind.UPDATE, 3, facts={"owners": who})),
    ),
    min_size=1,
    max_size=6,
)


def standing(plan: Plan) -> tuple[object, ...]:
    action = action_of(plan)
    dates = action.timescale, action.original_end, action.moves, action.extension
    return action.status, *dates, action.owners, action.updates


@given(earlier=draft_updates, last=draft_updates)
def test_undo_restores_exactly_what_stood_before(earlier: list[Draft], last: list[Draft]) -> None:
    plan = small_plan()
    before = advance(plan, number(plan, earlier[:2], stamp()))
    changes = number(before, last, stamp(change_set="last"))
    after = advance(before, changes)
    undone = advance(after, number(after, undo_drafts(changes), stamp(change_set="undo")))
    assert standing(undone) == standing(before)


@given(drafts=draft_updates)
def test_step_by_step_is_the_same_as_replay_from_nothing(drafts: list[Draft]) -> None:
    plan = small_plan()
    for draft in drafts:
        plan = advance(plan, number(plan, [draft], stamp()))
    assert standing(replay("local", 1, plan.recent)) == standing(plan)


@given(drafts=draft_updates)
def test_as_at_today_is_the_present_state(drafts: list[Draft]) -> None:
    plan = small_plan()
    plan = advance(plan, number(plan, drafts, stamp()))
    assert standing(replay("local", 1, plan.recent, as_at=START)) == standing(plan)


def test_news_of_an_earlier_day_does_not_overrule_what_was_said_of_a_later_one() -> None:
    plan = small_plan()
    red = Draft(ChangeKind.UPDATE, 3, facts={"status": "red"}, effective=START + timedelta(days=9))
    plan = advance(plan, number(plan, [red], stamp()))
    late = Draft(ChangeKind.UPDATE, 3, {"status": "green"}, {"note": "was well then"}, START + timedelta(days=5))
    plan = advance(plan, number(plan, [late], stamp()))
    assert action_of(plan).status is Status.RED
    assert [one.effective.day for one in action_of(plan).updates] == [6, 10]


def test_an_internal_decision_told_late_stays_internal() -> None:
    """Before: it was publishable where something internal had been said of a later day."""
    plan = small_plan()
    note = Draft(ChangeKind.UPDATE, 3, {"internal": True}, {"note": "between us"}, START + timedelta(days=9))
    asked = Draft(ChangeKind.UPDATE, 3, {"internal": True}, {"decision": "sell or keep"}, START + timedelta(days=5))
    for draft in (note, asked):
        plan = advance(plan, number(plan, [draft], stamp()))
    assert (action_of(plan).decision, action_of(plan).decision_internal) == ("sell or keep", True)


dated = st.lists(
    st.tuples(st.integers(0, 20), st.sampled_from([*Status, None])).map(
        lambda told: Draft(ChangeKind.UPDATE, 3, facts={"status": told[1]}, effective=START + timedelta(days=told[0]))
    ),
    min_size=1,
    max_size=8,
)


@given(drafts=dated)
def test_however_late_it_is_told_the_present_state_is_the_state_as_at_today(drafts: list[Draft]) -> None:
    plan = small_plan()
    for draft in drafts:
        plan = advance(plan, number(plan, [draft], stamp()))
    assert standing(replay("local", 1, plan.recent, as_at=START + timedelta(days=20))) == standing(plan)


def test_the_documents_own_words_are_nobodys() -> None:
    plan = small_plan()
    note = Draft(ChangeKind.UPDATE, 3, words={"note": "a provider was chosen"}, verbatim=True)
    (change,) = number(plan, [note], stamp(who=9))
    assert (change.speaker, change.recorder) == (None, 9)


def told(plan: Plan, *drafts: Draft) -> Plan:
    """The plan after some changes, one after another."""
    for draft in drafts:
        plan = advance(plan, number(plan, [draft], stamp(date(2026, 6, 10))))
    return plan


def of_day(draft: Draft, day: date) -> Draft:
    return replace(draft, effective=day)


def test_a_date_of_an_earlier_day_is_a_move_as_at_today_too() -> None:
    """Before: the plan as it is had moved once, as at today twice."""
    later, earlier = moved(3, date(2026, 12, 31)), of_day(moved(3, date(2026, 10, 31)), date(2026, 6, 1))
    plan = told(small_plan(), later, earlier)
    action = action_of(plan)
    assert (action.due, action.moves, action.original_end) == (date(2026, 12, 31), 2, date(2026, 9, 30))
    assert standing(replay("local", 1, plan.recent, date(2026, 6, 10))) == standing(plan)
    assert moved_later(action) == {4, 5}


def test_the_first_deadline_is_the_one_of_the_earliest_day_however_late_it_is_told() -> None:
    """Before: as at today it was that of June, in the plan as it is that of December."""
    undated = told(small_plan(), Draft(ChangeKind.ACTION, None, {"ref": "6", "recommendation": 2}))
    december, june = moved(4, date(2026, 12, 31)), of_day(moved(4, date(2026, 6, 30)), date(2026, 5, 1))
    plan = told(undated, december, june)
    for one in (plan, replay("local", 1, plan.recent, date(2026, 6, 10))):
        action = one.actions[4]
        assert (action.due, action.moves, action.original_end) == (date(2026, 12, 31), 1, date(2026, 6, 30))


def test_a_correction_of_old_news_lets_no_older_news_overrule_what_was_said_since() -> None:
    """Before: green of 3 June replaced red of 5 June, once amber of 1 June had been taken back as never said."""
    first, second, fifth = (date(2026, 6, day) for day in (1, 3, 5))
    red, amber, green = (Draft(ChangeKind.UPDATE, 3, {"status": one}) for one in ("red", "amber", "green"))
    plan = told(small_plan(), of_day(red, fifth), of_day(amber, first))
    plan = told(plan, of_day(undo_drafts(plan.recent[-1:])[0], first), of_day(green, second))
    assert action_of(plan).status is Status.RED
    assert action_of(replay("local", 1, plan.recent, date(2026, 6, 10))).status is Status.RED


def test_a_date_of_an_earlier_day_settles_no_wish_of_a_later_one() -> None:
    """Before: the wish was gone from the plan as it is, and stood as at today beside the date that it had seen."""
    asked = of_day(wished(date(2027, 3, 31)), START)
    settled = of_day(moved(3, date(2026, 10, 31)), date(2026, 3, 1))
    plan = told(small_plan(), asked, replace(settled, facts={**settled.facts, "extension": None}))
    for one in (plan, replay("local", 1, plan.recent, date(2026, 6, 10))):
        action = action_of(one)
        assert action.extension is not None
        assert [(each.due, each.came) for each in action.wishes] == [(date(2026, 10, 31), Came.WAITING)]
