"""A table of a Word document, as markup: python-docx's own tables take time in the square of their rows.

https://learn.microsoft.com/dotnet/api/documentformat.openxml.wordprocessing.table has the elements and their order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml

from dialogs.reports.fit import fit
from dialogs.reports.widths import widths
from dialogs.reports.word_direction import BIDI, RTL, right_to_left

STYLE = "Table text"  # the paragraphs in its cells; `dialogs.reports.word_page` makes it
HEAD_FILL, SECTION_FILL = "D9E2F3", "F2F2F2"
TWIPS = 20  # in a point
WIDE = 0.54  # how wide a character is on average, in heights of the type
MARGINS = "".join(
    f'<w:{side} w:w="{twips}" w:type="dxa"/>'
    for side, twips in (("top", 30), ("left", 70), ("bottom", 30), ("right", 70))
)
WHOLE = 900  # characters of a row's longest cell: a longer row may be torn by the end of a page
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell; `fill` is RRGGBB, and `above` marks one that the cell above it reaches down into."""

    text: str
    fill: str | None = None
    above: bool = False
    bold: bool = False


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
) -> Any:
    """The element of a table, its headings repeated on every page. `width` is in twips, `size` of the words in points.

    `title` and `described` are its alternative text. `wide`: the columns' widths in twips, instead of what fits best.
    """
    across = len(headings)
    columns = [[heading, *_column(lines, at, across)] for at, heading in enumerate(headings)]
    sizes = list(wide) if wide else widths(columns, width, size * TWIPS * WIDE)
    reached = [_reached(lines, at, across) for at in range(across)]
    head = Line(tuple(Cell(heading, HEAD_FILL, bold=True) for heading in headings))
    rows = [_row(head, sizes, [False] * across, head=True)]
    rows += [
        _row(line, sizes, [down[at] for down in reached] if len(line.cells) == across else [False])
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


def _column(lines: Iterable[Line], at: int, across: int) -> list[str]:
    return [line.cells[at].text for line in lines if len(line.cells) == across]


def _reached(lines: Sequence[Line], at: int, across: int) -> list[bool]:
    """For each row whether its cell of a column begins what reaches down into the next one."""
    above = [len(line.cells) == across and line.cells[at].above for line in lines]
    below = [*above, False][1:]
    return [not here and next_ for here, next_ in zip(above, below, strict=True)]


def _row(line: Line, sizes: Sequence[int], begins: Sequence[bool], *, head: bool = False) -> str:
    whole = head or max(len(cell.text) for cell in line.cells) < WHOLE
    properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if head else "")
    if len(line.cells) == 1 and len(sizes) > 1:
        cells = [_cell(line.cells[0], sum(sizes), f'<w:gridSpan w:val="{len(sizes)}"/>')]
    else:
        cells = [
            _cell(cell, size, _merge(cell, begins=down))
            for cell, size, down in zip(line.cells, sizes, begins, strict=True)
        ]
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _merge(cell: Cell, *, begins: bool) -> str:
    if cell.above:
        return "<w:vMerge/>"
    return '<w:vMerge w:val="restart"/>' if begins else ""


def _cell(cell: Cell, width: int, merge: str) -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill}"/>' if cell.fill else ""
    turned = right_to_left(cell.text)
    begun = '<w:pStyle w:val="Tabletext"/>' + (BIDI if turned else "")
    looks = ("<w:b/><w:bCs/>" if cell.bold else "") + (RTL if turned else "")
    bold = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    lines = fit(cell.text).split("\n")
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines) if cell.text else ""
    run = f"<w:r>{bold}{words}</w:r>" if words else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merge}{fill}</w:tcPr>'
        f"<w:p><w:pPr>{begun}</w:pPr>{run}</w:p></w:tc>"
    )
