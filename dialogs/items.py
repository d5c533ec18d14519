"""An action in its plan, and how a dialog finds the ones that are meant."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple, overload

from dialogs.deadlines import Deadlines
from dialogs.reply import OfPlan
from dialogs.turn import Turn
from storage.plan import Action, Plan, Recommendation


class Item(NamedTuple):
    """One action in the plan that it belongs to."""

    plan: Plan
    action: Action

    @property
    def pair(self) -> tuple[int, int]:
        return self.plan.id, self.action.id

    @property
    def recommendation(self) -> Recommendation:
        return self.plan.recommendation_of(self.action)


class Items(Sequence[Item]):
    """Some actions of one plan in urgency, by their ids; each is looked up when it is looked at: a list shows five of
    them. What is open comes first, and of that what is overdue, so that both are found and not searched for."""

    def __init__(self, plan: Plan, ids: Sequence[int], deadlines: Deadlines) -> None:
        self._plan = plan
        self._ids = ids
        self._deadlines = deadlines

    def open(self) -> "Items":
        return self._before((True,))

    def overdue(self, today: date) -> "Items":
        return self._before((False, False, today))

    def past_first(self, today: date) -> "Items":
        """Not overdue by their present dates, but late by their first ones."""
        moved = self._order().past_first(today)
        return self._of([one for one in self._ids if one in moved])

    def _before(self, place: tuple[Any, ...]) -> "Items":
        return self._of(self._ids[: bisect_left(self._ids, place, key=self._order().places.__getitem__)])

    def _order(self) -> Deadlines:
        """As the plan stood when these were found, wherever it has come to since."""
        if self._deadlines.plan is not self._plan:
            self._deadlines = Deadlines.of(self._plan)
        return self._deadlines

    def _of(self, ids: Sequence[int]) -> "Items":
        return Items(self._plan, ids, self._deadlines)

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Item]:
        plan, actions = self._plan, self._plan.actions
        return (Item(plan, actions[one]) for one in self._ids)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> "Items": ...
    def __getitem__(self, place: int | slice) -> "Item | Items":
        if isinstance(place, slice):
            return self._of(self._ids[place])
        return Item(self._plan, self._plan.actions[self._ids[place]])


def item(plans: dict[int, Plan], plan_id: int | None, action_id: int | None) -> Item | None:
    """The action behind permanent ids, or None where it has gone."""
    plan = plans.get(plan_id) if plan_id is not None else None
    action = plan.actions.get(action_id) if plan and action_id is not None else None
    return Item(plan, action) if plan and action else None


def every(plans: Iterable[Plan]) -> list[Item]:
    """All actions of some plans, in the order of each document."""
    return [
        Item(plan, plan.actions[one])
        for plan in plans
        for recommendation in plan.recommendations.values()
        for one in recommendation.actions
    ]


def of_ids(plan: Plan, subject: int) -> list[Item]:
    """An action by its id, or the actions of a recommendation by its id."""
    if subject in plan.actions:
        return [Item(plan, plan.actions[subject])]
    recommendation = plan.recommendations.get(subject)
    return [Item(plan, plan.actions[one]) for one in recommendation.actions] if recommendation else []


def of_plans(items: Sequence[Item]) -> tuple[OfPlan, ...]:
    """What a card of some actions shows of each plan."""
    plans = {one.plan.id: one.plan for one in items}
    return tuple(
        OfPlan(plan=plan.id, seen=plan.number, actions=tuple(one.action.id for one in items if one.plan.id == plan.id))
        for plan in plans.values()
    )


def meant(turn: Turn) -> list[Item]:
    """The actions that a message names: as resolved, else by the refs of its filter, else what a button carried."""
    resolved = [
        found for plan, one in turn.meant.targets if plan in turn.plans for found in of_ids(turn.plans[plan], one)
    ]
    if resolved:
        return resolved
    named = [found for ref in refs(turn) for found in by_ref(plans_meant(turn), ref)]
    if named:
        return named
    changed = (item(turn.plans, one.plan_id, one.action_id) for one in turn.meant.changes)
    pressed = item(turn.plans, turn.message.payload.get("plan"), turn.message.payload.get("action"))
    return [found for found in changed if found] or ([pressed] if pressed else [])


def refs(turn: Turn) -> list[str]:
    """The refs that the filter names."""
    wanted = turn.meant.filter.get("action")
    if wanted is None:
        return []
    return [str(one) for one in wanted] if isinstance(wanted, list | tuple) else [str(wanted)]


def by_ref(plans: Iterable[Plan], ref: str) -> list[Item]:
    return [Item(plan, action) for plan in plans for action in plan.find(ref)]


def plans_meant(turn: Turn) -> tuple[Plan, ...]:
    """The plan that was named, else every live one."""
    code = turn.meant.filter.get("plan")
    if code is None:
        return turn.live
    wanted = [str(one).casefold() for one in (code if isinstance(code, list | tuple) else [code])]
    return tuple(one for one in turn.plans.values() if one.code.casefold() in wanted or one.title.casefold() in wanted)


def several(turn: Turn) -> bool:
    """More than one plan is live, so that every answer says which it means."""
    return len(turn.live) > 1
