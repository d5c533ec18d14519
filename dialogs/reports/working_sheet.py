"""A working sheet as an Excel workbook: grey columns to read, white ones to fill in, a hidden key in each row. Pure."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from dialogs.reports.excel import A4, DATE, HEAD
from dialogs.reports.widths import widths
from dialogs.words import say

PAGE = 150.0  # characters: all columns to read together
WIDE: Mapping[str, int] = {"status": 18, "due": 14, "update": 50, "evidence": 24, "internal": 10, "decision": 28}
OTHER = 20  # characters of a column that is not named above
LONGEST = 32_000  # characters that a cell of Excel's takes, less some
GREY = PatternFill("solid", start_color="EDEDED", end_color="EDEDED")
WHITE_HEAD = PatternFill("solid", start_color="FFF2CC", end_color="FFF2CC")
LINE = Side(style="thin", color="BFBFBF")
KEEPS_WORDS = ("status", "internal")  # columns with a list, which takes other words too


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with `choices` for some of its columns to fill in. `marks` are properties that nobody sees."""

    name: str
    key: str
    read: tuple[str, ...]
    fill: Mapping[str, str]  # key of a column → its heading
    rows: tuple[tuple[str, tuple[str, ...]], ...]  # each with its key
    choices: Mapping[str, Sequence[str]]
    guide: tuple[str, ...]
    marks: Mapping[str, str]
    filled: Sequence[Mapping[str, str]] = ()  # what is filled in already, row by row


def to_xlsx(one: Sheet) -> bytes:
    """The rows on the first page, how to fill them in and the words to choose from on the second."""
    book: Any = Workbook()  # its stubs leave the custom properties out
    sheet: Any = book.active
    sheet.title = one.name
    guide: Any = book.create_sheet(say("working.guide"))
    places = _guide(guide, one)
    _headings(sheet, one)
    _rows(sheet, one)
    _choices(sheet, guide, one, places)
    _page(sheet, one)
    for name, value in one.marks.items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _headings(sheet: Any, one: Sheet) -> None:
    for at, heading in enumerate((one.key, *one.read, *one.fill.values()), start=1):
        cell = _put(sheet, 1, at, heading)
        cell.font, cell.border = Font(bold=True), Border(bottom=LINE)
        cell.fill = WHITE_HEAD if at > 1 + len(one.read) else HEAD


def _rows(sheet: Any, one: Sheet) -> None:
    lie, edge = Alignment(wrap_text=True, vertical="top"), Border(LINE, LINE, LINE, LINE)
    for number, (key, cells) in enumerate(one.rows, start=2):
        for at, said in enumerate((key, *cells), start=1):
            cell = _put(sheet, number, at, said)
            cell.fill, cell.alignment, cell.border = GREY, lie, edge
        filled = one.filled[number - 2] if one.filled else {}
        for at, name in enumerate(one.fill, start=2 + len(cells)):
            cell = _put(sheet, number, at, filled.get(name, ""))
            cell.alignment, cell.border = lie, edge
            cell.number_format = DATE if name == "due" else "General"


def _put(sheet: Any, row: int, column: int, said: str) -> Any:
    """A cell of words, which stay words whatever they begin with; empty ones stay empty."""
    cell: Any = sheet.cell(row, column)
    if said:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", said)[:LONGEST]
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    return cell


def _guide(guide: Any, one: Sheet) -> dict[str, str]:
    """How to fill it in, and below it each list of words; where those stand."""
    guide.column_dimensions["A"].width = 100
    places: dict[str, str] = {}
    lie = Alignment(wrap_text=True, vertical="top")
    row = 0
    for said in one.guide:
        row += 1
        _put(guide, row, 1, said).alignment = lie
    for name, words in one.choices.items():
        row += 2
        _put(guide, row, 1, one.fill[name]).font = Font(bold=True)
        places[name] = f"'{guide.title}'!$A${row + 1}:$A${row + len(words)}"
        for said in words:
            row += 1
            _put(guide, row, 1, said)
    return places


def _choices(sheet: Any, guide: Any, one: Sheet, places: Mapping[str, str]) -> None:
    """A drop-down list offers the words; other words can be typed, and are read as people say them."""
    last = 1 + max(len(one.rows), 1)
    for at, name in enumerate(one.fill, start=2 + len(one.read)):
        letter = get_column_letter(at)
        if name in places:
            rule = DataValidation(type="list", formula1=places[name], allow_blank=True, showErrorMessage=False)
            rule.add(f"{letter}2:{letter}{last}")
            sheet.add_data_validation(rule)


def _page(sheet: Any, one: Sheet) -> None:
    columns = [[heading, *(cells[at] for _, cells in one.rows)] for at, heading in enumerate(one.read)]
    wide = [*widths(columns, max(PAGE, 10.0 * len(columns)), 1.0), *(WIDE.get(name, OTHER) for name in one.fill)]
    for at, width in enumerate(wide, start=2):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(1 + len(wide))}{1 + len(one.rows)}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
