"""`.xlsx`: every visible sheet as a table, with real dates written out, merged cells and fills."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from storage.documents.errors import Unreadable
from storage.documents.packed import checked
from storage.documents.palette import Palette
from storage.documents.table import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Cell, Table, table

_NOTHING = Cell()


def read_workbook(name: str, content: bytes) -> list[Table]:
    """The tables of a workbook's visible sheets. Formulas give their last computed values."""
    checked(name, content, "xl/workbook.xml")
    try:
        book = load_workbook(io.BytesIO(content), data_only=True)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, SyntaxError, OSError, zipfile.BadZipFile):
        # what openpyxl raises for damaged parts is as various as the damage
        raise Unreadable(name, "it is damaged: Excel's own parts could not be read.") from None
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    palette = Palette.of(book)
    return [table(_rows(name, sheet, palette), name=sheet.title) for sheet in sheets]


def _rows(name: str, sheet: Worksheet, palette: Palette) -> list[list[Cell]]:
    if sheet.max_row > 50 * MAX_ROWS or sheet.max_column > 20 * MAX_COLUMNS:
        raise Unreadable(name, f"its sheet {sheet.title} has more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns.")
    height, width = _used(sheet)
    if height > MAX_ROWS or width > MAX_COLUMNS:
        raise Unreadable(name, f"its sheet {sheet.title} has more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns.")
    rows = [[_cell(value, palette) for value in row] for row in sheet.iter_rows(max_row=height, max_col=width)]
    if sum(len(cell.text) for row in rows for cell in row) > MAX_TEXT:
        raise Unreadable(name, "it holds too much text for a plan.")
    _merge(sheet, rows)
    return rows


def _used(sheet: Worksheet) -> tuple[int, int]:
    """How many rows and columns hold a value: formatting alone may reach to the end of the sheet."""
    height = width = 0
    for cell in _valued(sheet):
        height, width = max(height, cell.row), max(width, cell.column)
    return height, width


def _valued(sheet: Worksheet) -> Iterator[Any]:
    return (cell for row in sheet.iter_rows() for cell in row if cell.value is not None)


def _cell(cell: Any, palette: Palette) -> Cell:
    if cell.value is None and not cell.has_style:
        return _NOTHING
    text = _text(cell.value, str(cell.number_format or ""))
    return Cell(text, _fill(cell, palette), ink=palette.figures(cell.font.color) if text and cell.has_style else None)


def _text(value: Any, shape: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return written(value, shape)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, float) and "%" in shape:
        return f"{value:.0%}"
    return str(value) if not isinstance(value, time) else value.isoformat("minutes")


def written(value: datetime | date, shape: str) -> str:
    """A real date as the sheet shows it: a month where the format names no day, else day first."""
    plain_shape = shape.split(";")[0].casefold()
    monthly = "m" in plain_shape and "d" not in plain_shape and "h" not in plain_shape and value.day == 1
    return f"{value:%B %Y}" if monthly else f"{value:%d/%m/%Y}"


def _fill(cell: Any, palette: Palette) -> str | None:
    fill = cell.fill if cell.has_style else None
    return palette.figures(fill.fgColor) if fill is not None and fill.fill_type == "solid" else None


def _merge(sheet: Worksheet, rows: list[list[Cell]]) -> None:
    """Cells that a merged one covers: below it they are "as above", beside it they stay empty."""
    for merged in sheet.merged_cells.ranges:
        if merged.min_row > len(rows) or merged.min_col > len(rows[0]):
            continue
        first = rows[merged.min_row - 1][merged.min_col - 1]
        span = merged.max_col - merged.min_col + 1
        rows[merged.min_row - 1][merged.min_col - 1] = Cell(first.text, first.colour, span=span, ink=first.ink)
        for row in range(merged.min_row, min(merged.max_row, len(rows))):
            rows[row][merged.min_col - 1] = Cell(above=True)
