"""What every kind of file is first turned into: tables of cells, with the lines of text that stood before each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from storage.markup import one_line, plain

MAX_PACKED = 25 * 1024 * 1024  # bytes of a file as handed in
MAX_UNPACKED = 200 * 1024 * 1024  # bytes of a packed file's parts together
MAX_ROWS = 25_000
MAX_COLUMNS = 200
MAX_TEXT = 20_000_000  # characters of all cells together
_SHORT = 40  # characters


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text (line breaks and simple markup as they stood), its fill and the colour of its letters.

    Colours are six hexadecimal figures.
    """

    text: str = ""
    colour: str | None = None
    above: bool = False  # part of a cell that began in a row above (merged downwards)
    span: int = 1  # how many columns it takes
    ink: str | None = None  # the one colour of all its letters, unless that is black
    plain: str = field(default="", init=False, repr=False, compare=False)  # without markup; these two are looked at
    line: str = field(default="", init=False, repr=False, compare=False)  # ten times a row; this one is on one line

    def __post_init__(self) -> None:
        said = plain(self.text)
        object.__setattr__(self, "plain", said)
        object.__setattr__(self, "line", said if "\n" not in said else one_line(said))


def cell_of(text: str, colour: str | None, ink: str | None, span: int = 1) -> Cell:
    """A cell; short texts stand in row after row, and their cells are kept once."""
    return _kept(text, colour, ink, span) if len(text) <= _SHORT else Cell(text, colour, span=span, ink=ink)


@lru_cache(maxsize=2048)
def _kept(text: str, colour: str | None, ink: str | None, span: int) -> Cell:
    return Cell(text, colour, span=span, ink=ink)


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all of one length, and the lines of text before them."""

    rows: tuple[Row, ...]
    lead: tuple[str, ...] = ()
    name: str = ""  # of a sheet
    remarks: tuple[str, ...] = ()  # what a reader of the document does not see: hidden rows, hidden columns


def table(
    rows: Sequence[Sequence[Cell]], lead: Sequence[str] = (), name: str = "", remarks: Sequence[str] = ()
) -> Table:
    """A table whose rows are made of one length; without rows if nothing stands in any."""
    width, empty = max(map(len, rows), default=0), Cell()
    whole = tuple((*row, *[empty] * (width - len(row))) for row in rows) if width else ()
    return Table(whole, tuple(lead), name, tuple(remarks))


def blank(row: Sequence[Cell]) -> bool:
    """Nothing in it but white space and ruling (dashes, equals signs, bars)."""
    return all(not cell.line.strip("-–—=_|:+ ") for cell in row) and not any(cell.colour for cell in row)
