"""How a plan stood at the end of a day, from how it stood on an earlier one. Pure.

Truth is `storage.replay.replay`: every change effective by then, in order of (effective, sequence). Items do not depend
on one another but for the plan's structure (what items there are, and their refs), so that most of what is known of an
earlier day still holds: what was recorded of later days follows it, and where something was told afterwards of days
before, its item is made anew from all its changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from storage.plan import Action, Change, Plan, Recommendation
from storage.replay import MAKERS, Builder, in_time

STRUCTURE = frozenset(("ref", "removed"))


@dataclass(frozen=True, slots=True)
class Past:
    """A plan as it stood at the end of `day`, by the changes up to sequence `number`; it carries no `recent`.

    `recorded` is when the newest change in it was written (UTC), None where there is none. `redactions` counts how
    often words of the plan had been erased: where they have been since, this still has them and is of no use.
    """

    plan: Plan
    day: date
    number: int
    redactions: int
    recorded: datetime | None = None


class Structural(Exception):
    """The plan's structure is another than in the past that was given: it has to be made from nothing."""


def told_late(base: Past, changes: Iterable[Change]) -> frozenset[int]:
    """The items of which something was recorded since that belongs to the days of `base`. Raises Structural."""
    late = frozenset(one.subject for one in changes if one.effective <= base.day)
    if 0 in late:
        raise Structural
    return late


def demand_same_structure(changes: Iterable[Change]) -> None:
    """Raises Structural where a change makes, removes or renames an item."""
    for one in changes:
        if one.kind in MAKERS or not STRUCTURE.isdisjoint(one.facts):
            raise Structural


def carried(base: Past, changes: Sequence[Change], whole: Sequence[Change], day: date) -> Plan:
    """The plan at the end of `day`.

    `changes` are those effective by then that `base` does not hold; `whole` are all those, effective by then, of the
    items that `told_late` names. Raises Structural.
    """
    demand_same_structure(changes)
    late = told_late(base, changes)
    builder = Builder(base.plan)
    builder.follow(sorted((one for one in changes if one.subject not in late), key=in_time))
    plan = builder.plan()
    newest = max((one.sequence for one in changes), default=0)
    return _anew(replace(plan, number=max(plan.number, newest), recent=()), whole)


def _anew(plan: Plan, whole: Sequence[Change]) -> Plan:
    """The plan with some of its items made anew, each from all its changes; their places and refs stay."""
    by_item: dict[int, list[Change]] = {}
    for change in sorted(whole, key=in_time):
        by_item.setdefault(change.subject, []).append(change)
    actions, recommendations = dict(plan.actions), dict(plan.recommendations)
    for item, changes in by_item.items():
        if item in actions:
            actions[item] = _action(plan, actions[item], changes)
        elif item in recommendations:
            recommendations[item] = _recommendation(plan, recommendations[item], changes)
    return replace(plan, actions=actions, recommendations=recommendations)


def _action(plan: Plan, known: Action, changes: Iterable[Change]) -> Action:
    parent = Recommendation(known.recommendation, "", "")
    builder = Builder(Plan(plan.organisation, plan.id, recommendations={parent.id: parent}))
    builder.follow(changes)
    return builder.plan().actions[known.id]


def _recommendation(plan: Plan, known: Recommendation, changes: Iterable[Change]) -> Recommendation:
    builder = Builder(Plan(plan.organisation, plan.id))
    builder.follow(changes)
    return replace(builder.plan().recommendations[known.id], actions=known.actions)
