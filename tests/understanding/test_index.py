"""The index beside a plan is brought along, edit by edit, and answers as one made anew would."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.understanding.index import PlanIndex
from storage.plan import Plan
from tests.support.plans import load_plans

HERE = Path(__file__).parent
WORDS = st.sampled_from(["Publish the flood plan", "Agree the growth strategy", "Growth and floods", ""])
EDITS = st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["reword", "remove", "owners", "heading"]), WORDS))


def _plan() -> Plan:
    (plan,), _ = load_plans(HERE / "plans" / "oakvale.yaml")
    return plan


def _edited(plan: Plan, edit: tuple[int, str, str]) -> Plan:
    place, what, words = edit
    action = list(plan.actions.values())[place % len(plan.actions)]
    recommendation = plan.recommendations[action.recommendation]
    if what == "heading":
        changed = replace(recommendation, text=words)
        return replace(plan, recommendations={**plan.recommendations, changed.id: changed})
    if what == "remove" and len(plan.actions) > 1:
        fewer = replace(recommendation, actions=tuple(one for one in recommendation.actions if one != action.id))
        left = {key: one for key, one in plan.actions.items() if key != action.id}
        return replace(plan, actions=left, recommendations={**plan.recommendations, fewer.id: fewer})
    other = replace(action, text=words) if what == "reword" else replace(action, owners=action.owners[1:])
    return replace(plan, actions={**plan.actions, action.id: other})


def _told(index: PlanIndex) -> tuple[object, ...]:
    lettered = {letter: words for letter, words in index.lettered.items() if words}
    shortened = {letters: sorted(actions) for letters, actions in index.shortened.items()}
    held = (index.words, index.told, index.holders, shortened, index.own, index.order)
    return (*held, index.vocabulary, index.pairs, lettered, index.titled)


@given(EDITS)
@settings(deadline=None)
def test_an_index_brought_along_answers_as_one_made_anew(edits: list[tuple[int, str, str]]) -> None:
    plan = _plan()
    plans = [plan]
    for edit in edits:
        plans.append(_edited(plans[-1], edit))
    index = PlanIndex(Plan(plan.organisation, plan.id))
    for one in [*plans, *reversed(plans)]:
        index.bring_to(one)
        fresh = PlanIndex(Plan(plan.organisation, plan.id))
        fresh.bring_to(one)
        assert _told(index) == _told(fresh)
