"""The plan as at a date, compared with how it stood before. Pure: every figure is defined here, once, or in the file of
its name beside this one."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import dropwhile

from dialogs.reports.asked import extensions
from dialogs.reports.compared import DATED, completed, counts, moved, newly_overdue, travel
from dialogs.reports.contradictions import contradictions
from dialogs.reports.decisions import decision, known_names
from dialogs.reports.later import Later
from dialogs.reports.model import Decision, Moved, Report, Row, Slip, Standing, StatusCount, label
from dialogs.reports.silent import silent_owners
from dialogs.words import say
from storage.documents.export import grid
from storage.documents.standing import document_of
from storage.people import Directory
from storage.plan import Action, Column, Plan

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
        unaccepted=() if texts is None else tuple(row for row in one.rows if row.action.id not in texts),
    )


def _figures(
    plan: Plan, earlier: Plan | None, directory: Directory, as_at: date, since: date | None, away: Collection[int]
) -> Report:
    own = not plan.columns
    plan = replace(plan, columns=OWN_COLUMNS) if own else plan
    actions = in_order(plan)
    row = _rows(plan, directory, as_at)
    left = [one for one in actions if one.open]
    late = [one for one in left if one.overdue(as_at)]
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
        rows=Later(lambda: map(row, actions), len(actions)),
        laid=cache(lambda: grid(document_of(plan, directory))),
        counts=counts(plan, earlier),
        history=(),
        travel=travel(actions, plan, earlier),
        overdue=tuple(map(row, by_date(late))),
        past_first=tuple(row(one) for one in left if one.past_first_date(as_at)),
        newly_overdue=tuple(map(row, by_date(newly_overdue(late, earlier, since)))),
        completed=tuple(map(row, completed(actions, earlier))),
        due_next=tuple(map(row, by_date(one for one in left if (due := one.due) and as_at <= due <= as_at + SOON))),
        no_date=tuple(row(one) for one in left if one.due is None),
        no_owner=tuple(row(one) for one in left if not one.owners),
        silent=tuple(row(one) for one in left if one.silent(as_at, plan.interval_days)),
        silent_owners=Later(lambda: silent_owners(actions, row, directory, quiet_since, away)),
        decisions=_decisions(left, row, directory),
        extensions=extensions(actions, directory, since),
        contradictions=Later(lambda: (odd for one in actions for odd in contradictions(one, as_at))),
        moved=moved(plan, earlier),
        slips=Later(lambda: (_slip(one) for one in actions if one.moves and one.original_end)),
        texts=None,
        number=plan.number,
        unaccepted=(),
        people=tuple(one.name for one in directory.people.values() if one.speaks),
    )


def in_order(plan: Plan) -> list[Action]:
    """A plan's actions as they stand in its table."""
    return [plan.actions[one] for recommendation in plan.recommendations.values() for one in recommendation.actions]


def _decisions(left: Iterable[Action], row: Callable[[Action], Row], directory: Directory) -> tuple[Decision, ...]:
    waiting = [row(one) for one in left if one.decision]
    known = known_names(directory) if waiting else {}
    return tuple(decision(one, known) for one in waiting)


def _before(day: date, days: int) -> date:
    """So many days earlier, or the first day that there is."""
    return day - timedelta(days=min(days, (day - date.min).days))


def _slip(action: Action) -> Slip:
    newest = dropwhile(
        lambda one: "timescale" not in one.changed, reversed(action.updates)
    )  # not what was only asked for
    why = next((one.note for one in newest if one.changed & DATED and one.note and not one.internal), None)
    return Slip(action.ref, action.original_end or date.max, action.timescale, action.moves, why)


def _rows(plan: Plan, directory: Directory, as_at: date) -> Callable[[Action], Row]:
    """An action as a row, which is made once and when it is asked for."""
    made: dict[int, Row] = {}

    def row(action: Action) -> Row:
        if action.id not in made:
            made[action.id] = Row(action, plan, directory, as_at)
        return made[action.id]

    return row


def by_date(actions: Iterable[Action]) -> list[Action]:
    return sorted(actions, key=lambda one: one.due or date.max)
