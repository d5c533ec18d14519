"""What lies between two states of a plan, so that what is kept beside it follows a change and is not made anew."""

from storage.past import STRUCTURE
from storage.plan import Plan
from storage.replay import MAKERS


def touched(before: Plan, after: Plan) -> frozenset[int] | None:
    """The ids of what changes have amended from the one to the other; of the plan itself it is 0.

    None where that is not known, since the later one was not made from the earlier (words have been erased, or what a
    plan remembers of its record does not reach back so far), or where items were added, removed or renamed.
    """
    if before is after:
        return frozenset()
    missing = after.number - before.number
    if missing <= 0 or missing >= len(after.recent) or not before.recent:
        return None
    if after.recent[-missing - 1] is not before.recent[-1]:
        return None
    changes = after.recent[-missing:]
    if any(one.kind in MAKERS or not STRUCTURE.isdisjoint(one.facts) for one in changes):
        return None
    return frozenset(one.subject for one in changes)
