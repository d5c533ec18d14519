"""Better, worse, or neither: only where two statuses say more and less of the same thing."""

from itertools import product

import pytest

from dialogs.reports.direction import Direction, direction
from storage.status import Status

EVERY = (*Status, None)
BACK = {Direction.BETTER: Direction.WORSE, Direction.WORSE: Direction.BETTER}


@pytest.mark.parametrize(("before", "now"), [*product(EVERY, EVERY)])
def test_the_way_back_is_the_other_direction(before: Status | None, now: Status | None) -> None:
    there, back = direction(before, now), direction(now, before)
    assert back is BACK.get(there, there)
    assert (there is Direction.SAME) == (before is now)


@pytest.mark.parametrize(("first", "then", "last"), [*product(EVERY, EVERY, EVERY)])
def test_better_than_what_is_better_is_better(first: Status | None, then: Status | None, last: Status | None) -> None:
    if direction(first, then) is direction(then, last) is Direction.BETTER:
        assert direction(first, last) is Direction.BETTER


@pytest.mark.parametrize(
    ("before", "now", "way"),
    [
        (Status.RED, Status.AMBER, Direction.BETTER),
        (Status.GREEN, Status.RED, Direction.WORSE),
        (Status.NOT_STARTED, Status.GREEN, Direction.BETTER),
        (Status.COMPLETE, Status.AMBER, Direction.WORSE),  # opened again
        (Status.RED, Status.ON_HOLD, Direction.OTHER),  # a decision about it, and no measure of it
        (Status.RED, Status.CLOSED, Direction.OTHER),  # ended undone
        (None, Status.RED, Direction.OTHER),  # its first rating
        (None, Status.COMPLETE, Direction.BETTER),
        (Status.IN_PROGRESS, Status.RED, Direction.OTHER),
        (Status.NOT_STARTED, Status.AMBER, Direction.OTHER),
    ],
)
def test_what_is_better(before: Status | None, now: Status | None, way: Direction) -> None:
    assert direction(before, now) is way
