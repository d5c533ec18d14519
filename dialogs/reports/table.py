"""The plan's own table with its update column, as headings and rows of text: what every document prints."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from dialogs.reports.report import Report, Row
from dialogs.shown import due_words
from dialogs.words import day, joined, say
from storage.plan import Column
from storage.status import Status

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what neither Word nor Excel takes in a cell


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of one action, and its status for the shading."""

    cells: tuple[str, ...]
    status: Status | None


@dataclass(frozen=True, slots=True)
class Table:
    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]
    status_column: int


def table(one: Report) -> Table:
    """The plan's columns in its order and words; then the status where it has no column for it, and the update."""
    columns = one.columns or _own_columns()
    stated = any(column.role == "status" for column in columns)
    added = ([] if stated else [Column(say("report.status_column", date=day(one.as_at)), "status")]) + [
        Column(say("report.update_column", date=day(one.as_at)), "news")
    ]
    every = (*columns, *added)
    rows = tuple(TableRow(tuple(_cell(row, column) for column in every), row.action.status) for row in one.printed)
    place = next(at for at, column in reversed(list(enumerate(every))) if column.role == "status")
    return Table(tuple(column.heading for column in every), rows, place)


def _own_columns() -> tuple[Column, ...]:
    """For a plan that did not come from a table."""
    pairs = (
        ("report.ref", "number"),
        ("report.recommendation", "recommendation"),
        ("report.action", "action"),
        ("report.owners", "owner"),
        ("report.due", "timescale"),
    )
    return tuple(Column(say(key), role) for key, role in pairs)


def _cell(row: Row, column: Column) -> str:
    told = _BY_ROLE[column.role](row) if column.role in _BY_ROLE else _kept(row, column)
    return _CONTROL.sub("", told or "")


def _kept(row: Row, column: Column) -> str:
    """Another column of the document, verbatim; an update column also from the updates of its date."""
    cell = row.action.cells.get(column.heading) or row.recommendation.cells.get(column.heading)
    if cell or column.role != "update":
        return cell or ""
    dated = (one.note for one in row.action.updates if one.effective == column.as_at and not one.internal)
    return "\n".join(note for note in dated if note)


def _status(row: Row) -> str:
    """In words, never by colour alone; lateness stands beside it."""
    late = say("report.flag_overdue") if row.overdue else say("report.flag_past") if row.past_first else ""
    return ", ".join(part for part in (row.status_label, late) if part)


def _timescale(row: Row) -> str:
    """The document's own words; once somebody has moved the date here, the new one and the first beside it."""
    action = row.action
    if action.timescale is None:
        return ""
    if not any("timescale" in one.changed for one in action.updates):
        return action.timescale.text
    words = due_words(action.timescale)
    if action.original_end is None or action.original_end == action.due:
        return words
    return say("show.due_first", words=words, first=day(action.original_end))


def news(row: Row) -> str:
    return row.latest.note or "" if row.latest else ""


def _same_text(row: Row) -> str:
    return row.recommendation.response or ("" if row.action.text else row.recommendation.text)


_BY_ROLE: dict[str, Callable[[Row], str | None]] = {
    "number": lambda row: row.ref,
    "section": lambda row: row.recommendation.section,
    "recommendation": lambda row: row.recommendation.text,
    "response": _same_text,
    "action": lambda row: row.action.text,
    "owner": lambda row: joined(row.owners),
    "sponsor": lambda row: joined(row.sponsors),
    "timescale": lambda row: _timescale(row),
    "measure": lambda row: row.action.measure,
    "status": _status,
    "news": news,
}
