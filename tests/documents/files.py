"""Small Word and Excel files, made where they are needed: a table of rows, with fills and merged cells."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook
from openpyxl.styles import PatternFill

HEADER = ("No", "Recommendation", "Action", "Lead officer", "Timescale", "RAG", "Update (September 2026)")
ROWS = (
    (
        "1",
        "Give the town centre one plan",
        "Write the brief",
        "Jo Smith",
        "March 2027",
        "Green",
        "The brief is with the board.",
    ),
    ("", "", "Choose a partner", "Ann Lee", "Q2 2027/28", "Amber", ""),
    ("2", "Make the budget easier to read", "Publish a summary", "JT/MG", "31/01/27", "Complete", "Out in August."),
)


def word(rows: Sequence[Sequence[str]], *, fills: dict[tuple[int, int], str] | None = None, lead: str = "") -> bytes:
    document = Document()
    if lead:
        document.add_paragraph(lead)
    grid = document.add_table(rows=len(rows), cols=len(rows[0]))
    for line, row in zip(grid.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    for (line_no, column), colour in (fills or {}).items():
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), colour)
        grid.cell(line_no, column)._tc.get_or_add_tcPr().append(shade)
    return _bytes(document)


def word_merged(rows: Sequence[Sequence[str]], merges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> bytes:
    document = Document()
    grid = document.add_table(rows=len(rows), cols=len(rows[0]))
    for first, last in merges:
        grid.cell(*first).merge(grid.cell(*last))
    for line_no, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                grid.cell(line_no, column).text = text
    return _bytes(document)


def excel(rows: Sequence[Sequence[Any]], *, fills: dict[str, str] | None = None, merges: Sequence[str] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for place, colour in (fills or {}).items():
        sheet[place].fill = PatternFill("solid", fgColor=colour)
    for area in merges:
        sheet.merge_cells(area)
    return _bytes(book)


def delimited(rows: Sequence[Sequence[str]], sign: str = ",", encoding: str = "utf-8") -> bytes:
    lines = [sign.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    return "\r\n".join(lines).encode(encoding)


def _bytes(made: Any) -> bytes:
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()
