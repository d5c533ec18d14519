"""What has become of an action since a card showed it: the changes, and how it stood on that card."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from storage.plan import Action, Change, Plan
from storage.status import Status


class Stood(NamedTuple):
    """The fields of a form as a card showed them."""

    status: Status | None
    due: date | None


def changes_since(plan: Plan, action: int, seen: int | None) -> Sequence[Change] | None:
    """An action's changes after a plan's number, oldest first; None where the plan no longer remembers that far.

    Without a number nothing is known of what was seen, and nothing is held against it.
    """
    if seen is None or seen >= plan.number:
        return ()
    if plan.recent and plan.recent[0].sequence > seen + 1:
        return None
    return [one for one in plan.recent if one.subject == action and one.sequence > seen]


def stood(action: Action, later: Sequence[Change]) -> Stood:
    """How an action stood before some later changes of it."""
    status, due = action.status, action.due
    for change in reversed(later):
        if "status" in change.before:
            held = change.before["status"]
            status = Status(held) if held else None
        if "timescale" in change.before:
            end = (change.before["timescale"] or {}).get("end")
            due = date.fromisoformat(end) if end else None
    return Stood(status, due)
