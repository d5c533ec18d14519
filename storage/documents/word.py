"""`.docx`: every table, cell by cell, with the paragraphs before it. Merged text is read once.

The part is read as a stream: a row is let go as soon as its cells are known.
"""

from collections.abc import Iterator
from typing import Any

from storage.documents.errors import Unreadable
from storage.documents.packed import elements, main_part, unpacked
from storage.documents.table import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Cell, Table, table
from storage.documents.word_row import AROUND, W, row_of, said_in
from storage.markup import one_line

_P, _TBL, _TR = f"{W}p", f"{W}tbl", f"{W}tr"


def read_word(name: str, content: bytes) -> list[Table]:
    """The tables of a document in order, each with the paragraphs that stand between it and the one before."""
    with unpacked(name, content, "[Content_Types].xml") as package:
        part = main_part(package, "word/document.xml")
        if not part.startswith("word/"):
            raise Unreadable(name, "its content does not fit its extension.")
        return _tables(name, elements(package, part, _TR, _TBL))


def _tables(name: str, found: Iterator[Any]) -> list[Table]:
    tables: list[Table] = []
    rows: list[list[Cell]] = []
    size = 0
    for element in found:
        if not _own(element):
            continue
        if element.tag == _TR:
            rows.append(row_of(element))
            size += sum(len(cell.text) for cell in rows[-1])
            _limits(name, rows, size)
            _let_go(element)
        else:
            tables.append(table(rows, _lead(element)))
            rows = []
    return tables


def _own(element: Any) -> bool:
    """A table that stands in the body, or a row of one; not what is deeper inside."""
    above = element.getparent()
    while above is not None and above.tag in AROUND:
        above = above.getparent()
    if element.tag == _TR:
        return above is not None and above.tag == _TBL and _own(above)
    return above is not None and above.tag == f"{W}body"


def _let_go(element: Any) -> None:
    """Free what has been read, also the empty shells before it."""
    element.clear()
    above = element.getparent()
    while above is not None and element.getprevious() is not None:
        del above[0]


def _lead(grid: Any) -> list[str]:
    """The lines before a table that has ended, since the one before; they are let go with it."""
    chain = [grid, *(one for one in grid.iterancestors() if one.tag in AROUND)]
    lines: list[str] = []
    for one in reversed(chain):
        for before in reversed(list(one.itersiblings(preceding=True))):
            lines += [line for paragraph in _paragraphs(before) if (line := one_line(said_in(paragraph)))]
    grid.clear()
    for one in chain:
        above = one.getparent()
        while above is not None and one.getprevious() is not None:
            del above[0]
    return lines


def _paragraphs(element: Any) -> Iterator[Any]:
    """The paragraphs of the body, also those inside content controls."""
    if element.tag == _P:
        yield element
    elif element.tag in AROUND:
        for child in element:
            yield from _paragraphs(child)


def _limits(name: str, rows: list[list[Cell]], size: int) -> None:
    if len(rows) > MAX_ROWS or len(rows[-1]) > MAX_COLUMNS:
        raise Unreadable(name, f"it has a table of more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns.")
    if size > MAX_TEXT:
        raise Unreadable(name, "it holds too much text for a plan.")
