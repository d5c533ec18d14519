"""In which direction an action goes, from one status to another. Pure.

Better and worse are told only where one of two statuses says more of the same thing than the other. The colours are
such a scale, and so is how far something is (not started, in progress, complete). Complete is better than everything
that is still to be done. Whether something on hold, closed or not rated does well is not said by that: a change from or
to one of them is told as another status that is neither; so is a first colour for what was in progress.
"""

from enum import StrEnum
from functools import cache

from storage.status import Status


class Direction(StrEnum):
    """How an action's status compares with the one that it had."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"  # another status that is neither better nor worse
    SAME = "same"
    NEW = "new"  # it was not in the plan then


SCALES = (  # from worse to better, each
    (Status.RED, Status.AMBER, Status.GREEN, Status.COMPLETE),
    (Status.NOT_STARTED, Status.IN_PROGRESS, Status.COMPLETE),
    (Status.NOT_STARTED, Status.GREEN),
    (Status.ON_HOLD, Status.COMPLETE),
    (None, Status.COMPLETE),
)


@cache
def direction(before: Status | None, now: Status | None) -> Direction:
    """From one status to another; None is not rated."""
    if before is now:
        return Direction.SAME
    if _above(before, now):
        return Direction.BETTER
    return Direction.WORSE if _above(now, before) else Direction.OTHER


def _above(lower: Status | None, higher: Status | None) -> bool:
    return any(lower in scale and higher in scale and scale.index(lower) < scale.index(higher) for scale in SCALES)
