"""A row of a Word table → its cells, one for each column of the grid.

A row is gone through once, element by element: looking for each thing in each cell takes five times as long.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from storage.documents.table import MAX_COLUMNS, Cell, cell_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
AROUND = frozenset(f"{W}{tag}" for tag in ("sdt", "sdtContent", "ins", "customXml"))  # what may hold rows, cells, text
_P, _R, _T, _TC, _TAB, _SYM = (f"{W}{tag}" for tag in ("p", "r", "t", "tc", "tab", "sym"))
_VAL = f"{W}val"
_SIGNS = {_TAB: " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SILENT = frozenset(  # what is not printed, what holds no text, and the paragraphs of boxes, which stand for themselves
    (_P, *(f"{W}{tag}" for tag in ("del", "moveFrom", "instrText", "pPr", "rPr")))
)
_BEFORE, _SPAN, _MERGED, _FILL = (f"{W}{tag}" for tag in ("gridBefore", "gridSpan", "vMerge", "shd"))
_INK, _LIST, _STYLE = (f"{W}{tag}" for tag in ("color", "numPr", "pStyle"))
_HIGHLIGHT = f"{W}highlight"
_TOLD = (_T, _P, _TC, *_SIGNS, _SYM, _BEFORE, _SPAN, _MERGED, _FILL, _INK, _HIGHLIGHT, _LIST, _STYLE)
_INVOLVED = tuple(f"{W}{tag}" for tag in ("tbl", "txbxContent", "del", "moveFrom"))
_NOTHING = Cell()

# the pens that mark text: a status is often only marked
_PENS = {"red": "FF0000", "darkRed": "C00000", "yellow": "FFFF00", "green": "00FF00", "darkGreen": "008000"}
_PENS |= {"blue": "0000FF", "cyan": "00B0F0", "darkBlue": "000080", "darkYellow": "808000"}

# signs of the fonts Wingdings and Symbol, by the last two figures of their number
_SYMBOLS = {"6C": "●", "6E": "■", "A1": "○", "FC": "✓", "FB": "✗", "FE": "☑", "A8": "☐", "B7": "•", "A7": "▪"}


def row_of(row: Any) -> list[Cell]:
    """The cells of a row (`w:tr`): what a wide cell covers stays empty, what is merged downwards is "as above"."""
    if next(row.iter(*_INVOLVED), None) is not None:
        return _involved(row)
    cells: list[Cell] = []
    cell: _Open | None = None
    for element in row.iter(*_TOLD):
        tag = element.tag
        if tag == _T and cell is not None:
            cell.pieces.append(element.text or "")
        elif tag == _TC:
            cells += cell.cells() if cell is not None else ()
            cell = _Open()
        elif cell is not None:
            cell.take(tag, element)
        elif tag == _BEFORE:
            cells += [_NOTHING] * _number(element)
    return cells + (cell.cells() if cell is not None else [])


@dataclass(slots=True)
class _Open:
    """A cell while its elements are gone through."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)  # of the paragraph
    listed: bool = False  # the paragraph is an item of a list
    span: int = 1
    above: bool = False
    fill: str | None = None
    inks: set[str] = field(default_factory=set)

    def take(self, tag: str, element: Any) -> None:
        if tag == _P:
            self.end()
        elif tag in _SIGNS:
            self.pieces += [_SIGNS[tag]] if element.getparent().tag != f"{W}tabs" else []
        elif tag == _SYM:
            self.pieces.append(_symbol(element))
        else:
            self.note(tag, element)

    def note(self, tag: str, element: Any) -> None:
        """What is said of the cell and of its paragraphs."""
        value = element.get(_VAL)
        if tag == _SPAN:
            self.span = max(1, _number(element))
        elif tag == _MERGED:
            self.above = value != "restart"
        elif tag == _FILL:
            own = element.getparent().tag == f"{W}tcPr"
            self.fill = element.get(f"{W}fill") if own else self.fill
        elif tag == _HIGHLIGHT:
            self.fill = self.fill or _PENS.get(str(value))
        elif tag == _INK:
            self.inks |= {value} if element.getparent().getparent().tag == _R else set()
        else:
            self.listed |= tag == _LIST or str(value or "").startswith("List")

    def end(self) -> None:
        """End a paragraph: one of a list begins with a bullet."""
        if self.pieces:
            said = "".join(self.pieces).strip()
            self.lines += [f"• {said}" if self.listed and not said.startswith("•") else said] if said else []
            self.pieces = []
        self.listed = False

    def cells(self) -> list[Cell]:
        """The cell, and an empty one for each further column that it takes."""
        self.end()
        if self.span == 1 and not self.above:
            return [self._whole()]
        further = [_NOTHING] * (self.span - 1)
        if self.above:
            return [Cell(above=True, span=self.span), *further]
        return [self._whole(), *further]

    def _whole(self) -> Cell:
        inks = self.inks - {"auto", "000000", None}
        fill = self.fill if self.fill and self.fill != "auto" else None
        return cell_of("\n".join(self.lines), fill, inks.pop() if len(inks) == 1 else None, self.span)


def _number(element: Any) -> int:
    """A count of columns, never more than a table can have and one."""
    value = element.get(_VAL)
    return min(int(value[:9]), MAX_COLUMNS + 1) if value and value.isdecimal() else 0


def _symbol(element: Any) -> str:
    return _SYMBOLS.get(str(element.get(f"{W}char"))[-2:].upper(), "•")


# --- what is more involved ----------------------------------------------------------------------------------------


def _involved(row: Any) -> list[Cell]:
    """The cells of a row that holds tables, boxes or deleted text."""
    cells = [_NOTHING] * sum(_number(one) for one in row.iter(_BEFORE) if one.getparent().getparent() is row)
    for element in _own_cells(row):
        cell = _Open(lines=list(_lines(element)))
        for one in next(element.iterchildren(f"{W}tcPr"), ()):
            if one.tag in (_SPAN, _MERGED, _FILL):
                cell.note(one.tag, one)
        for one in element.iter(_INK):
            cell.note(_INK, one)
        cells += cell.cells()
    return cells


def _own_cells(element: Any) -> Iterator[Any]:
    """The cells of a row, also those inside content controls and tracked insertions."""
    for child in element:
        if child.tag == _TC:
            yield child
        elif child.tag in AROUND:
            yield from _own_cells(child)


def _lines(cell: Any) -> Iterator[str]:
    """The paragraphs of a cell; a table inside it gives its cells' paragraphs."""
    for paragraph in cell.iter(_P):
        said = said_in(paragraph).strip()
        if said:
            yield f"• {said}" if not said.startswith("•") and _listed(paragraph) else said


def _listed(paragraph: Any) -> bool:
    properties = next(paragraph.iterchildren(f"{W}pPr"), None)
    found = {} if properties is None else {one.tag: one.get(_VAL) for one in properties}
    return _LIST in found or str(found.get(_STYLE) or "").startswith("List")


def said_in(element: Any) -> str:
    """The text of a paragraph as it is printed: deleted and moved-away text is not there any more."""
    return "".join(_pieces(element))


def _pieces(element: Any) -> list[str]:
    pieces: list[str] = []
    for child in element:
        tag = child.tag
        if tag == _T:
            pieces.append(child.text or "")
        elif tag in _SIGNS:
            pieces.append(_SIGNS[tag])
        elif tag == _SYM:
            pieces.append(_symbol(child))
        elif tag not in _SILENT:
            pieces += _pieces(child)
    return pieces
