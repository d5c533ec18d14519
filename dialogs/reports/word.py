"""A report as a Word document: the summary, and the plan's own table with its update column."""

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from dialogs.reports import text
from dialogs.reports.report import Report
from dialogs.reports.shades import shade
from dialogs.reports.table import Table, table


def to_docx(one: Report) -> bytes:
    """Landscape, headings repeated on every page, the status shaded and in words."""
    document = Document()
    _landscape(document)
    head, *rest = text.lines(one)
    document.add_heading(head, level=1)
    for line in rest:
        bullet = line.startswith("- ")
        document.add_paragraph(line[2:] if bullet else line, style="List Bullet" if bullet else None)
    _table(document, table(one))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _landscape(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def _table(document: Any, made: Table) -> None:
    grid = document.add_table(rows=1 + len(made.rows), cols=len(made.headings))
    grid.style = "Table Grid"
    rows = list(grid.rows)
    _fill(rows[0], made.headings)
    _repeat(rows[0])
    for row, given in zip(rows[1:], made.rows, strict=True):
        cells = _fill(row, given.cells)
        _shade(cells[made.status_column], shade(given.status))


def _fill(row: Any, words: tuple[str, ...]) -> list[Any]:
    cells = list(row.cells)
    for cell, said in zip(cells, words, strict=True):
        cell.text = said
    return cells


def _repeat(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    properties.append(header)


def _shade(cell: Any, fill: str) -> None:
    shading = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shading.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shading)
