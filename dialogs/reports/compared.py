"""A plan as it stands beside the same plan as it stood: counts, directions of travel, what has moved. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from dialogs.reports.direction import Direction, direction
from dialogs.reports.model import Moved, Row, StatusCount, Travel
from storage.plan import Action, Plan
from storage.status import Scheme, Status

DATED = frozenset(("timescale", "extension"))  # what says why a date was put off: the move, or the wish before it
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


def label(plan: Plan, action: Action) -> str:
    """The document's own word where it says more than the scheme's, else the scheme's."""
    return action.status_text if action.status and action.status_text else plan.scheme.label(action.status)


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


def travel(rows: Sequence[Row], plan: Plan, before: Plan | None) -> tuple[Travel, ...]:
    """Each row's direction of travel; nothing where nothing is compared."""
    return tuple(_travelled(row, plan, before) for row in rows) if before else ()


def _travelled(row: Row, plan: Plan, before: Plan) -> Travel:
    then, now = before.actions.get(row.action.id), row.action.status
    if then is None:
        return Travel(row.ref, Direction.NEW, None, now, ("", label(plan, row.action)))
    words = (label(before, then), label(plan, row.action))
    return Travel(row.ref, direction(then.status, now), then.status, now, words)


def newly_overdue(rows: Sequence[Row], before: Plan | None, since: date | None) -> tuple[Row, ...]:
    """Overdue now, and not then; the longest overdue first."""
    if before is None or since is None:
        return ()
    then = {one.id for one in before.actions.values() if one.overdue(since)}
    found = (row for row in rows if row.overdue and row.action.id not in then)
    return tuple(sorted(found, key=lambda row: row.action.due or date.max))


def completed(rows: Sequence[Row], before: Plan | None) -> tuple[Row, ...]:
    """Complete now, and not then."""
    if before is None:
        return ()
    done = {one.id for one in before.actions.values() if one.status is Status.COMPLETE}
    return tuple(row for row in rows if row.action.status is Status.COMPLETE and row.action.id not in done)


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
    known = {one.sequence for one in then.updates}
    told = [one for one in action.updates if one.sequence not in known and one.changed & {"status", *DATED}]
    return next((one.note for one in reversed(told) if one.note and not one.internal), None)
