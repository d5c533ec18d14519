"""A table of a Word document, as markup: python-docx's own tables take time in the square of their rows.

https://learn.microsoft.com/dotnet/api/documentformat.openxml.wordprocessing.table has the elements and their order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml

from dialogs.reports.cell_lines import is_item, lines_of
from dialogs.reports.fit import fit
from dialogs.reports.widths import PADDING, widths
from dialogs.reports.word_direction import BIDI, RTL, right_to_left

STYLE = "Table text"  # the paragraphs in its cells; `dialogs.reports.word_page` makes it
HEAD_FILL, SECTION_FILL = "D9E2F3", "F2F2F2"
TWIPS = 20  # in a point
USUAL = 8.0  # points of the words, as their style says
APART = 40  # twips between the paragraphs of a cell
BULLET = 0.63  # how wide a bullet and its space are, in heights of the type
WIDE = 0.54  # how wide a character is on average, in heights of the type
MARGINS = "".join(
    f'<w:{side} w:w="{twips}" w:type="dxa"/>'
    for side, twips in (("top", 30), ("left", 70), ("bottom", 30), ("right", 70))
)
SMALL = 14  # lines of a table that stays whole: about a third of a page on its side
WHOLE = 36  # lines of a row, about three quarters of a page on its side: a higher one may be torn by the end of a page
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; `above` marks one that the cell above it reaches down into.

    `fill` is RRGGBB; `fills` are those of its lines, where they differ.
    """

    text: str
    fill: str | None = None
    above: bool = False
    bold: bool = False
    fills: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A row's cells; one alone reaches over all columns."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """A table before it is known how wide its place is. The rest is as for `grid`."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    size: float
    title: str
    described: str
    wide: tuple[int, ...] | None = None
    roomy: int | None = None

    def element(self, width: int) -> Any:
        """The element of the table; `width` is in twips."""
        return grid(
            self.headings,
            self.lines,
            width=width,
            size=self.size,
            title=self.title,
            described=self.described,
            wide=self.wide,
            roomy=self.roomy,
        )


def grid(
    headings: Sequence[str],
    lines: Sequence[Line],
    *,
    width: int,
    size: float,
    title: str,
    described: str,
    wide: Sequence[int] | None = None,
    roomy: int | None = None,
) -> Any:
    """The element of a table, its headings repeated on every page. `width` is in twips, `size` of the words in points.

    `title` and `described` are its alternative text. `wide`: the columns' widths in twips, instead of what fits best;
    `roomy` is the place of a column in which more will be read than its words need now.
    """
    across = len(headings)
    columns = [[heading, *_column(lines, at, across)] for at, heading in enumerate(headings)]
    sizes = list(wide) if wide else widths(columns, width, size * TWIPS * WIDE, roomy)
    reached = [_reached(lines, at, across) for at in range(across)]
    head = Line(tuple(Cell(heading, HEAD_FILL, bold=True) for heading in headings))
    look = _Look(size)
    rows = [_row(head, sizes, [False] * across, replace(look, kept=True), head=True)]
    kept, last = _one_page(lines, sizes, size), len(lines) - 1
    rows += [
        _row(
            line,
            sizes,
            [down[at] for down in reached] if len(line.cells) == across else [False],
            replace(look, kept=at < last and (kept or _heads(line, across))),
            torn=not at and not kept,
        )
        for at, line in enumerate(lines)
    ]
    columns_xml = "".join(f'<w:gridCol w:w="{one}"/>' for one in sizes)
    return parse_xml(
        f'<w:tbl {_NS}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(sizes)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{MARGINS}</w:tblCellMar>"
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"/>'
        f"<w:tblCaption w:val={quoteattr(fit(title))}/><w:tblDescription w:val={quoteattr(fit(described))}/></w:tblPr>"
        f"<w:tblGrid>{columns_xml}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _one_page(lines: Sequence[Line], sizes: Sequence[int], size: float) -> bool:
    """Whether a table is so small that no page may end in it."""
    return len(lines) <= SMALL and sum(_lines(line, sizes, size) for line in lines) <= SMALL


def _heads(line: Line, across: int) -> bool:
    """Whether a row is the heading of those below it, which belongs on their page."""
    return len(line.cells) == 1 and across > 1


def _column(lines: Iterable[Line], at: int, across: int) -> list[str]:
    return [line.cells[at].text for line in lines if len(line.cells) == across]


def _reached(lines: Sequence[Line], at: int, across: int) -> list[bool]:
    """For each row whether its cell of a column begins what reaches down into the next one."""
    above = [len(line.cells) == across and line.cells[at].above for line in lines]
    below = [*above, False][1:]
    return [not here and next_ for here, next_ in zip(above, below, strict=True)]


def _row(
    line: Line, sizes: Sequence[int], begins: Sequence[bool], look: "_Look", *, head: bool = False, torn: bool = False
) -> str:
    """`torn`: the row may be, however short it is. Where the first below the headings may not and ends just past its
    page, LibreOffice loses the rows after it."""
    whole = head or (not torn and _lines(line, sizes, look.size) <= WHOLE)
    properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if head else "")
    if len(line.cells) == 1 and len(sizes) > 1:
        cells = [_cell(line.cells[0], sum(sizes), f'<w:gridSpan w:val="{len(sizes)}"/>', look)]
    else:
        cells = [
            _cell(cell, size, _merge(cell, begins=down), look)
            for cell, size, down in zip(line.cells, sizes, begins, strict=True)
        ]
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _lines(line: Line, sizes: Sequence[int], size: float) -> int:
    """How high a row will be, about."""
    wide = sizes if len(line.cells) == len(sizes) else [sum(sizes)]
    letters = [max(1, int(one / (size * TWIPS * WIDE) - PADDING)) for one in wide]
    each = zip(line.cells, letters, strict=True)
    return max(sum(1 + len(said) // room for said in lines_of(cell.text)) for cell, room in each)


def _merge(cell: Cell, *, begins: bool) -> str:
    if cell.above:
        return "<w:vMerge/>"
    return '<w:vMerge w:val="restart"/>' if begins else ""


def _cell(cell: Cell, width: int, merge: str, look: "_Look") -> str:
    fill = _shade(cell.fill) if cell.fill else ""
    lines = lines_of(fit(cell.text))
    fills = cell.fills if len(cell.fills) == len(lines) else (None,) * len(lines)
    words = "".join(
        look.paragraph(line, one, first=not at, bold=cell.bold)
        for at, (line, one) in enumerate(zip(lines, fills, strict=True))
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merge}{fill}</w:tcPr>{words}</w:tc>'


def _shade(fill: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


@dataclass(frozen=True, slots=True)
class _Look:
    """How the paragraphs of a table's cells look: their type, space between them, items hanging from their bullet.

    `kept`: on the page of what follows, without which LibreOffice loses the rows of a table whose headings alone fit.
    """

    size: float
    kept: bool = False

    def paragraph(self, line: str, fill: str | None, *, first: bool, bold: bool) -> str:
        turned, item = right_to_left(line), is_item(line)
        begun = (
            '<w:pStyle w:val="Tabletext"/>'
            + ("<w:keepNext/>" if self.kept else "")
            + (_shade(fill) if fill else "")
            + (BIDI if turned else "")
        )
        begun += "" if first else f'<w:spacing w:before="{APART}"/>'
        if item:
            hang = round(self.size * TWIPS * BULLET)
            begun += f'<w:ind w:left="{hang}" w:hanging="{hang}"/>'
        looks = ("<w:b/><w:bCs/>" if bold else "") + self._size + (RTL if turned else "")
        run = f'<w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escape(line)}</w:t>'
        return f"<w:p><w:pPr>{begun}</w:pPr>{f'<w:r>{run}</w:r>' if line else ''}</w:p>"

    @property
    def _size(self) -> str:
        """Half points, where it is not the style's own."""
        halves = round(self.size * 2)
        return "" if self.size == USUAL else f'<w:sz w:val="{halves}"/><w:szCs w:val="{halves}"/>'
