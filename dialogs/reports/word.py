"""A report as a Word document: the summary, and the plan's own table with its update column."""

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from dialogs.reports import text
from dialogs.reports.report import Report
from dialogs.reports.shades import shade
from dialogs.reports.table import table
from storage.status import Status


def to_docx(one: Report) -> bytes:
    """Landscape, headings repeated on every page, the status shaded and in words."""
    document = Document()
    landscape(document)
    head, *rest = text.lines(one)
    document.add_heading(head, level=1)
    for line in rest:
        bullet = line.startswith("- ")
        document.add_paragraph(line[2:] if bullet else line, style="List Bullet" if bullet else None)
    made = table(one)
    as_table(document, made.headings, [(row.cells, row.status) for row in made.rows], made.status_column)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def landscape(document: Any) -> None:
    """Turn the page of a document on its side."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def as_table(
    document: Any,
    headings: tuple[str, ...],
    rows: Sequence[tuple[tuple[str, ...], Status | None]],
    status_column: int,
) -> Any:
    """A grid at the end of a document, its headings repeated on every page, one column shaded by each row's status."""
    grid = document.add_table(rows=1 + len(rows), cols=len(headings))
    grid.style = "Table Grid"
    made = list(grid.rows)
    _fill(made[0], headings)
    _repeat(made[0])
    for row, (words, status) in zip(made[1:], rows, strict=True):
        cells = _fill(row, words)
        _shade(cells[status_column], shade(status))
    return grid


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
