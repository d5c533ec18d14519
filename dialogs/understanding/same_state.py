"""What is kept while plans, people and the day stand as they are. Any change of one of them is another state.

Of two states of the same plans only the later is kept.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from storage.people import Directory
from storage.plan import Plan

STATES = 16  # of different plans in sight

T = TypeVar("T")


@dataclass(slots=True)
class _State(Generic[T]):
    plans: tuple[Plan, ...]
    directory: Directory
    today: date
    kept: dict[Any, T] = field(default_factory=dict)

    def of(self, plans: tuple[Plan, ...], directory: Directory, today: date) -> bool:
        same = all(one is other for one, other in zip(self.plans, plans, strict=True))
        return same and self.directory is directory and self.today == today


class SameState(Generic[T]):
    """Values by keys of the caller's own, `most` for each state; beyond that a state begins afresh."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._states: OrderedDict[tuple[str, tuple[int, ...]], _State[T]] = OrderedDict()

    def of(self, plans: Iterable[Plan], directory: Directory, today: date) -> dict[Any, T]:
        """What is kept of a state, to be added to; there is one plan at least."""
        plans = tuple(plans)
        where = plans[0].organisation, tuple(plan.id for plan in plans)
        state = self._states.get(where)
        if state is None or not state.of(plans, directory, today):
            state = self._states[where] = _State(plans, directory, today)
        self._states.move_to_end(where)
        if len(self._states) > STATES:
            self._states.popitem(last=False)
        if len(state.kept) >= self._most:
            state.kept.clear()
        return state.kept

    def forget(self) -> None:
        """Let go of all of it."""
        self._states.clear()
