"""Small Word and Excel files, made where they are needed: a table of rows, with fills and merged cells."""

import io
from collections.abc import Sequence
from typing import Any

import xlwt
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


def pdf(rows: Sequence[Sequence[str]], *, ruled: bool = True, below: str = "") -> bytes:
    """A page with one table, drawn by hand, and a line of text below it."""
    width, height, drawn = 110, 30, []
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            left, bottom = 40 + column * width, 700 - line * height
            if ruled:
                drawn.append(f"{left} {bottom} {width} {height} re S")
            drawn.append(f"BT /F 8 Tf {left + 4} {bottom + 12} Td ({text}) Tj ET")
    drawn.append(f"BT /F 8 Tf 40 {640 - len(rows) * height} Td ({below}) Tj ET")
    page = "\n".join(drawn).encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 650 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + end


def old_workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """An Excel 97-2003 file."""
    made = xlwt.Workbook()
    sheet = made.add_sheet("Plan")
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write(line, column, text)
    return _bytes(made)


def _bytes(made: Any) -> bytes:
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()
