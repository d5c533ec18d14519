"""The plan as at a date, compared with how it stood before. Pure: every figure is defined here, once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

from dialogs.words import say
from storage.documents.export import Grid, grid
from storage.documents.standing import document_of
from storage.people import Directory
from storage.plan import Action, Column, Plan, Recommendation, Update
from storage.status import Status
from storage.timescale import Timescale

SOON = timedelta(days=31)  # "due next": within about a month
DATED = frozenset(("timescale", "extension"))  # what says why a date was put off: the move, or the wish before it
OWN_COLUMNS = tuple(  # of a plan that did not come from a table
    Column(say(key), role)
    for key, role in (
        ("report.ref", "number"),
        ("report.recommendation", "recommendation"),
        ("report.action", "action"),
        ("report.owners", "owner"),
        ("report.due", "timescale"),
    )
)


@dataclass(frozen=True, slots=True)
class Row:
    """One action as the report prints it: the plan's words, and our reading beside them."""

    action: Action
    recommendation: Recommendation
    owners: tuple[str, ...]
    sponsors: tuple[str, ...]
    status_label: str  # the plan's own word
    overdue: bool
    past_first: bool
    latest: Update | None  # the newest update that may be published

    @property
    def ref(self) -> str:
        return self.action.ref


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many actions have a status, and by how many that has changed; None where nothing is compared."""

    status: Status | None
    label: str
    number: int
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What became different about one action. A pair is (before, now) and is None where nothing changed."""

    ref: str
    status: tuple[str, str] | None = None
    due: tuple[Timescale | None, Timescale | None] | None = None
    why: str | None = None  # in the words of the newest publishable update that changed it
    new: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """A date that has been put off: the first one, the present one, how often, and why the last time."""

    ref: str
    first: date
    now: Timescale | None
    times: int
    why: str | None  # in publishable words


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a summary or a document says. Rows stand in the plan's own order; lists of them too,
    but for `overdue` (longest overdue first) and `due_next` (soonest first)."""

    code: str
    title: str
    as_at: date
    since: date | None
    compared: bool
    interval_days: int
    columns: tuple[Column, ...]
    own_columns: bool  # ours, since the plan came from no table
    rows: tuple[Row, ...]
    laid: Callable[[], Grid] = field(compare=False)  # `grid`, made when a document is: figures need none
    counts: tuple[StatusCount, ...]
    overdue: tuple[Row, ...]
    past_first: tuple[Row, ...]
    newly_overdue: tuple[Row, ...]
    completed: tuple[Row, ...]
    due_next: tuple[Row, ...]
    no_date: tuple[Row, ...]
    no_owner: tuple[Row, ...]
    silent: tuple[Row, ...]
    decisions: tuple[Row, ...]
    moved: tuple[Moved, ...]
    slips: tuple[Slip, ...]  # of everything whose date was ever put off, in the plan's order
    texts: Mapping[int, str] | None  # action → its accepted wording, where a return is reported
    unaccepted: tuple[Row, ...]  # of a return, what has no accepted wording

    @property
    def grid(self) -> Grid:
        """The plan's own table as it stands: what every document prints."""
        return self.laid()


def report(
    plan: Plan,
    before: Plan | None,
    directory: Directory,
    as_at: date,
    since: date | None = None,
    texts: Mapping[int, str] | None = None,
) -> Report:
    """The report of a plan as it stood at `as_at`; `before` is the same plan as it stood at `since`.

    A plan that had no actions then is not compared. Without `since`, what fell overdue in between is not told. `texts`
    is the wording that was accepted for a return, by action, which is then printed instead of the newest notes.
    """
    own = not plan.columns
    plan = replace(plan, columns=OWN_COLUMNS) if own else plan
    earlier = before if before is not None and before.actions else None
    rows = _rows(plan, directory, as_at)
    left = tuple(row for row in rows if row.action.open)
    return Report(
        code=plan.code,
        title=plan.title,
        as_at=as_at,
        since=since if earlier else None,
        compared=earlier is not None,
        interval_days=plan.interval_days,
        columns=plan.columns,
        own_columns=own,
        rows=rows,
        laid=cache(lambda: grid(document_of(plan, directory))),
        counts=_counts(plan, earlier),
        overdue=_by_date(row for row in left if row.overdue),
        past_first=tuple(row for row in left if row.past_first),
        newly_overdue=_newly_overdue(rows, earlier, since),
        completed=_completed(rows, earlier),
        due_next=_by_date(row for row in left if row.action.due and as_at <= row.action.due <= as_at + SOON),
        no_date=tuple(row for row in left if row.action.due is None),
        no_owner=tuple(row for row in left if not row.action.owners),
        silent=tuple(row for row in left if row.action.silent(as_at, plan.interval_days)),
        decisions=tuple(row for row in left if row.action.decision),
        moved=_moved(plan, earlier),
        slips=tuple(_slip(row.action) for row in rows if row.action.moves and row.action.original_end),
        texts=texts,
        unaccepted=tuple(row for row in rows if texts is not None and row.action.id not in texts),
    )


def _slip(action: Action) -> Slip:
    moves = [one for one in action.updates if one.changed & DATED]
    while moves and "timescale" not in moves[-1].changed:
        moves.pop()  # asked for after the last move, and not granted
    why = next((one.note for one in reversed(moves) if one.note and not one.internal), None)
    return Slip(action.ref, action.original_end or date.max, action.timescale, action.moves, why)


def _rows(plan: Plan, directory: Directory, as_at: date) -> tuple[Row, ...]:
    return tuple(
        _row(plan, recommendation, plan.actions[one], directory, as_at)
        for recommendation in plan.recommendations.values()
        for one in recommendation.actions
    )


def _row(plan: Plan, recommendation: Recommendation, action: Action, directory: Directory, as_at: date) -> Row:
    published = [one for one in action.updates if one.note and not one.internal]
    return Row(
        action=action,
        recommendation=recommendation,
        owners=tuple(directory.names(action.owners)),
        sponsors=tuple(directory.names(recommendation.sponsors)),
        status_label=label(plan, action),
        overdue=action.overdue(as_at),
        past_first=action.past_first_date(as_at),
        latest=published[-1] if published else None,
    )


def label(plan: Plan, action: Action) -> str:
    """The document's own word where it says more than the scheme's, else the scheme's."""
    return action.status_text if action.status and action.status_text else plan.scheme.label(action.status)


def _by_date(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.action.due or date.max))


def _counts(plan: Plan, before: Plan | None) -> tuple[StatusCount, ...]:
    """One for each status that occurs now or occurred before, in the order of our own scale, not rated last."""
    now = _tally(plan.actions)
    then = _tally(before.actions) if before else {}
    return tuple(
        StatusCount(
            one, plan.scheme.label(one), now.get(one, 0), now.get(one, 0) - then.get(one, 0) if before else None
        )
        for one in (*_SCALE, None)
        if one in now or one in then
    )


_SCALE = (
    Status.COMPLETE,
    Status.GREEN,
    Status.AMBER,
    Status.RED,
    Status.IN_PROGRESS,
    Status.NOT_STARTED,
    Status.ON_HOLD,
    Status.CLOSED,
)


def _tally(actions: Mapping[int, Action]) -> dict[Status | None, int]:
    statuses = [one.status for one in actions.values()]
    return {status: statuses.count(status) for status in set(statuses)}


def _newly_overdue(rows: Sequence[Row], before: Plan | None, since: date | None) -> tuple[Row, ...]:
    if before is None or since is None:
        return ()
    then = {one.id for one in before.actions.values() if one.overdue(since)}
    return _by_date([row for row in rows if row.overdue and row.action.id not in then])


def _completed(rows: Sequence[Row], before: Plan | None) -> tuple[Row, ...]:
    if before is None:
        return ()
    done = {one.id for one in before.actions.values() if one.status is Status.COMPLETE}
    return tuple(row for row in rows if row.action.status is Status.COMPLETE and row.action.id not in done)


def _moved(plan: Plan, before: Plan | None) -> tuple[Moved, ...]:
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
