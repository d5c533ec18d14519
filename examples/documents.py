"""Writes the example plan as the Word and Excel documents that an officer would have: `make examples`."""

import csv
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import _Cell
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

HERE = Path(__file__).parent
TITLE = "Wychford Borough Council: LGA Corporate Peer Challenge 2026, action plan"
WRITTEN = datetime(2026, 3, 31, 9)  # noqa: DTZ001  # both formats hold a time without a zone; the day on which the plan was written
COLOURS = {"On track": "A9D18E", "At risk": "FFD966", "Off track": "F4B183", "Complete": "9DC3E6"}
WIDTHS_CM = (1.0, 4.2, 3.4, 4.2, 2.4, 2.2, 2.4, 1.8, 3.6, 3.0)


def rows() -> list[list[str]]:
    with (HERE / "action-plan.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_word(path: Path) -> None:
    document = Document()
    document.core_properties.title = TITLE
    document.core_properties.author = "Wychford Borough Council"
    document.core_properties.created = document.core_properties.modified = WRITTEN
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21.0)
    page.left_margin = page.right_margin = Cm(0.75)
    document.styles["Normal"].font.size = Pt(8)
    document.add_heading(TITLE, level=1)
    _word_table(document, rows())
    document.save(str(path))


def _word_table(document: Document, lines: list[list[str]]) -> None:
    table = document.add_table(rows=len(lines), cols=len(lines[0]), style="Table Grid")
    table.autofit = False
    for line, row in zip(lines, table.rows, strict=True):
        for text, cell, width in zip(line, row.cells, WIDTHS_CM, strict=True):
            cell.text = text
            cell.width = Cm(width)
            _shade(cell, COLOURS.get(text))
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)


def _shade(cell: _Cell, colour: str | None) -> None:
    if colour:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), colour)
        cell._tc.get_or_add_tcPr().append(shade)


def write_excel(path: Path) -> None:
    book = Workbook()
    book.properties.title = TITLE
    book.properties.creator = "Wychford Borough Council"
    book.properties.created = book.properties.modified = WRITTEN
    sheet = book.active
    sheet.title = "Action plan"
    sheet.append([TITLE])
    sheet.append([])
    for line in rows():
        sheet.append([int(text) if text.isdigit() else text or None for text in line])
    for number, width in enumerate(WIDTHS_CM, start=1):
        sheet.column_dimensions[sheet.cell(3, number).column_letter].width = width * 5
    for cell in (*sheet[1], *sheet[3]):
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if cell.value in COLOURS:
                cell.fill = PatternFill("solid", fgColor=COLOURS[cell.value])
    book.save(path)


if __name__ == "__main__":
    write_word(HERE / "action-plan.docx")
    write_excel(HERE / "action-plan.xlsx")
