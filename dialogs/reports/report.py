"""The plan as at a date, compared with how it stood before. Pure: every figure is defined here, once, or in the file of
its name beside this one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import dropwhile

from dialogs.reports.asked import extensions
from dialogs.reports.compared import DATED, completed, counts, label, moved, newly_overdue, travel
from dialogs.reports.contradictions import contradictions
from dialogs.reports.decisions import decision, known_names
from dialogs.reports.model import Moved, Report, Row, Slip, Standing, StatusCount
from dialogs.reports.silent import silent_owners
from dialogs.words import say
from storage.documents.export import grid
from storage.documents.standing import document_of
from storage.people import Directory
from storage.plan import Action, Column, Plan, Recommendation

__all__ = ("Moved", "Report", "Row", "Slip", "Standing", "StatusCount", "label", "report")

SOON = timedelta(days=31)  # "due next": within about a month
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


def report(
    plan: Plan,
    before: Plan | None,
    directory: Directory,
    as_at: date,
    since: date | None = None,
    texts: Mapping[int, str] | None = None,
    *,
    returns: Iterable[Standing] = (),
    name: str | None = None,
    away: Collection[int] = (),
) -> Report:
    """The report of a plan as it stood at `as_at`; `before` is the same plan as it stood at `since`.

    A plan that had no actions then is not compared. Without `since`, what fell overdue in between is not told. `texts`
    is the wording that was accepted for a return, by action, which is then printed instead of the newest notes;
    `name` is the return’s name. `returns` are the frozen returns before, and `away` the people who are away.
    """
    earlier = before if before is not None and before.actions else None
    one = _figures(plan, earlier, directory, as_at, since if earlier else None, away)
    return replace(
        one,
        nothing_then=None if earlier else since,
        history=(*returns, Standing(name, as_at, one.counts)),
        texts=texts,
        number=plan.number,
        unaccepted=tuple(row for row in one.rows if texts is not None and row.action.id not in texts),
    )


def _figures(
    plan: Plan, earlier: Plan | None, directory: Directory, as_at: date, since: date | None, away: Collection[int]
) -> Report:
    own = not plan.columns
    plan = replace(plan, columns=OWN_COLUMNS) if own else plan
    rows = _rows(plan, directory, as_at)
    left = tuple(row for row in rows if row.action.open)
    known = known_names(directory)
    quiet_since = since or _before(as_at, plan.interval_days)
    return Report(
        code=plan.code,
        title=plan.title,
        as_at=as_at,
        since=since,
        compared=earlier is not None,
        existed=bool(plan.number or plan.actions),
        nothing_then=None,
        interval_days=plan.interval_days,
        columns=plan.columns,
        own_columns=own,
        rows=rows,
        laid=cache(lambda: grid(document_of(plan, directory))),
        counts=counts(plan, earlier),
        history=(),
        travel=travel(rows, plan, earlier),
        overdue=_by_date(row for row in left if row.overdue),
        past_first=tuple(row for row in left if row.past_first),
        newly_overdue=newly_overdue(rows, earlier, since),
        completed=completed(rows, earlier),
        due_next=_by_date(row for row in left if row.action.due and as_at <= row.action.due <= as_at + SOON),
        no_date=tuple(row for row in left if row.action.due is None),
        no_owner=tuple(row for row in left if not row.action.owners),
        silent=tuple(row for row in left if row.action.silent(as_at, plan.interval_days)),
        silent_owners=silent_owners(rows, directory, quiet_since, away),
        decisions=tuple(decision(row, known) for row in left if row.action.decision),
        extensions=extensions(rows, directory, since),
        contradictions=tuple(one for row in rows for one in contradictions(row, as_at)),
        moved=moved(plan, earlier),
        slips=tuple(_slip(row.action) for row in rows if row.action.moves and row.action.original_end),
        texts=None,
        number=plan.number,
        unaccepted=(),
        people=tuple(one.name for one in directory.people.values() if one.speaks),
    )


def _before(day: date, days: int) -> date:
    """So many days earlier, or the first day that there is."""
    return day - timedelta(days=min(days, (day - date.min).days))


def _slip(action: Action) -> Slip:
    newest = dropwhile(
        lambda one: "timescale" not in one.changed, reversed(action.updates)
    )  # not what was only asked for
    why = next((one.note for one in newest if one.changed & DATED and one.note and not one.internal), None)
    return Slip(action.ref, action.original_end or date.max, action.timescale, action.moves, why)


def _rows(plan: Plan, directory: Directory, as_at: date) -> tuple[Row, ...]:
    return tuple(
        _row(plan, recommendation, plan.actions[one], directory, as_at)
        for recommendation in plan.recommendations.values()
        for one in recommendation.actions
    )


def _row(plan: Plan, recommendation: Recommendation, action: Action, directory: Directory, as_at: date) -> Row:
    return Row(
        action=action,
        recommendation=recommendation,
        owners=tuple(directory.names(action.owners)),
        sponsors=tuple(directory.names(recommendation.sponsors)),
        status_label=label(plan, action),
        overdue=action.overdue(as_at),
        past_first=action.past_first_date(as_at),
        latest=next((one for one in reversed(action.updates) if one.note and not one.internal), None),
    )


def _by_date(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.action.due or date.max))
