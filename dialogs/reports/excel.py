"""A report as an Excel workbook: the plan's own table on one sheet, the summary on another."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from dialogs.reports import text
from dialogs.reports.report import Report
from dialogs.reports.shades import shade
from dialogs.reports.table import table
from dialogs.words import say

WIDE, NARROW = 40, 12  # characters; a column of short cells is narrow


def to_xlsx(one: Report) -> bytes:
    """Words stay words: no cell is a formula, whatever it begins with."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = say("report.actions")
    made = table(one, repeated=True)
    _write(sheet, 1, made.headings)
    for at, row in enumerate(made.rows, start=2):
        _write(sheet, at, row.cells)
        status = sheet.cell(at, made.status_column + 1)
        status.fill = PatternFill("solid", start_color=shade(row.status), end_color=shade(row.status))
    _layout(sheet, len(made.headings))
    summary: Any = book.create_sheet(say("report.counts"))
    for at, line in enumerate(text.lines(one), start=1):
        _write(summary, at, (line,))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Any, row: int, cells: tuple[str, ...]) -> None:
    for column, words in enumerate(cells, start=1):
        cell = sheet.cell(row, column, words)
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _layout(sheet: Any, columns: int) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column in range(1, columns + 1):
        letter = get_column_letter(column)
        longest = max((len(str(cell.value or "")) for cell in sheet[letter]), default=0)
        sheet.column_dimensions[letter].width = WIDE if longest > NARROW * 2 else NARROW
    sheet.freeze_panes = "A2"
