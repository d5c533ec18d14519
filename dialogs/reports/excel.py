"""A report as an Excel workbook: the plan's table to be filtered, the same as data with real dates, and the figures."""

import io
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.marker import DataPoint
from openpyxl.formatting.rule import CellIsRule
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from dialogs.reports import excel_log, excel_returns, text, words
from dialogs.reports.fit import fit
from dialogs.reports.marks import marks_of
from dialogs.reports.report import Report, Row
from dialogs.reports.shades import shade
from dialogs.reports.sheet_rows import Looks, Value, held, put_in
from dialogs.reports.sheet_rows import rows as written
from dialogs.reports.table import table
from dialogs.reports.widths import widths
from dialogs.words import cut, say, symbol
from storage.documents.workbook import REPORTED
from storage.status import Status

PAGE = 190.0  # characters: all columns of the table together
LINE, HIGHEST = 15.0, 409.0  # points: of a line of words, and of a row as far as Excel goes
DATE = "dd/mm/yyyy"
DATA = {"ref": 9, "lead": 24, "status": 16, "due": 12, "first": 12, "moves": 8, "days": 9, "updated": 12}  # characters
A4 = 9  # as Excel numbers its papers
LONGEST = 200  # characters of a word that Excel compares cells with
TITLE = 255  # characters of a title
BELOW = 16  # rows that are left to the chart
HEAD = PatternFill("solid", start_color="D9E2F3", end_color="D9E2F3")


def to_xlsx(one: Report) -> bytes:
    """Words stay words: no cell is a formula, whatever it begins with."""
    book: Any = Workbook(write_only=True)  # its stubs leave the custom properties out
    book.properties.title, book.properties.language = cut(fit(words.head(one)), TITLE), "en-GB"
    book.properties.creator = REPORTED
    for name, value in marks_of(one).items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    rows = {
        1: _plan(book.create_sheet(say("report.actions")), one),
        2: _data(book.create_sheet(say("report.data")), one),
        3: _figures(book.create_sheet(say("report.counts")), one),
    }
    charts = [words.counts(one)] if one.counts else []
    if excel_returns.there(one):
        rows[4] = _returns(book.create_sheet(say("report.returns")), one)
        charts.append(excel_returns.told(one))
    if one.log:
        log = excel_log.log_rows(one)
        rows[len(rows) + 1] = _rows(book.create_sheet(say("log.name")), excel_log.headings(), log, excel_log.widths())
    if one.internal:
        _mark(book)
    out = io.BytesIO()
    book.save(out)
    return put_in(out.getvalue(), rows, charts)


def _mark(book: Any) -> None:
    """On paper each page says at its head that it is internal."""
    for sheet in book.worksheets:
        sheet.oddHeader.center.text = say("report.mark_internal")


def _plan(sheet: Any, one: Report) -> Iterator[str]:
    """The plan's own columns and the new ones, a row for each action, the status shaded by what it says."""
    made = table(one, repeated=True)
    columns = [[heading, *(row.cells[at] for row in made.rows)] for at, heading in enumerate(made.headings)]
    wide = widths(columns, max(PAGE, 14.0 * len(columns)), 1.0)
    rows = _rows(sheet, made.headings, [row.cells for row in made.rows], wide)
    said = {row.cells[made.status_column]: row.status for row in made.rows if row.status and not row.across}
    _rated(sheet, made.status_column, said, len(made.rows))
    return rows


def _data(sheet: Any, one: Report) -> Iterator[str]:
    """What a pivot table or a chart of one's own is made from: dates are dates, numbers are numbers; no wording."""
    headings = [say(f"report.data_{name}") for name in DATA]
    rows = _rows(sheet, headings, [_values(row, one) for row in one.rows], list(DATA.values()))
    said = {row.status_label: row.action.status for row in one.rows if row.action.status}
    _rated(sheet, list(DATA).index("status"), said, len(one.rows))
    return rows


def _values(row: Row, one: Report) -> Sequence[Value]:
    action = row.action
    late = (one.as_at - action.due).days if row.overdue and action.due else None
    return (
        action.ref,
        row.owners[0] if row.owners else None,
        row.status_label,
        action.due,
        action.original_end,
        action.moves,
        late,
        one.updated(row),
    )


def _figures(sheet: Any, one: Report) -> Iterator[str]:
    """The counts with a chart of Excel's own, and the sentences below."""
    headings = [say("report.status"), say("report.number"), *([say("report.change")] if one.compared else [])]
    counts: list[Sequence[Value]] = [
        (f"{symbol(each.status)} {each.label}", each.number, *([each.change or 0] if one.compared else []))
        for each in one.counts
    ]
    sentences = [(line,) for line in text.lines(one)]
    rows = _rows(sheet, headings, [*counts, *[()] * BELOW, *sentences], [24, 10, 10], wrap=False, filtered=False)
    said = {str(cells[0]): each.status for cells, each in zip(counts, one.counts, strict=True) if each.status}
    _rated(sheet, 0, said, len(counts))
    if one.counts:
        sheet.add_chart(_chart(sheet, one), "E2")
    return rows


def _returns(sheet: Any, one: Report) -> Iterator[str]:
    """How the plan stood at each return, with its chart below."""
    columns = excel_returns.headings(one), excel_returns.rows(one), excel_returns.widths(one)
    sheet.add_chart(excel_returns.chart(sheet, one), excel_returns.place(one))
    return _rows(sheet, *columns, filtered=False)


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
) -> Iterator[str]:
    """A sheet with its headings: `wide` are the widths in characters. The rows below them are to be put in."""
    for at, width in enumerate(wide, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "B2"
    if filtered:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{1 + len(rows)}"
    _paper(sheet)
    lie = Alignment(wrap_text=wrap, vertical="top")
    if wrap:
        sheet.row_dimensions[1].height = _height(headings, wide)
    sheet.append([_look(sheet, value=one, font=Font(bold=True), fill=HEAD, alignment=lie) for one in headings])
    looks = Looks(
        words=_look(sheet, alignment=lie).style_id,
        date=_look(sheet, alignment=lie, number_format=DATE).style_id,
    )
    # Not every program finds out by itself how high a row has to be.
    heights = (_height(cells, wide) if wrap else None for cells in rows)
    return written(rows, heights, looks)


def _look(sheet: Any, value: str | None = None, **given: Any) -> Any:
    cell: Any = WriteOnlyCell(sheet, value and held(value))
    if value is not None:
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    for name, one in given.items():
        setattr(cell, name, one)
    return cell


def _height(cells: Sequence[Value], wide: Sequence[float]) -> float:
    """Of a row, in points."""
    lines = max((_lines(one, width) for one, width in zip(cells, wide, strict=True) if isinstance(one, str)), default=1)
    return min(HIGHEST, LINE * lines + 3)


def _rated(sheet: Any, column: int, said: Mapping[str, Status], rows: int) -> None:
    """The fill of each status's word, so that a word that somebody changes takes its colour with it."""
    letter = get_column_letter(column + 1)
    for word, status in said.items():
        fill = PatternFill("solid", bgColor=shade(status))
        quoted = fit(word).replace('"', '""')
        rule = CellIsRule(operator="equal", formula=[f'"{quoted}"'], fill=fill)  # type: ignore[no-untyped-call]
        if len(word) < LONGEST:
            sheet.conditional_formatting.add(f"{letter}2:{letter}{1 + rows}", rule)


def _lines(said: str, width: float) -> int:
    """How many lines some words take in a column."""
    fits = (width - 1) / 1.1
    if len(said) <= fits and "\n" not in said:
        return 1
    return sum(max(1, ceil(len(line) / fits)) for line in said.split("\n"))


def _paper(sheet: Any) -> None:
    """On paper the page lies on its side, one page wide, its headings on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
