"""The actions of a plan in the order in which they are due, kept beside it: what is asked most often is looked up.

One is kept for each plan and brought to the state that is asked about. A change moves what it touches, and only what
adds, removes or renames items is made anew. A state of the past has one of its own, which is not kept. Each thread
keeps its own, since a report is made beside the messages.
"""

import sys
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import local
from typing import NamedTuple

from storage.between import touched
from storage.plan import Action, Plan
from storage.status import Status

KEPT = 64  # plans


class Place(NamedTuple):
    """Open before ended, with a date before without one, soonest first, then in the document's order."""

    ended: bool
    undated: bool
    due: date
    place: int
    action: int


@dataclass(slots=True)
class Deadlines:
    """`order`: every action, in urgency; `ids`: the same, their ids alone; `places`: action → where it stands there;
    `own`: owner → their actions; `rated`: status → those that have it; `moved`: open actions that are late by their
    first date on `today` alone."""

    plan: Plan
    order: list[Place] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)
    own: dict[int, set[int]] = field(default_factory=dict)
    rated: dict[Status | None, set[int]] = field(default_factory=dict)
    today: date = date.min
    moved: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, plan: Plan) -> "Deadlines":
        made = cls(plan)
        ids = (one for recommendation in plan.recommendations.values() for one in recommendation.actions)
        made.places = {one: _place(plan.actions[one], place) for place, one in enumerate(ids)}
        made.order = sorted(made.places.values())
        made.ids = [one.action for one in made.order]
        for one in made.places:
            made._owned(plan.actions[one])
        return made

    def follow(self, plan: Plan, actions: Iterable[int]) -> None:
        """The same of a later state, in which these actions are others."""
        before, self.plan = self.plan, plan
        for one in actions:
            if one not in self.places:
                continue  # a recommendation, or the plan itself
            self._put(plan.actions[one])
            self._count(one)
            for owner in before.actions[one].owners:
                self.own[owner].discard(one)
            self.rated[before.actions[one].status].discard(one)
            self._owned(plan.actions[one])

    def _put(self, action: Action) -> None:
        before = self.places[action.id]
        self.places[action.id] = now = _place(action, before.place)
        if now != before:
            place = bisect_left(self.order, before)
            del self.order[place], self.ids[place]
            place = bisect_left(self.order, now)
            self.order.insert(place, now)
            self.ids.insert(place, now.action)

    def _owned(self, action: Action) -> None:
        for owner in action.owners:
            self.own.setdefault(owner, set()).add(action.id)
        self.rated.setdefault(action.status, set()).add(action.id)

    def owned(self, owners: Iterable[int]) -> Sequence[int]:
        """Those that one of these owners has, in urgency."""
        return self._sorted(self.own.get(owner, ()) for owner in owners)

    def standing(self, statuses: Iterable[Status | None]) -> Sequence[int]:
        """Those that have one of these statuses, in urgency."""
        return self._sorted(self.rated.get(status, ()) for status in statuses)

    def _sorted(self, some: Iterable[Iterable[int]]) -> Sequence[int]:
        found: set[int] = set().union(*some)
        return sorted(found, key=self.places.__getitem__)

    def due(self, first: date, last: date) -> Sequence[int]:
        """Those whose date lies between two, both included, in urgency."""
        return [*self._due(False, first, last), *self._due(True, first, last)]

    def _due(self, ended: bool, first: date, last: date) -> Sequence[int]:
        start = bisect_left(self.order, Place(ended, False, first, -1, -1))
        return self.ids[start : bisect_left(self.order, Place(ended, False, last, sys.maxsize, -1))]

    def overdue(self, today: date) -> Sequence[int]:
        """Those that are open and past their date, in urgency."""
        return self.ids[: bisect_left(self.order, Place(False, False, today, -1, -1))]

    def past_first(self, today: date) -> set[int]:
        """Those that are open and late by their first date, but not overdue. Of ours: to be looked at alone."""
        if today != self.today:
            self.today, self.moved = today, set()
            for one in self.places:
                self._count(one)
        return self.moved

    def _count(self, action: int) -> None:
        if self.plan.actions[action].past_first_date(self.today):
            self.moved.add(action)
        else:
            self.moved.discard(action)


def _place(action: Action, place: int) -> Place:
    due = action.due
    return Place(not action.open, due is None, due or date.max, place, action.id)


class _Kept(local):
    """The latest of each plan, by organisation and id."""

    def __init__(self) -> None:
        self.latest: dict[tuple[str, int], Deadlines] = {}


_kept = _Kept()


def deadlines_of(plan: Plan) -> Deadlines:
    """The deadlines of a plan as it stands; good until the next call for the same plan."""
    key, latest = (plan.organisation, plan.id), _kept.latest
    known = latest.get(key)
    if known is not None and known.plan is plan:
        return known
    if known is not None and (since := touched(known.plan, plan)) is not None:
        known.follow(plan, since)
        return known
    made = Deadlines.of(plan)
    if plan.recent:  # one of the past remembers no changes
        if len(latest) >= KEPT:
            latest.pop(next(iter(latest)))
        latest[key] = made
    return made
