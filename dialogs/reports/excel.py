"""A report as an Excel workbook: the plan's table to be filtered, the same as data with real dates, and the figures."""

import io
from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.marker import DataPoint
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from dialogs.reports import text
from dialogs.reports.report import Report, Row
from dialogs.reports.shades import shade
from dialogs.reports.table import table
from dialogs.reports.widths import widths
from dialogs.words import say, symbol
from storage.status import Status

PAGE = 190.0  # characters: all columns of the table together
LINE, HIGHEST = 15.0, 409.0  # points: of a line of words, and of a row as far as Excel goes
DATE = "dd/mm/yyyy"
DATED = ("due", "first", "updated")  # columns of `data` that hold dates
HEAD = PatternFill("solid", start_color="D9E2F3", end_color="D9E2F3")
Value = str | int | date | None


def to_xlsx(one: Report) -> bytes:
    """Words stay words: no cell is a formula, whatever it begins with."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = say("report.actions")
    _plan(sheet, one)
    _data(book.create_sheet(say("report.data")), one)
    _figures(book.create_sheet(say("report.counts")), one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plan(sheet: Any, one: Report) -> None:
    """The plan's own columns and the new ones, a row for each action, the status shaded."""
    made = table(one, repeated=True)
    _rows(sheet, made.headings, [row.cells for row in made.rows])
    for at, row in enumerate(made.rows, start=2):
        _shade(sheet.cell(at, made.status_column + 1), row.status)
    columns = [[heading, *(row.cells[at] for row in made.rows)] for at, heading in enumerate(made.headings)]
    _layout(sheet, widths(columns, max(PAGE, 14.0 * len(columns)), 1.0))


def _data(sheet: Any, one: Report) -> None:
    """What a pivot table or a chart of one's own is made from: dates are dates, numbers are numbers; no wording."""
    names = ("ref", "lead", "status", "due", "first", "moves", "days", "updated")
    _rows(sheet, [say(f"report.data_{name}") for name in names], [_values(row, one.as_at) for row in one.rows])
    for at, row in enumerate(one.rows, start=2):
        _shade(sheet.cell(at, names.index("status") + 1), row.action.status)
        for name in DATED:
            sheet.cell(at, names.index(name) + 1).number_format = DATE
    _layout(sheet, [9, 24, 16, 12, 12, 8, 9, 12])


def _values(row: Row, as_at: date) -> Sequence[Value]:
    action = row.action
    late = (as_at - action.due).days if row.overdue and action.due else None
    latest = row.latest
    return (
        action.ref,
        row.owners[0] if row.owners else None,
        row.status_label,
        action.due,
        action.original_end,
        action.moves,
        late,
        latest.effective if latest else None,
    )


def _figures(sheet: Any, one: Report) -> None:
    """The counts with a chart of Excel's own, and the sentences below."""
    _rows(
        sheet,
        [say("report.status"), say("report.number"), *([say("report.change")] if one.compared else [])],
        [
            (f"{symbol(each.status)} {each.label}", each.number, *([each.change or 0] if one.compared else []))
            for each in one.counts
        ],
    )
    for at, each in enumerate(one.counts, start=2):
        _shade(sheet.cell(at, 1), each.status)
    below = len(one.counts) + 20
    for at, line in enumerate(text.lines(one), start=below):
        _write(sheet.cell(at, 1), line, wrap=False)
    sheet.column_dimensions["A"].width = 24
    _paper(sheet)
    if one.counts:
        sheet.add_chart(_chart(sheet, one), "E2")


def _chart(sheet: Any, one: Report) -> Any:
    """A bar for each status, in its colour, with its words beside it and its number on it."""
    chart = BarChart()
    chart.type, chart.legend, chart.title = "bar", None, say("report.counts")
    chart.add_data(Reference(sheet, min_col=2, min_row=2, max_row=1 + len(one.counts)))
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=1 + len(one.counts)))
    (series,) = chart.series
    for at, each in enumerate(one.counts):
        point = DataPoint(idx=at)
        point.graphicalProperties.solidFill = shade(each.status)
        point.graphicalProperties.line.solidFill = "444444"
        series.dPt.append(point)
    chart.dataLabels = None
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.x_axis.scaling.orientation = "maxMin"
    chart.gapWidth, chart.height, chart.width = 40, 8, 16
    return chart


def _rows(sheet: Any, headings: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    for at, cells in enumerate((headings, *rows), start=1):
        for column, value in enumerate(cells, start=1):
            _write(sheet.cell(at, column), value)
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), HEAD
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{1 + len(rows)}"


def _write(cell: Any, value: Value, *, wrap: bool = True) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    cell.alignment = Alignment(wrap_text=wrap, vertical="top")


def _shade(cell: Any, status: Status | None) -> None:
    cell.fill = PatternFill("solid", start_color=shade(status), end_color=shade(status))


def _layout(sheet: Any, wide: Sequence[float]) -> None:
    """Widths in characters; on paper the page lies on its side, one page wide, its headings on every page."""
    for at, width in enumerate(wide, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    for row in sheet.iter_rows():  # not every program finds out by itself how high a row has to be
        lines = max(_lines(str(cell.value or ""), width) for cell, width in zip(row, wide, strict=True))
        sheet.row_dimensions[row[0].row].height = min(HIGHEST, LINE * lines + 3)
    _paper(sheet)
    sheet.print_title_rows = "1:1"


def _lines(said: str, width: float) -> int:
    """How many lines some words take in a column."""
    return sum(max(1, ceil(len(line) * 1.1 / (width - 1))) for line in said.split("\n"))


def _paper(sheet: Any) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
