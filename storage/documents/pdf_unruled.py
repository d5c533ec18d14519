"""Tables of a PDF that are drawn without lines between their columns: told apart by the gaps between words.

A line of headings gives the columns. What stands below is theirs as long as no words run across the gaps; rows are
parted by ruled lines or backgrounds, else by the larger gaps between lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from storage.documents.headings import weight
from storage.documents.looks import is_ref
from storage.documents.pdf_cells import Box, Char, Rule, cell_of, char_lines, text_of
from storage.documents.table import Cell

_MIN_COLUMNS = 3
_SURE = 4.0  # what a line of headings must weigh at least: ruled tables need less, as their lines speak for them
_GAP = 0.7  # of a letter's height: wider than a space between two words, narrower than the space between two columns
_NEAR = 4.0  # points
_FOOT = 2  # lines above and below a table that a page may repeat: a title, a number
_SECTION = 100  # characters of a line across the columns that is a heading, and not the text after the table

REMARK = "no lines are drawn between its columns, they were told apart by the gaps between words: right?"


class Word(NamedTuple):
    left: float
    right: float
    chars: list[Char]


@dataclass(slots=True)
class Line:
    words: list[Word]
    top: float
    bottom: float

    @property
    def text(self) -> str:
        return text_of([char for word in self.words for char in word.chars])


@dataclass(frozen=True, slots=True)
class Grid:
    """A table found: its rows of cells, its top, and the lines above it that are none of it."""

    rows: list[list[Cell]]
    top: float
    bottom: float


@dataclass(slots=True)
class Unruled:
    """Finds such tables page by page. `edges` are the left edges of the columns of the table that may still go on."""

    edges: list[float] = field(default_factory=list)

    def find(self, chars: Sequence[Char], fills: Sequence[Rule], rules: Sequence[float], width: float) -> Grid | None:
        """The table of a page's letters, if there is one. `rules` are the heights at which rows are parted."""
        lines = [line for line in map(_line, char_lines(chars)) if line.words]
        begin = self._begin(lines)
        if begin is None:
            self.edges = []
            return None
        body = list(self._body(lines[begin:]))
        if len(body) < 2:
            return None
        edges = self.edges
        if len(lines) - begin - len(body) > _FOOT:
            self.edges = []  # the text goes on, the table does not
        rows = list(_rows(body, edges, rules))
        tops = [row[0].top for row in rows] + [max(line.bottom for line in body) + 2]
        grid = [_cells(row, (tops[n], tops[n + 1]), edges, fills, width) for n, row in enumerate(rows)]
        return Grid(grid, body[0].top - 1, body[-1].bottom + 1)

    def _goes_on(self, lines: Sequence[Line]) -> int | None:
        """Where the table of the page before goes on, below a running title; None where nothing keeps to it."""
        if not self.edges or not any(_keeps(line, self.edges) for line in lines[: _FOOT + 3]):
            return None
        return next((place for place, line in enumerate(lines[: _FOOT + 1]) if _fits(line, self.edges)), None)

    def _begin(self, lines: Sequence[Line]) -> int | None:
        """Where the headings stand; the top of the page where it goes on with the table of the page before."""
        weights = [weight(tuple(Cell(text_of(one.chars)) for one in _segments(line))) for line in lines]
        best = max(range(len(lines)), key=lambda place: weights[place], default=None)
        if best is not None and weights[best] >= _SURE:
            first, last = _block(lines, best)
            heads = _heads_of([lines[best], *lines[first:best], *lines[best + 1 : last + 1]])
            if len(heads) >= _MIN_COLUMNS:
                self.edges = _edges(heads, lines[last + 1 :])
                return first
        return self._goes_on(lines)

    def _body(self, lines: Sequence[Line]) -> Iterator[Line]:
        """The lines of the table: those that keep to its columns, and headings of sections between them."""
        for place, line in enumerate(lines):
            following = lines[place + 1] if place + 1 < len(lines) else None
            if not _fits(line, self.edges) and not _heads(line, following, self.edges):
                return
            yield line


# --- lines and columns ----------------------------------------------------------------------------------------------


def _line(chars: Sequence[Char]) -> Line:
    inked = [one for one in chars if one["text"].strip()]
    words: list[Word] = []
    for char in inked:
        gap = char["x0"] - words[-1].right if words else 0.0
        if words and gap <= 0.18 * max(char["height"], 4):
            words[-1] = Word(words[-1].left, max(words[-1].right, char["x1"]), [*words[-1].chars, char])
        else:
            words.append(Word(char["x0"], char["x1"], [char]))
    top = min((one["top"] for one in inked), default=0.0)
    return Line(words, top, max((one["bottom"] for one in inked), default=0.0))


def _segments(line: Line) -> list[Word]:
    """Words with no more than a space between them, put together."""
    height = max(line.bottom - line.top, 4.0)
    found: list[Word] = []
    for word in line.words:
        if found and word.left - found[-1].right <= _GAP * height:
            found[-1] = Word(found[-1].left, word.right, found[-1].chars + word.chars)
        else:
            found.append(word)
    return found


def _block(lines: Sequence[Line], best: int) -> tuple[int, int]:
    """The first and the last line of the headings: those above that stand close, those below that stand beside."""
    first = last = best
    height = lines[best].bottom - lines[best].top
    while first and lines[first].top - lines[first - 1].bottom < 0.35 * height:
        first -= 1
    while last + 1 < len(lines) and lines[last + 1].top < lines[last].bottom:
        last += 1
    return first, last


def _heads_of(lines: Sequence[Line]) -> list[Word]:
    """One heading for each column: what stands above or below another is a further line of it."""
    heads: list[Word] = []
    for line in lines:
        for one in _segments(line):
            held = next(
                (place for place, head in enumerate(heads) if one.left < head.right and head.left < one.right), -1
            )
            if held < 0:
                heads.append(one)
            else:
                head = heads[held]
                heads[held] = Word(min(one.left, head.left), max(one.right, head.right), head.chars + one.chars)
    return sorted(heads, key=lambda head: head.left)


def _edges(heads: Sequence[Word], below: Sequence[Line]) -> list[float]:
    """Where each column begins: before the place where the most words below begin and the fewest are cut."""
    edges = [min(heads[0].left, *(line.words[0].left for line in below)) - 1 if below else heads[0].left - 1]
    words = [word for line in below for word in line.words]
    begun = [word.left for line in below for word in _segments(line)]
    for one, two in pairwise(heads):
        places = {round(left) - 1.0 for left in begun if one.right < left <= two.left} | {two.left - 1}
        edges.append(min(places, key=lambda place: (_cost(place, words, begun), -place)))
    return edges


def _cost(place: float, words: Sequence[Word], begun: Sequence[float]) -> int:
    """Words cut, less those that begin behind a gap just to the right."""
    cut = sum(word.left < place < word.right for word in words)
    return cut - 2 * sum(0 <= left - place < _NEAR for left in begun)


def _fits(line: Line, edges: Sequence[float]) -> bool:
    """No words run across the edge of a column, as they do in running text."""
    height = max(line.bottom - line.top, 4.0)
    if line.words[0].left < edges[0] - height:
        return False
    return not any(
        one.left < edge <= two.left and two.left - one.right <= 0.4 * height
        for one, two in pairwise(line.words)
        for edge in edges[1:]
    ) and not any(word.left < edge < word.right - 1 for word in line.words for edge in edges[1:])


def _keeps(line: Line, edges: Sequence[float]) -> bool:
    """Words in several columns, and none across their edges."""
    filled = {sum(word.left >= edge for edge in edges) for word in line.words}
    return len(filled) >= _MIN_COLUMNS and _fits(line, edges)


def _heads(line: Line, following: Line | None, edges: Sequence[float]) -> bool:
    """A short line across columns, with a line below that keeps to them."""
    alone = len(_segments(line)) == 1 and len(line.text) <= _SECTION
    return alone and line.words[0].left < edges[1] and following is not None and _fits(following, edges)


# --- rows -----------------------------------------------------------------------------------------------------------


def _rows(lines: Sequence[Line], edges: Sequence[float], rules: Sequence[float]) -> Iterator[list[Line]]:
    """The lines of each row. Of the first, the headings', all lines up to a larger gap or a number are one row."""
    gaps = sorted(after.top - before.bottom for before, after in pairwise(lines))
    usual = gaps[len(gaps) // 10] if gaps else 0.0
    even = not gaps or gaps[-1] - gaps[0] < 0.35 * (lines[0].bottom - lines[0].top)
    ruled = sum(lines[0].top < rule < lines[-1].bottom for rule in rules) > 1
    row = [lines[0]]
    for before, line in pairwise(lines):
        if ruled:
            parted = any(before.top < rule <= line.bottom and rule < line.top + 2 for rule in rules)
        elif even:
            parted = _numbered(line, edges)
        else:
            parted = line.top - before.bottom > usual + 0.35 * (line.bottom - line.top)
        if parted or not _fits(line, edges) or not _fits(before, edges):
            yield row
            row = []
        row.append(line)
    yield row


def _numbered(line: Line, edges: Sequence[float]) -> bool:
    """Something in the first column: where lines stand evenly, that is where a row begins."""
    first = [word for word in line.words if word.left < edges[1]]
    number = Cell("".join(text_of(word.chars) for word in first))
    return bool(first) and (is_ref(number) or len(first) < len(line.words))


def _cells(
    row: Sequence[Line], span: tuple[float, float], edges: Sequence[float], fills: Sequence[Rule], width: float
) -> list[Cell]:
    if len(row) == 1 and not _fits(row[0], edges):
        return [Cell(row[0].text, span=len(edges)), *[Cell()] * (len(edges) - 1)]
    cells: list[Cell] = []
    for left, right in pairwise([*edges, width]):
        box: Box = (left, span[0], right, span[1])
        own = [char for line in row for word in line.words if left <= word.left < right for char in word.chars]
        cells.append(cell_of(box, own, fills, 1))
    return cells
