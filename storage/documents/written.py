"""A table → the bytes of a file that opens in Word, Excel or anything that takes delimited text. Words stay words."""

import csv
import io
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook
from openpyxl.styles import Alignment, PatternFill

from storage.documents.export import Grid, GridRow
from storage.status import DEFAULT_LABELS, Status

FILLS: dict[Status, str] = {  # colours that are read as the status that they stand for
    Status.GREEN: "00B050",
    Status.AMBER: "FFC000",
    Status.RED: "FF0000",
    Status.COMPLETE: "0070C0",
}


def written(table: Grid, kind: str) -> bytes:
    """The table as "csv", "xlsx" or "docx"."""
    return WRITERS[kind](table)


def to_csv(table: Grid) -> bytes:
    """UTF-8 with a byte order mark, without which Excel takes it for another encoding. Colours are told in words."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([line] for line in table.lead)
    writer.writerow(table.headings)
    writer.writerows(_in_words(table, row) for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _in_words(table: Grid, row: GridRow) -> tuple[str, ...]:
    if row.across:
        return row.cells[:1] * len(row.cells)
    if row.shade is None or table.status is None:
        return row.cells
    return (*row.cells[: table.status], DEFAULT_LABELS[row.shade], *row.cells[table.status + 1 :])


def to_xlsx(table: Grid) -> bytes:
    """One sheet. No cell is a formula, whatever it begins with."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Action plan"
    for line in table.lead:
        sheet.append([line])
    head = len(table.lead) + 1
    for at, cells in enumerate((table.headings, *(_shown(table, row) for row in table.rows)), start=head):
        for column, words in enumerate(cells, start=1):
            cell = sheet.cell(at, column, words or None)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if words:
                cell.data_type = "s"
    for at, row in enumerate(table.rows, start=head + 1):
        if row.across:
            sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=len(row.cells))
        elif row.shade in FILLS and table.status is not None:
            sheet.cell(at, table.status + 1).fill = PatternFill("solid", fgColor=FILLS[row.shade])
    return _saved(book)


def to_docx(table: Grid) -> bytes:
    """The title, and the table below it."""
    document = Document()
    if table.title:
        document.add_heading(table.title, level=1)
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.headings))
    made.style = "Table Grid"
    for line, cells in zip(
        made._tbl.tr_lst, (table.headings, *(_shown(table, row) for row in table.rows)), strict=True
    ):
        for cell, words in zip(line.tc_lst, cells, strict=True):
            _write(cell, words)
    for line, row in zip(made._tbl.tr_lst[1:], table.rows, strict=True):
        if row.across:
            line.tc_lst[0].merge(line.tc_lst[-1])
        elif row.shade in FILLS and table.status is not None:
            _fill(line.tc_lst[table.status], FILLS[row.shade])
    return _saved(document)


def _shown(table: Grid, row: GridRow) -> tuple[str, ...]:
    """A colour that no fill stands for is told in words."""
    return row.cells if row.across or row.shade in FILLS else _in_words(table, row)


def _write(cell: Any, words: str) -> None:
    paragraph = cell.p_lst[0]
    for place, line in enumerate(words.split("\n")):
        run = paragraph.add_r()
        if place:
            run.add_br()
        run.text += line


def _fill(cell: Any, colour: str) -> None:
    shading = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{key}"), value)
    cell.get_or_add_tcPr().append(shading)


def _saved(made: Any) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


WRITERS: dict[str, Callable[[Grid], bytes]] = {"csv": to_csv, "xlsx": to_xlsx, "docx": to_docx}
