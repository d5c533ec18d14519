"""`.docx`: every table, cell by cell, with the paragraphs before it. Merged text is read once.

The part is read as a stream: a row is let go as soon as its cells are known.
"""

from collections.abc import Iterator
from typing import Any

from storage.documents.errors import Unreadable
from storage.documents.packed import elements, main_part, unpacked
from storage.documents.table import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Cell, Table, table
from storage.markup import one_line

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _R, _T, _TBL, _TR, _TC = (f"{_W}{tag}" for tag in ("p", "r", "t", "tbl", "tr", "tc"))
_VAL = f"{_W}val"
_CONTROLS = frozenset((f"{_W}sdt", f"{_W}sdtContent"))
_AROUND = {  # what may stand between a part and the one that holds it
    _P: _CONTROLS,
    _TBL: _CONTROLS,
    _TR: _CONTROLS | {f"{_W}ins", f"{_W}customXml"},
}
_AROUND[_TC] = _AROUND[_TR]
_SILENT = frozenset(  # what is not printed, what holds no text, and the paragraphs of boxes, which stand for themselves
    (_P, *(f"{_W}{tag}" for tag in ("del", "moveFrom", "instrText", "pPr", "rPr")))
)
_SIGNS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NOTHING = Cell()
_SYM, _COLOR = f"{_W}sym", f"{_W}color"
# signs of the fonts Wingdings and Symbol, by the last two figures of their number
_SYMBOLS = {"6C": "●", "6E": "■", "A1": "○", "FC": "✓", "FB": "✗", "FE": "☑", "A8": "☐", "B7": "•", "A7": "▪"}


def read_word(name: str, content: bytes) -> list[Table]:
    """The tables of a document in order, each with the paragraphs that stand between it and the one before."""
    with unpacked(name, content, "[Content_Types].xml") as package:
        part = main_part(package, "word/document.xml")
        if not part.startswith("word/"):
            raise Unreadable(name, "its content does not fit its extension.")
        return _tables(name, elements(package, part, _P, _TR, _TBL))


def _tables(name: str, found: Iterator[Any]) -> list[Table]:
    tables: list[Table] = []
    lead: list[str] = []
    rows: list[list[Cell]] = []
    size = 0
    for element in found:
        holder = _holder(element)
        if holder is None:
            continue
        if element.tag == _P:
            lead += [line] if (line := one_line("".join(_pieces(element)))) else []
        elif element.tag == _TR:
            rows.append(_row(element))
            size += sum(len(cell.text) for cell in rows[-1])
            _limits(name, rows, size)
        else:
            tables.append(table(rows, lead))
            lead, rows = [], []
        _let_go(element)
    return tables


def _holder(element: Any) -> Any:
    """What a paragraph, row or table stands in: the body, or the body's own table; None for what is deeper inside."""
    around = _AROUND[element.tag]
    above = element.getparent()
    while above is not None and above.tag in around:
        above = above.getparent()
    if above is None or (element.tag == _TR) != (above.tag == _TBL):
        return None
    if element.tag == _TR:
        return above if _holder(above) is not None else None
    return above if above.tag == f"{_W}body" else None


def _let_go(element: Any) -> None:
    """Free what has been read, also the empty shells before it."""
    element.clear()
    above = element.getparent()
    while above is not None and element.getprevious() is not None:
        del above[0]


def _limits(name: str, rows: list[list[Cell]], size: int) -> None:
    if len(rows) > MAX_ROWS or len(rows[-1]) > MAX_COLUMNS:
        raise Unreadable(name, f"it has a table of more than {MAX_ROWS:,} rows or {MAX_COLUMNS} columns.")
    if size > MAX_TEXT:
        raise Unreadable(name, "it holds too much text for a plan.")


# --- one row ------------------------------------------------------------------------------------------------------


def _children(element: Any) -> Iterator[Any]:
    """The cells of a row, also those inside content controls and tracked insertions."""
    for child in element:
        if child.tag == _TC:
            yield child
        elif child.tag in _AROUND[_TC]:
            yield from _children(child)


def _row(row: Any) -> list[Cell]:
    """The cells of a row, one for each column of the grid: what a wide cell covers stays empty."""
    cells = [_NOTHING] * _number(_properties(row, f"{_W}trPr").get(f"{_W}gridBefore"))
    for element in _children(row):
        cells += _cells(element)
    return cells


def _cells(element: Any) -> list[Cell]:
    """A cell, and an empty one for each further column that it takes."""
    properties = _properties(element, f"{_W}tcPr")
    merged, shading = properties.get(f"{_W}vMerge"), properties.get(f"{_W}shd")
    span = max(1, _number(properties.get(f"{_W}gridSpan")))
    fill = shading.get(f"{_W}fill") if shading is not None else None
    further = [_NOTHING] * (span - 1)
    if merged is not None and merged.get(_VAL) != "restart":
        return [Cell(above=True, span=span), *further]
    return [Cell(_text(element), fill if fill and fill != "auto" else None, span=span, ink=_ink(element)), *further]


def _properties(element: Any, tag: str) -> dict[Any, Any]:
    """What an element says of itself, by tag. (Looking for each by a path takes ten times as long.)"""
    found = next(element.iterchildren(tag), None)
    return {} if found is None else {one.tag: one for one in found}


def _ink(cell: Any) -> str | None:
    """The colour of the cell's letters where all that are coloured agree."""
    inks = {one.get(_VAL) for one in cell.iter(_COLOR) if one.getparent().getparent().tag == _R}
    inks -= {"auto", "000000", None}
    return str(inks.pop()) if len(inks) == 1 else None


def _number(found: Any) -> int:
    """A count of columns, never more than a table can have and one."""
    value = found.get(_VAL) if found is not None else None
    return min(int(value[:9]), MAX_COLUMNS + 1) if value and value.isdecimal() else 0


def _text(cell: Any) -> str:
    """The paragraphs of a cell, list items with a bullet; a table inside a cell gives its cells' paragraphs."""
    lines: list[str] = []
    for paragraph in cell.iter(_P):
        said = "".join(_pieces(paragraph)).strip()
        if said:
            lines.append(f"• {said}" if not said.startswith("•") and _listed(paragraph) else said)
    return "\n".join(lines)


def _listed(paragraph: Any) -> bool:
    properties = _properties(paragraph, f"{_W}pPr")
    style = properties.get(f"{_W}pStyle")
    named = str(style.get(_VAL) or "") if style is not None else ""
    return named.startswith("List") or f"{_W}numPr" in properties


def _pieces(element: Any) -> list[str]:
    """The text of a paragraph as it is printed: deleted and moved-away text is not there any more."""
    pieces: list[str] = []
    for child in element:
        tag = child.tag
        if tag == _T:
            pieces.append(child.text or "")
        elif tag in _SILENT:
            continue
        elif tag in _SIGNS:
            pieces.append(_SIGNS[tag])
        elif tag == _SYM:
            pieces.append(_SYMBOLS.get(str(child.get(f"{_W}char"))[-2:].upper(), "•"))
        else:
            pieces += _pieces(child)
    return pieces
