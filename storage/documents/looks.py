"""What the cells of a column look like, where its heading does not say what it is, or several say the same."""

import re
from collections.abc import Callable, Sequence

from storage.documents.colour import status_of_colour
from storage.documents.table import Cell, Row
from storage.lexicon import words
from storage.owners import owner_kind, read_owners
from storage.people import Kind as OwnerKind
from storage.status import read_status
from storage.timescale import Kind, read_timescale

_MOST = 0.8
_SAMPLE = 200  # rows
_POST = 4  # words of a cell that can only be a post

_REF = re.compile(
    r"(?:(?:rec(?:ommendation)?|action|no|r|a|p)\.?\s*)?[#(]?[a-z]{0,4}[-./]?\d{1,4}(?:[.\-/]?[a-z]{0,2}\d{0,4})*[a-z]?[.):]*"
    r"|[a-z]{1,4}\d{0,2}[-./][a-z]{1,4}[-./]?\d{1,4}",
    re.IGNORECASE,
)


def is_ref(cell: Cell) -> bool:
    """A number as plans give them: "5", "4.", "R 2", "4a", "5.2", "CP-01", or a single letter or Roman figure."""
    said = cell.line
    return len(said) <= 16 and bool(_REF.fullmatch(said) or re.fullmatch(r"\(?(?:[ivx]{1,5}|[a-z])[.):]+|[A-Z]", said))


def is_status(cell: Cell) -> bool:
    return read_status(cell.line) is not None or bool(not cell.line and cell.colour and status_of_colour(cell.colour))


def is_timescale(cell: Cell) -> bool:
    return len(cell.line) < 60 and read_timescale(cell.text).kind is not Kind.UNCLEAR


def is_day(cell: Cell) -> bool:
    """A date, or words that say only when something was done."""
    return is_timescale(cell) and read_timescale(cell.text).kind in (Kind.DATE, Kind.PERIOD) and not is_status(cell)


def is_mark(cell: Cell) -> bool:
    """A sign in a chart of months: an "X", a tick, a bar."""
    return not cell.line or cell.line.casefold() in ("x", "1") or not any(sign.isalnum() for sign in cell.line)


def is_owner(cell: Cell) -> bool:
    kinds = [owner_kind(one) for one in read_owners(cell.text)]
    if len(cell.line) >= 80 or not kinds:
        return False
    posts = all(kind in (OwnerKind.PERSON, OwnerKind.POST) for kind in kinds) and len(cell.line.split()) <= _POST
    return posts or all(kind is OwnerKind.PERSON for kind in kinds)


def is_grade(cell: Cell) -> bool:
    """A word or figure of a scale ("High", "Priority 2") and no sentence about what is wrong or to be done."""
    said = set(re.findall(r"[^\W_]+", cell.line.casefold()))
    return said <= {*words("text")["grades"], *"123456789"}


_LOOKS: tuple[tuple[str, Callable[[Cell], bool]], ...] = (
    ("status", is_status),
    ("timescale", is_timescale),
    ("owner", is_owner),
)


def by_look(roles: list[str], rows: Sequence[Row]) -> list[str]:
    """Columns that no heading explains: what most of their cells are, where no column has that role yet.

    Of several that look like statuses, one beside the other, the last tells how things stand.
    """
    for role, looks in _LOOKS:
        if role in roles:
            continue
        fits = [place for place, own in enumerate(roles) if own in ("unknown", "empty") and mostly(rows, place, looks)]
        if fits:
            roles[_last_of_run(fits) if role == "status" else fits[0]] = role
    if "number" not in roles and roles and roles[0] in ("unknown", "empty") and mostly(rows, 0, is_ref):
        roles[0] = "number"
    return ["other" if role in ("unknown", "empty") else role for role in roles]


def _last_of_run(places: Sequence[int]) -> int:
    return next(place for place in places if place + 1 not in places)


def mostly(rows: Sequence[Row], place: int, looks: Callable[[Cell], bool]) -> bool:
    cells = filled(rows, place)
    return len(cells) > 1 and sum(map(looks, cells)) >= _MOST * len(cells)


def filled(rows: Sequence[Row], place: int) -> list[Cell]:
    """The cells of a column that hold words or a colour; the first rows speak for all, and ruling says nothing."""
    return [cell for row in rows[:_SAMPLE] if (cell := row[place]).colour or cell.line.strip("-–—=_|:+ ")]
