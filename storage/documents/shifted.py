"""Rows whose cells slid under other headings when a table was extracted: what each cell is says where it belongs."""

import re
from dataclasses import dataclass
from itertools import combinations

from storage.documents.columns import Layout, is_ref
from storage.documents.table import Cell, Row, Table
from storage.owners import read_owners
from storage.status import read_status
from storage.timescale import Kind, read_timescale

_INITIALS = re.compile(r"[A-Z]{2,4}")
_MAX_COLUMNS = 12
_DATED = (Kind.DATE, Kind.PERIOD, Kind.OPEN, Kind.DONE)
_TEXTS = frozenset(("recommendation", "response", "action", "measure", "update", "step", "other"))
_FIXED = frozenset(("other", "revised"))
_WORDY = 4  # words


@dataclass(frozen=True, slots=True)
class Habits:
    """What the table's cells look like elsewhere: whom its column of owners names."""

    owners: frozenset[str]

    @classmethod
    def of(cls, table: Table, layout: Layout) -> "Habits":
        place = layout.place("owner")
        cells = [row[place] for row in table.rows[layout.header + 1 :]] if place is not None else []
        lines = {cell.line for cell in cells if 0 < len(cell.line) < 80}
        return cls(frozenset(one.casefold() for line in lines for one in read_owners(line)))


def put_back(row: Row, layout: Layout, habits: Habits) -> Row | None:
    """The row with its cells under the headings that they fit, in their order; None for a row that is well as it is."""
    said = [(place, cell) for place, cell in enumerate(row) if cell.line]
    wide = len(row) > _MAX_COLUMNS or any(cell.span > 1 for _, cell in said)
    if len(said) < 2 or wide or not any(_misfit(place, cell, row, layout, habits) for place, cell in said):
        return None
    roles = [column.role for column in layout.columns]
    fits = [[_fit(cell, role, habits) for role in roles] for _, cell in said]
    best = max(combinations(range(len(row)), len(said)), key=lambda places: _score(places, said, fits, roles))
    if list(best) == [place for place, _ in said]:
        return None
    held = {place: cell for place, (_, cell) in zip(best, said, strict=True)}
    return tuple(held.get(place, Cell()) for place in range(len(row)))


def _misfit(place: int, cell: Cell, row: Row, layout: Layout, habits: Habits) -> bool:
    """A sentence where numbers stand, a date out of the empty column of dates, an owner out of that of owners."""
    role = layout.columns[place].role
    if role == "number":
        return not is_ref(cell) and len(cell.line.split()) > _WORDY
    if role in _FIXED or role in ("timescale", "section"):
        return False
    dates, owners = layout.place("timescale"), layout.place("owner")
    if dates is not None and not row[dates].line and role != "status":
        return _dated(cell)
    return owners is not None and not row[owners].line and role in ("action", "recommendation") and _named(cell, habits)


def _dated(cell: Cell) -> bool:
    return len(cell.line) < 40 and read_timescale(cell.text).kind in _DATED


def _named(cell: Cell, habits: Habits) -> bool:
    owners = read_owners(cell.text) if len(cell.line) < 80 else []
    return bool(owners) and all(one.casefold() in habits.owners or _INITIALS.fullmatch(one) for one in owners)


def _fit(cell: Cell, role: str, habits: Habits) -> float:
    """How well a cell stands under a heading."""
    if role == "number":
        return 2 if is_ref(cell) else -5
    if role == "timescale":
        return 2 if len(cell.line) < 80 and read_timescale(cell.text).kind is not Kind.UNCLEAR else -2
    if role in ("owner", "sponsor"):
        return 2 if _named(cell, habits) else -2
    if role == "status":
        return 2 if read_status(cell.line) is not None else -2
    if role in _TEXTS:
        return -2 if _dated(cell) or _named(cell, habits) else 1 if len(cell.line.split()) >= _WORDY else 0
    return 0


def _score(
    places: tuple[int, ...], said: list[tuple[int, Cell]], fits: list[list[float]], roles: list[str]
) -> tuple[float, int]:
    """The fit of all cells. Without a number no recommendation begins, without an owner hardly an action."""
    taken = {roles[place] for place in places}
    moved = sum(abs(place - was) for place, (was, _) in zip(places, said, strict=True))
    score = sum(fits[number][place] for number, place in enumerate(places)) - 0.1 * moved
    score -= 1.5 * ("recommendation" in taken and "number" not in taken)
    score -= 1.0 * ("action" in taken and "owner" not in taken and bool({"update", "step"} & set(roles)))
    return score, -moved
