"""`.xls`: every visible sheet of an Excel 97-2003 workbook as a table. Values are read, nothing is computed."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import xlrd

from storage.documents.errors import Unreadable
from storage.documents.table import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Cell, Table, table
from storage.documents.workbook import written


def read_old_workbook(name: str, content: bytes) -> list[Table]:
    """The tables of a workbook's visible sheets, with real dates written out, merged cells and fills."""
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, on_demand=True, logfile=_Silence())
        sheets = [book.sheet_by_index(place) for place in range(book.nsheets)]
    except Exception as error:  # what xlrd raises for damaged parts is as various as the damage
        raise Unreadable(name, _reason(error)) from None
    return [table(_rows(name, book, one), name=one.name) for one in sheets if one.visibility == 0]


class _Silence:
    """xlrd writes what it notices to a log; nobody here reads it."""

    def write(self, _: str) -> int:
        return 0

    def flush(self) -> None:
        return None


def _reason(error: Exception) -> str:
    if "encrypted" in str(error).casefold():
        return "it is protected with a password: save it without one."
    return "it is damaged, or not an Excel 97-2003 file: save it as .xlsx."


def _rows(name: str, book: xlrd.book.Book, sheet: Any) -> list[list[Cell]]:
    if sheet.nrows > MAX_ROWS or sheet.ncols > MAX_COLUMNS:
        raise Unreadable(name, f"its sheet {sheet.name} has more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns.")
    rows = [[_cell(book, sheet, row, column) for column in range(sheet.row_len(row))] for row in range(sheet.nrows)]
    if sum(len(cell.text) for row in rows for cell in row) > MAX_TEXT:
        raise Unreadable(name, "it holds too much text for a plan.")
    for first, after, left, right in sheet.merged_cells:
        _merge(rows, range(first, after), left, right - left)
    return rows


def _merge(rows: list[list[Cell]], lines: range, left: int, span: int) -> None:
    held = [line for line in lines if line < len(rows) and left < len(rows[line])]
    for line in held[:1]:
        own = rows[line][left]
        rows[line][left] = Cell(own.text, own.colour, span=span, ink=own.ink)
    for line in held[1:]:
        rows[line][left] = Cell(above=True)


def _cell(book: xlrd.book.Book, sheet: Any, row: int, column: int) -> Cell:
    cell = sheet.cell(row, column)
    shape = book.xf_list[cell.xf_index]
    pattern = shape.background
    fill = book.colour_map.get(pattern.pattern_colour_index) if pattern.fill_pattern == 1 else None
    ink = book.colour_map.get(book.font_list[shape.font_index].colour_index)
    written_as = str(book.format_map[shape.format_key].format_str)
    return Cell(_text(book, cell, written_as), _figures(fill), ink=_figures(ink) if ink != (0, 0, 0) else None)


def _figures(colour: Any) -> str | None:
    return "".join(f"{part:02X}" for part in colour) if colour else None


def _text(book: xlrd.book.Book, cell: Any, shape: str) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return next(_dated(book, cell.value, shape), str(cell.value))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "Yes" if cell.value else "No"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return ""
    if cell.ctype == xlrd.XL_CELL_NUMBER and "%" in shape:
        return f"{cell.value:.0%}"
    if cell.ctype == xlrd.XL_CELL_NUMBER and float(cell.value).is_integer():
        return str(int(cell.value))
    return str(cell.value)


def _dated(book: xlrd.book.Book, value: float, shape: str) -> Iterator[str]:
    """The date, unless the number is none that a calendar has."""
    try:
        moment: datetime | date = xlrd.xldate_as_datetime(value, book.datemode)
    except (ValueError, OverflowError):
        return
    yield written(moment, shape)
