"""Two people who update different actions at once do not wait for one another.

A turn numbers its changes after the plan that it saw. Where others have written since, but about other items, what the
turn decided still holds, and its changes only need later numbers. Whatever touches the same item, the plan itself or
its structure (refs, items added or removed) is not moved: that turn has to look again.
"""

from collections.abc import Iterable
from dataclasses import replace

from storage.plan import Change, ChangeKind, Plan
from storage.replay import advance
from storage.work import Recorded

STRUCTURE = frozenset(("ref", "removed"))


def rebased(write: Recorded, plan: Plan) -> Recorded | None:
    """The write, numbered after the plan as it is now; None where it must be decided again."""
    later = plan.number - write.expected
    if later < 0:
        return None  # decided against a state that is gone: what it replaces never stood here
    since = plan.recent[-later:] if later else ()
    if [change.sequence for change in since] != list(range(write.expected + 1, plan.number + 1)):
        return None
    if not _independent(write.changes, since):
        return None
    moved = tuple(replace(change, sequence=change.sequence + later) for change in write.changes)
    return Recorded(write.plan, plan.number, moved)


def followed(plan: Plan, write: Recorded) -> Plan:
    """The plan after a write, as it was seen when the write was numbered, where that was after this plan."""
    if write.after is not None and plan.number == write.expected:
        return write.after
    return advance(plan, write.changes)


def _independent(mine: Iterable[Change], theirs: Iterable[Change]) -> bool:
    touched = {change.subject for change in theirs}
    return all(map(_about_one_item, theirs)) and all(
        _about_one_item(change) and change.subject not in touched for change in mine
    )


def _about_one_item(change: Change) -> bool:
    happens = change.kind in (ChangeKind.UPDATE, ChangeKind.EDIT, ChangeKind.VERDICT, ChangeKind.UNDO)
    return happens and change.subject != 0 and STRUCTURE.isdisjoint(change.facts)
