"""A plan as it stands beside the same plan as it stood: counts, directions of travel, what has moved. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from dialogs.reports.direction import Direction, direction
from dialogs.reports.model import Moved, StatusCount, Travel, label
from storage.plan import Action, Plan
from storage.status import Scheme, Status

DATED = frozenset(("timescale", "extension"))  # what says why a date was put off: the move, or the wish before it
TOLD = DATED | {"status"}
SCALE = (
    Status.COMPLETE,
    Status.GREEN,
    Status.AMBER,
    Status.RED,
    Status.IN_PROGRESS,
    Status.NOT_STARTED,
    Status.ON_HOLD,
    Status.CLOSED,
    None,
)


def counts(plan: Plan, before: Plan | None) -> tuple[StatusCount, ...]:
    """One for each status that occurs now or occurred before, in the order of our own scale, not rated last."""
    return counted(plan.scheme, tally(plan), tally(before) if before else None)


def counted(
    scheme: Scheme, now: Mapping[Status | None, int], then: Mapping[Status | None, int] | None = None
) -> tuple[StatusCount, ...]:
    """Numbers by status under a plan's own words."""
    return tuple(
        StatusCount(
            one, scheme.label(one), now.get(one, 0), None if then is None else now.get(one, 0) - then.get(one, 0)
        )
        for one in SCALE
        if one in now or one in (then or ())
    )


def tally(plan: Plan) -> dict[Status | None, int]:
    """How many actions have each status."""
    statuses = [one.status for one in plan.actions.values()]
    return {status: statuses.count(status) for status in set(statuses)}


def travel(actions: Iterable[Action], plan: Plan, before: Plan | None) -> tuple[Travel, ...]:
    """Each action's direction of travel; nothing where nothing is compared."""
    return tuple(_travelled(one, plan, before) for one in actions) if before else ()


def _travelled(action: Action, plan: Plan, before: Plan) -> Travel:
    then, now = before.actions.get(action.id), action.status
    if then is None:
        return Travel(action.ref, Direction.NEW, None, now, ("", label(plan, action)))
    words = (label(before, then), label(plan, action))
    return Travel(action.ref, direction(then.status, now), then.status, now, words)


def newly_overdue(late: Iterable[Action], before: Plan | None, since: date | None) -> Iterator[Action]:
    """Of those that are overdue now, the ones that were not then."""
    if before is not None and since is not None:
        for one in late:
            then = before.actions.get(one.id)
            if then is None or not then.overdue(since):
                yield one


def completed(actions: Iterable[Action], before: Plan | None) -> Iterator[Action]:
    """Complete now, and not then."""
    if before is not None:
        for one in actions:
            if one.status is Status.COMPLETE:
                then = before.actions.get(one.id)
                if then is None or then.status is not Status.COMPLETE:
                    yield one


def moved(plan: Plan, before: Plan | None) -> tuple[Moved, ...]:
    """What became different about each action, in the plan's order; then what is there no longer."""
    if before is None:
        return ()
    now = [_difference(plan, before, one) for one in plan.actions.values()]
    gone = [Moved(one.ref, gone=True) for one in before.actions.values() if one.id not in plan.actions]
    return (*(one for one in now if one), *gone)


def _difference(plan: Plan, before: Plan, action: Action) -> Moved | None:
    then = before.actions.get(action.id)
    if then is None:
        return Moved(action.ref, new=True)
    status = (label(before, then), label(plan, action)) if then.status is not action.status else None
    due = (then.timescale, action.timescale) if then.due != action.due else None
    return Moved(action.ref, status, due, _why(action, then)) if status or due else None


def _why(action: Action, then: Action) -> str | None:
    told = (
        one for one in reversed(action.updates) if one.note and not one.internal and not TOLD.isdisjoint(one.changed)
    )
    known = {one.sequence for one in then.updates}
    return next((one.note for one in told if one.sequence not in known), None)
