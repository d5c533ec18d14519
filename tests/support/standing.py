"""Reports of plans that are made for a test: an action is its ref, its status, its date and its first date."""

from collections.abc import Iterable, Mapping
from datetime import date

from dialogs.reports.model import Report, Standing, StatusCount
from dialogs.reports.report import report
from storage.people import Directory
from storage.plan import Action, Column, Plan, Recommendation
from storage.status import Scheme, Status
from storage.timescale import Kind, Timescale

TODAY = date(2026, 11, 26)
BEFORE = date(2026, 10, 26)

Made = tuple[str, Status | None, date | None, date | None]


def reported(
    made: Iterable[Made],
    labels: Mapping[Status, str] | None = None,
    before: Iterable[Made] | None = None,
    returns: Iterable[Standing] = (),
) -> Report:
    """The report of a plan of these actions, as at TODAY; compared with `before`, a month earlier."""
    then = plan(before, labels) if before is not None else None
    return report(plan(made, labels), then, Directory(1, {}), TODAY, BEFORE if then else None, returns=returns)


def plan(made: Iterable[Made], labels: Mapping[Status, str] | None = None) -> Plan:
    actions = {number: _action(number, *one) for number, one in enumerate(made, start=1)}
    recommendation = Recommendation(1_000_000, "1", "Everything", actions=tuple(actions))
    return Plan(
        "x",
        1,
        code="TST26",
        title="The plan of a test",
        columns=(Column("Action", "action"), Column("RAG", "status")),
        scheme=Scheme.of((words, status) for status, words in (labels or {}).items()),
        recommendations={1_000_000: recommendation},
        actions=actions,
    )


def _action(number: int, ref: str, status: Status | None, due: date | None, first: date | None) -> Action:
    when = Timescale(text=str(due), kind=Kind.DATE, start=due, end=due) if due else None
    moves = int(bool(first and first != due))
    text = f"Do {number}"
    return Action(number, 1_000_000, ref, text, timescale=when, status=status, original_end=first or due, moves=moves)


def stood(
    label: str | None,
    as_at: date,
    numbers: Mapping[Status | None, int],
    labels: Mapping[Status | None, str] | None = None,
) -> Standing:
    said = labels or {}
    counts = (
        StatusCount(status, said.get(status, (status or "not rated").replace("_", " ")), n)
        for status, n in numbers.items()
    )
    return Standing(label, as_at, tuple(counts))
