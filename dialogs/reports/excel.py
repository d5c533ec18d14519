"""A report as an Excel workbook: the plan's table to be filtered, the same as data with real dates, and the figures."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.marker import DataPoint
from openpyxl.formatting.rule import CellIsRule
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
DATA = {"ref": 9, "lead": 24, "status": 16, "due": 12, "first": 12, "moves": 8, "days": 9, "updated": 12}  # characters
A4 = 9  # as Excel numbers its papers
LONGEST = 200  # characters of a word that Excel compares cells with
BELOW = 16  # rows that are left to the chart
HEAD = PatternFill("solid", start_color="D9E2F3", end_color="D9E2F3")
Value = str | int | date | None


def to_xlsx(one: Report) -> bytes:
    """Words stay words: no cell is a formula, whatever it begins with."""
    book = Workbook(write_only=True)
    _plan(book.create_sheet(say("report.actions")), one)
    _data(book.create_sheet(say("report.data")), one)
    _figures(book.create_sheet(say("report.counts")), one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plan(sheet: Any, one: Report) -> None:
    """The plan's own columns and the new ones, a row for each action, the status shaded by what it says."""
    made = table(one, repeated=True)
    columns = [[heading, *(row.cells[at] for row in made.rows)] for at, heading in enumerate(made.headings)]
    wide = widths(columns, max(PAGE, 14.0 * len(columns)), 1.0)
    _rows(sheet, made.headings, [row.cells for row in made.rows], wide)
    said = {row.cells[made.status_column]: row.status for row in made.rows if row.status and not row.across}
    _rated(sheet, made.status_column, said, len(made.rows))


def _data(sheet: Any, one: Report) -> None:
    """What a pivot table or a chart of one's own is made from: dates are dates, numbers are numbers; no wording."""
    headings = [say(f"report.data_{name}") for name in DATA]
    _rows(sheet, headings, [_values(row, one.as_at) for row in one.rows], list(DATA.values()))
    said = {row.status_label: row.action.status for row in one.rows if row.action.status}
    _rated(sheet, list(DATA).index("status"), said, len(one.rows))


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
    headings = [say("report.status"), say("report.number"), *([say("report.change")] if one.compared else [])]
    counts: list[Sequence[Value]] = [
        (f"{symbol(each.status)} {each.label}", each.number, *([each.change or 0] if one.compared else []))
        for each in one.counts
    ]
    sentences = [(line,) for line in text.lines(one)]
    _rows(sheet, headings, [*counts, *[()] * BELOW, *sentences], [24, 10, 10], wrap=False, filtered=False)
    said = {str(cells[0]): each.status for cells, each in zip(counts, one.counts, strict=True) if each.status}
    _rated(sheet, 0, said, len(counts))
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


def _rows(
    sheet: Any,
    headings: Sequence[str],
    rows: Sequence[Sequence[Value]],
    wide: Sequence[float],
    *,
    wrap: bool = True,
    filtered: bool = True,
) -> None:
    """A sheet: `wide` are the widths in characters. Written from top to bottom, as openpyxl is quickest."""
    for at, width in enumerate(wide, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "B2"
    if filtered:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{1 + len(rows)}"
    _paper(sheet)
    styles = _Styles(sheet, wrap=wrap)
    for number, cells in enumerate((headings, *rows), start=1):
        if wrap:  # not every program finds out by itself how high a row has to be
            lines = max((_lines(str(one or ""), width) for one, width in zip(cells, wide, strict=True)), default=1)
            sheet.row_dimensions[number].height = min(HIGHEST, LINE * lines + 3)
        sheet.append([styles.cell(one, head=number == 1) for one in cells])


class _Styles:
    """Cells with one of three looks, each of which the workbook is told of once: that is what takes the time."""

    def __init__(self, sheet: Any, *, wrap: bool) -> None:
        self._sheet = sheet
        lie = Alignment(wrap_text=wrap, vertical="top")
        self._head = self._look(font=Font(bold=True), fill=HEAD, alignment=lie)
        self._words = self._look(alignment=lie)
        self._date = self._look(alignment=lie, number_format=DATE)

    def _look(self, **given: Any) -> Any:
        cell: Any = WriteOnlyCell(self._sheet)
        for name, value in given.items():
            setattr(cell, name, value)
        return cell._style

    def cell(self, value: Value, *, head: bool) -> Any:
        cell: Any = WriteOnlyCell(self._sheet, value)  # type: ignore[arg-type]  # its stubs leave dates out
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl takes what begins with = for a formula
        cell._style = self._head if head else self._date if isinstance(value, date) else self._words
        return cell


def _rated(sheet: Any, column: int, said: Mapping[str, Status], rows: int) -> None:
    """The fill of each status's word, so that a word that somebody changes takes its colour with it."""
    letter = get_column_letter(column + 1)
    for words, status in said.items():
        fill = PatternFill("solid", bgColor=shade(status))
        quoted = words.replace('"', '""')
        rule = CellIsRule(operator="equal", formula=[f'"{quoted}"'], fill=fill)  # type: ignore[no-untyped-call]
        if len(words) < LONGEST:
            sheet.conditional_formatting.add(f"{letter}2:{letter}{1 + rows}", rule)


def _lines(said: str, width: float) -> int:
    """How many lines some words take in a column."""
    return sum(max(1, ceil(len(line) * 1.1 / (width - 1))) for line in said.split("\n"))


def _paper(sheet: Any) -> None:
    """On paper the page lies on its side, one page wide, its headings on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
