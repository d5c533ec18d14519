"""The cells of one sheet of an `.xlsx`, read as a stream: values as they are shown, and what is hidden."""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601

from storage.documents.errors import Unreadable
from storage.documents.packed import elements
from storage.documents.table import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Cell, cell_of

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ROW, _COL, _MERGE, _C, _V, _F, _T, _R, _IS = (
    f"{_S}{tag}" for tag in ("row", "col", "mergeCell", "c", "v", "f", "t", "r", "is")
)
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOTHING = Cell()


class Look(NamedTuple):
    """What a style says of a cell. `day` tells dates from figures, and lengths of time ("span") from both."""

    shape: str = "General"
    fill: str | None = None
    ink: str | None = None
    day: str | None = None
    epoch: datetime | None = None


@dataclass(slots=True)
class Sheet:
    """What was read of a sheet. Rows and columns count from 1; `uncounted` are formulas without a stored value."""

    name: str
    hidden: bool = False
    rows: list[list[Cell]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    uncounted: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """A sheet while it is read. `height` and `width` reach to the last cell with a value."""

    file: str
    sheet: Sheet
    strings: Sequence[str]
    look: Callable[[int], Look]
    merges: list[str] = field(default_factory=list)
    folded: list[range] = field(default_factory=list)  # hidden columns
    at: int = 0
    height: int = 0
    width: int = 0
    size: int = 0

    def finished(self) -> Sheet:
        rows = self.sheet.rows
        del rows[self.height :]
        for row in rows:
            del row[self.width :]
        _merge(self.file, rows, self.merges, self.width)
        self.sheet.hidden_columns = [
            one for one in range(1, self.width + 1) if any(one in held for held in self.folded)
        ]
        return self.sheet


def read_sheet(
    file: str, sheet: Sheet, package: zipfile.ZipFile, part: str, strings: Sequence[str], look: Callable[[int], Look]
) -> Sheet:
    """Fill a sheet from its part. `strings` are the texts that cells share, `look` tells what a style means."""
    reading = _Reading(file, sheet, strings, look)
    for element in elements(package, part, _COL, _ROW, _MERGE):
        if element.tag == _ROW:
            _row(reading, element)
        elif element.tag == _MERGE:
            reading.merges.append(str(element.get("ref")))
        elif element.get("hidden") in ("1", "true"):
            reading.folded.append(range(int(element.get("min")), int(element.get("max")) + 1))
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return reading.finished()


def remarks(sheet: Sheet) -> list[str]:
    """What a reader of the document does not see in it, and what is not there to be read."""
    said: list[str] = []
    if sheet.hidden and sheet.rows:
        said.append("the sheet is hidden; it was read as well")
    if sheet.hidden_rows:
        said.append(f"hidden rows were read as well: {_few([str(one) for one in sheet.hidden_rows])}")
    if sheet.hidden_columns:
        said.append(
            f"hidden columns were read as well: {_few([get_column_letter(one) for one in sheet.hidden_columns])}"
        )
    if sheet.uncounted:
        said.append(f"formulas without a stored value were read as blank: {_few(sheet.uncounted)}")
    return said


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


# --- rows ---------------------------------------------------------------------------------------------------------


def _row(reading: _Reading, row: Any) -> None:
    """Take in a row. One that is only formatted counts if a row with a value follows."""
    reading.at = int(row.get("r") or reading.at + 1)
    cells, width = _cells(reading, row)
    if width:
        if reading.at > MAX_ROWS or width > MAX_COLUMNS:
            raise Unreadable(reading.file, _too_large(reading.sheet.name))
        if reading.size > MAX_TEXT:
            raise Unreadable(reading.file, "it holds too much text for a plan.")
        reading.height, reading.width = max(reading.height, reading.at), max(reading.width, width)
        if row.get("hidden") in ("1", "true"):
            reading.sheet.hidden_rows.append(reading.at)
    rows = reading.sheet.rows
    if 0 < reading.at <= MAX_ROWS:
        rows.extend([] for _ in range(reading.at - len(rows)))
        rows[reading.at - 1] = cells


def _too_large(sheet: str) -> str:
    return f"its sheet {sheet} has more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns."


def _cells(reading: _Reading, row: Any) -> tuple[list[Cell], int]:
    """The cells of a row from the first column on, and the column of the last one with a value."""
    cells: list[Cell] = []
    width = at = 0
    for element in row.iterchildren(_C):
        at = _column(element.get("r"), at)
        cell, valued = _cell(reading, element)
        if valued:
            width = at
        elif cell is _NOTHING or at > MAX_COLUMNS:
            continue
        if at > MAX_COLUMNS:
            return cells, at
        if at > len(cells) + 1:
            cells.extend([_NOTHING] * (at - 1 - len(cells)))
        cells[at - 1 :] = [cell]
    return cells, width


def _column(place: str | None, before: int) -> int:
    """The column that "AB12" names, else the one after the cell before."""
    found = _PLACE.fullmatch(place) if place else None
    if found is None:
        return before + 1
    number = 0
    for letter in found.group(1):
        number = 26 * number + ord(letter) - 64
    return number


def _cell(reading: _Reading, element: Any) -> tuple[Cell, bool]:
    """A cell, and whether it has a value: an empty text is one."""
    style = int(element.get("s") or 0)
    text = _said(reading, element, style)
    if text is None and not style:
        return _NOTHING, False
    look = reading.look(style) if style else None
    fill, ink = (look.fill, look.ink if text else None) if look else (None, None)
    reading.size += len(text or "")
    return cell_of(text or "", fill, ink), text is not None


# --- values -------------------------------------------------------------------------------------------------------


def _said(reading: _Reading, element: Any, style: int) -> str | None:
    """What a cell shows; None for nothing."""
    kind = element.get("t") or "n"
    if kind == "inlineStr":
        inline = next(element.iterchildren(_IS), None)
        return None if inline is None else plain_text(inline)
    value = next((one.text for one in element.iterchildren(_V)), None)
    if not value:
        if next(element.iterchildren(_F), None) is not None and kind != "str":
            reading.sheet.uncounted.append(str(element.get("r")))
        return None
    if kind == "s":
        return reading.strings[int(value)]
    if kind == "n":
        return _figure(value, reading.look(style) if style else Look())
    if kind == "b":
        return "Yes" if value == "1" else "No"
    if kind == "d":
        return shown(from_ISO8601(value), reading.look(style).shape)  # type: ignore[no-untyped-call]  # openpyxl's
    return unescaped(value)


def _figure(value: str, look: Look) -> str:
    """A figure as its format shows it: a date, a share, a whole number without a point."""
    try:
        number = float(value) if any(sign in value for sign in ".Ee") else int(value)
        moment = from_excel(number, look.epoch, timedelta=look.day == "span") if look.day and look.epoch else number
    except (ValueError, OverflowError, ArithmeticError):
        return "#VALUE!" if look.day else value
    return shown(moment, look.shape)


def shown(value: Any, shape: str) -> str:
    """A value in words, by its number format."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return written(value, shape)
    if isinstance(value, time):
        return value.isoformat("minutes")
    if "%" in shape and isinstance(value, int | float):
        return _share(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def _share(value: float) -> str:
    """A share as it is shown, but that what is nearly all is not all."""
    return "99%" if 0.99 < value < 1 else f"{value:.0%}"


def written(value: datetime | date, shape: str) -> str:
    """A real date as the sheet shows it: a month where the format names no day, else day first."""
    plain_shape = shape.split(";")[0].casefold()
    monthly = "m" in plain_shape and "d" not in plain_shape and "h" not in plain_shape and value.day == 1
    return f"{value:%B %Y}" if monthly else f"{value:%d/%m/%Y}"


def plain_text(element: Any) -> str:
    """The text of a shared or inline string, without its phonetic guide."""
    said = [one.text or "" for one in _texts(element)]
    return unescaped("".join(said))


def _texts(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag == _T:
            yield child
        elif child.tag == _R:
            yield from child.iterchildren(_T)


def unescaped(text: str) -> str:
    """ "_x000D_" is how a sheet writes a sign that its file cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


# --- merged cells -------------------------------------------------------------------------------------------------


def _merge(file: str, rows: list[list[Cell]], merges: Sequence[str], width: int) -> None:
    """Cells that a merged one covers: below it they are "as above", beside it they stay empty."""
    left = MAX_ROWS * MAX_COLUMNS
    for ref in merges:
        first_column, first, last_column, last = (bound or 1 for bound in range_boundaries(ref))
        last = min(last, len(rows))
        if first > len(rows) or first_column > width:
            continue
        left -= (last - first + 1) * (min(last_column, width) - first_column + 1)
        if left < 0:
            raise Unreadable(file, "it is damaged: its merged cells lie over one another.")
        _cover(rows[first - 1 : last], first_column - 1, last_column - first_column + 1, width)


def _cover(rows: Sequence[list[Cell]], start: int, span: int, width: int) -> None:
    end = min(start + span, width)
    for place, row in enumerate(rows):
        row.extend([_NOTHING] * (end - len(row)))
        own = row[start]
        covering = Cell(above=True) if place else Cell(own.text, own.colour, span=span, ink=own.ink)
        row[start:end] = [covering, *[_NOTHING] * (end - start - 1)]
