"""`.docx`: every table, cell by cell, with the paragraphs before it. Merged text is read once."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from storage.documents.errors import Unreadable
from storage.documents.packed import checked
from storage.documents.table import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Cell, Table, table
from storage.markup import one_line

# signs of the fonts Wingdings and Symbol, by the last two figures of their number
_SYMBOLS = {"6C": "●", "6E": "■", "A1": "○", "FC": "✓", "FB": "✗", "FE": "☑", "A8": "☐", "B7": "•", "A7": "▪"}


def read_word(name: str, content: bytes) -> list[Table]:
    """The tables of a document in order, each with the paragraphs that stand between it and the one before."""
    checked(name, content, "word/document.xml")
    try:
        body = Document(io.BytesIO(content)).element.body
    except (ValueError, KeyError, TypeError, AttributeError, OSError, SyntaxError, zipfile.BadZipFile):
        # what python-docx raises for damaged parts is as various as the damage
        raise Unreadable(name, "it is damaged: Word's own parts could not be read.") from None
    found: list[Table] = []
    lead: list[str] = []
    for element in _blocks(body):
        if element.tag == qn("w:p"):
            lead += [line] if (line := one_line(_paragraph(element))) else []
        else:
            found.append(table(_rows(name, element), lead))
            lead = []
    return found


def _blocks(body: Any) -> Iterator[Any]:
    """Paragraphs and tables of the body, also those inside content controls."""
    for element in body:
        if element.tag in (qn("w:p"), qn("w:tbl")):
            yield element
        elif element.tag == qn("w:sdt"):
            content = element.find(qn("w:sdtContent"))
            yield from _blocks(content if content is not None else [])


def _children(element: Any, tag: str) -> Iterator[Any]:
    """Direct children of a kind, also those inside content controls and tracked insertions."""
    for child in element:
        if child.tag == qn(tag):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
            yield from _children(child, tag)


def _rows(name: str, element: Any) -> list[list[Cell]]:
    rows = [_row(row) for row in _children(element, "w:tr")]
    if len(rows) > MAX_ROWS or max(map(len, rows), default=0) > MAX_COLUMNS:
        raise Unreadable(name, f"it has a table of more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns.")
    if sum(len(cell.text) for row in rows for cell in row) > MAX_TEXT:
        raise Unreadable(name, "it holds too much text for a plan.")
    return rows


def _row(row: Any) -> list[Cell]:
    """The cells of a row, one for each column of the grid: what a wide cell covers stays empty."""
    cells = [Cell()] * _number(row, "w:trPr/w:gridBefore")
    for element in _children(row, "w:tc"):
        span = max(1, _number(element, "w:tcPr/w:gridSpan"))
        cells.append(_cell(element, span))
        cells += [Cell()] * min(span - 1, MAX_COLUMNS)
    return cells


def _cell(element: Any, span: int) -> Cell:
    merged = element.find("w:tcPr/w:vMerge", element.nsmap)
    if merged is not None and merged.get(qn("w:val")) != "restart":
        return Cell(above=True, span=span)
    shading = element.find("w:tcPr/w:shd", element.nsmap)
    fill = shading.get(qn("w:fill")) if shading is not None else None
    return Cell(_text(element), fill if fill and fill != "auto" else None, span=span, ink=_ink(element))


def _ink(cell: Any) -> str | None:
    """The colour of the cell's letters where all that are coloured agree."""
    inks = {run.get(qn("w:val")) for run in cell.iterfind(".//w:r/w:rPr/w:color", cell.nsmap)}
    inks -= {"auto", "000000", None}
    return str(inks.pop()) if len(inks) == 1 else None


def _number(element: Any, path: str) -> int:
    found = element.find(path, element.nsmap)
    value = found.get(qn("w:val")) if found is not None else None
    return int(value) if value and value.isdigit() else 0


def _text(cell: Any) -> str:
    """The paragraphs of a cell, list items with a bullet; a table inside a cell gives its cells' paragraphs."""
    lines: list[str] = []
    for paragraph in cell.iter(qn("w:p")):
        said = _paragraph(paragraph).strip()
        listed = paragraph.find("w:pPr/w:numPr", paragraph.nsmap) is not None or _style(paragraph).startswith("List")
        if said:
            lines.append(f"• {said}" if listed and not said.startswith("•") else said)
    return "\n".join(lines)


def _style(paragraph: Any) -> str:
    found = paragraph.find("w:pPr/w:pStyle", paragraph.nsmap)
    return str(found.get(qn("w:val")) or "") if found is not None else ""


def _paragraph(paragraph: Any) -> str:
    """The text of a paragraph as it is printed: deleted and moved-away text is not there any more."""
    gone = {qn("w:del"), qn("w:moveFrom"), qn("w:instrText")}
    return "".join(_pieces(paragraph, gone))


def _pieces(element: Any, gone: set[str]) -> Iterator[str]:
    for child in element:
        if child.tag in gone:
            continue
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag == qn("w:tab"):
            yield " "
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif child.tag == qn("w:sym"):
            yield _SYMBOLS.get(str(child.get(qn("w:char")))[-2:].upper(), "•")
        elif child.tag != qn("w:p"):
            yield from _pieces(child, gone)
