"""The rows of a workbook's sheets, as markup: openpyxl makes an object of each cell, and a look of each object.

openpyxl writes the workbook with all that is around the rows, and they are put in where they belong. What a row and a
cell are: https://learn.microsoft.com/dotnet/api/documentformat.openxml.spreadsheet.row; strings stand in their cells
(`inlineStr`), as openpyxl's own write-only sheets have them.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl.utils import get_column_letter

from dialogs.reports.fit import fit
from dialogs.words import ELLIPSIS, day

Value = str | int | date | None
FIRST_DAY = date(1899, 12, 30)  # of Excel's calendar: 0
COUNTED = date(1900, 3, 1)  # from which Excel counts days as we do: it has a 29 February 1900, and none before 1900
LONGEST = 32_767  # characters that a cell takes
_END = b"</sheetData>"
_CHART = b'name="Chart 1"'  # as openpyxl calls it, which has no place for its alternative text


@dataclass(frozen=True, slots=True)
class Looks:
    """The numbers by which the workbook knows how words and dates look."""

    words: int
    date: int


def rows(lines: Sequence[Sequence[Value]], heights: Iterable[float | None], looks: Looks) -> Iterator[str]:
    """The markup of the rows from the second on, each with its height in points where it has one."""
    letters = [get_column_letter(at) for at in range(1, max(map(len, lines), default=0) + 1)]
    for number, (cells, height) in enumerate(zip(lines, heights, strict=True), start=2):
        high = "" if height is None else f' ht="{height:g}" customHeight="1"'
        inner = "".join(_cell(f"{letter}{number}", one, looks) for letter, one in zip(letters, cells, strict=False))
        yield f'<row r="{number}"{high}>{inner}</row>'


def _cell(place: str, value: Value, looks: Looks) -> str:
    """Words stay words, whatever they begin with: no cell is a formula."""
    if isinstance(value, str):
        return _words(place, value, looks)
    if value is None:
        return f'<c r="{place}" s="{looks.words}"/>'
    if isinstance(value, date) and value < COUNTED:
        return _words(place, day(value), looks)
    if isinstance(value, date):
        return f'<c r="{place}" s="{looks.date}"><v>{(value - FIRST_DAY).days}</v></c>'
    return f'<c r="{place}" s="{looks.words}"><v>{value}</v></c>'


def _words(place: str, value: str, looks: Looks) -> str:
    said = escape(held(value))
    return f'<c r="{place}" s="{looks.words}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def held(value: str) -> str:
    """As much of some words as a cell holds, ended by … where that is not all. Excel counts an emoji as two."""
    said = fit(value)
    if len(said) * 2 <= LONGEST or len(units := said.encode("utf-16-le")) <= 2 * LONGEST:
        return said
    return units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + ELLIPSIS


def put_in(book: bytes, below: Mapping[int, Iterable[str]], charts: Sequence[str]) -> bytes:
    """The workbook with these rows below those that its sheets have, counted from 1; `charts` are its charts in words.

    They are in the order of the sheets, one on a sheet, as openpyxl numbers the drawings.
    """
    out = io.BytesIO()
    told = {f"xl/drawings/drawing{at}.xml": quoteattr(fit(said)) for at, said in enumerate(charts, start=1)}
    places = {f"xl/worksheets/sheet{at}.xml": markup for at, markup in below.items()}
    with ZipFile(io.BytesIO(book)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for one in old.infolist():
            content = old.read(one)
            if one.filename in places:
                content = _with(content, places[one.filename])
            if one.filename in told:
                content = content.replace(_CHART, _CHART + f" descr={told[one.filename]}".encode())
            new.writestr(one, content, ZIP_DEFLATED)
    return out.getvalue()


def _with(sheet: bytes, markup: Iterable[str]) -> bytes:
    before, end, after = sheet.partition(_END)
    return b"".join((before, "".join(markup).encode(), end, after))
