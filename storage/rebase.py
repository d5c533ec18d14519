"""Two people who update different actions at once do not wait for one another.

A turn numbers its changes after the plan that it saw. Where others have written since, but about other items, what the
turn decided still holds, and its changes only need later numbers. Whatever touches the same item, the plan itself or
its structure (refs, items added or removed) is not moved: that turn has to look again.
"""

from collections.abc import Iterable
from dataclasses import replace

from storage.plan import Change, ChangeKind, Plan
from storage.work import Recorded

STRUCTURE = frozenset(("ref", "removed"))


def rebased(write: Recorded, plan: Plan) -> Recorded | None:
    """The write, numbered after the plan as it is now; None where it must be decided again."""
    since = [change for change in plan.recent if change.sequence > write.expected]
    if len(since) != plan.number - write.expected or not _independent(write.changes, since):
        return None
    later = plan.number - write.expected
    moved = tuple(replace(change, sequence=change.sequence + later) for change in write.changes)
    return Recorded(write.plan, plan.number, moved)


def _independent(mine: Iterable[Change], theirs: Iterable[Change]) -> bool:
    touched = {change.subject for change in theirs}
    return all(map(_about_one_item, theirs)) and all(
        _about_one_item(change) and change.subject not in touched for change in mine
    )


def _about_one_item(change: Change) -> bool:
    happens = change.kind in (ChangeKind.UPDATE, ChangeKind.EDIT, ChangeKind.VERDICT, ChangeKind.UNDO)
    return happens and change.subject != 0 and STRUCTURE.isdisjoint(change.facts)
