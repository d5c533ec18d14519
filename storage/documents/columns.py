"""Which row is the header, and what each column is: by the words of its heading, else by the look of its cells."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from storage.documents.colour import status_of_colour
from storage.documents.table import Cell, Row, Table, blank
from storage.lexicon import words
from storage.owners import owner_kind, read_owners
from storage.people import Kind as OwnerKind
from storage.plan import Column
from storage.status import read_status
from storage.timescale import Kind, read_timescale

_MANY = frozenset(
    ("owner", "sponsor", "update", "other", "number", "unknown", "empty")
)  # roles that several columns may have
_WORDING = ("recommendation", "action")
_LOOK_FOR_HEADER = 40  # rows


@dataclass(frozen=True, slots=True)
class Layout:
    """The header's place and the columns. `columns` are in the document's order; `revised` is the newer deadline's."""

    header: int
    columns: tuple[Column, ...]
    revised: int | None = None

    def places(self, role: str) -> list[int]:
        return [place for place, column in enumerate(self.columns) if column.role == role]

    def place(self, role: str) -> int | None:
        return next(iter(self.places(role)), None)


def layout_of(table: Table, today: date | None = None) -> Layout | None:
    """The layout of a table that is a plan's; None where no row reads as the header of one."""
    rows = table.rows[:_LOOK_FOR_HEADER]
    scored = [(_weight(row), -place) for place, row in enumerate(rows) if not blank(row)]
    weight, place = max(scored, default=(0, 0))
    if weight < 2:
        return None
    header = -place
    roles = _by_look(_once(_roles(table.rows[header])), table.rows[header + 1 :])
    if not any(role in roles for role in _WORDING):
        return None
    roles = _numbering(roles, table.rows[header + 1 :])
    since = _said_of_lead(table, header, today)
    columns = tuple(
        Column(
            cell.line,
            "timescale" if role == "revised" else role,
            _dated(cell.line, role, today) or (since if role == "update" else None),
        )
        for cell, role in zip(table.rows[header], roles, strict=True)
    )
    return _with_revised(Layout(header, columns), roles)


def _with_revised(layout: Layout, roles: Sequence[str]) -> Layout:
    if "revised" not in roles:
        return layout
    return replace(layout, revised=roles.index("revised")) if "timescale" in roles else layout


def _weight(row: Row) -> int:
    """How many different roles a row's cells name. Long cells are no headings."""
    roles = {role for cell in row if (role := role_of(cell.line)) and len(cell.line) < 200}
    return len(roles) if roles & set(_WORDING) or len(roles) > 2 else 0


def _dated(heading: str, role: str, today: date | None) -> date | None:
    """The date in the heading of an update or a response: "Update (September 2023)"."""
    if role not in ("update", "response", "status"):
        return None
    reading = read_timescale(heading, today)
    return reading.end if reading.kind in (Kind.DATE, Kind.PERIOD) else None


def _said_of_lead(table: Table, header: int, today: date | None) -> date | None:
    """The date of the whole table, where a line above it says "as at" or "updated"."""
    above = [*table.lead, *(cell.line for row in table.rows[:header] for cell in row)]
    dated = [line for line in above if any(phrase in line.casefold() for phrase in words("text")["as_at"])]
    readings = [
        read_timescale(line.casefold().rpartition(phrase)[2], today)
        for line in dated
        for phrase in words("text")["as_at"]
        if phrase in line.casefold()
    ]
    return next((one.end for one in readings if one.end and one.kind in (Kind.DATE, Kind.PERIOD)), None)


def _numbering(roles: list[str], rows: Sequence[Row]) -> list[str]:
    """Of several columns of numbers, the recommendation's and the action's, or the one that tells rows apart."""
    places = [place for place, role in enumerate(roles) if role == "number"]
    if len(places) < 2:
        return roles
    kept = (
        places[:2] if "recommendation" in roles else [max(places, key=lambda place: (_different(rows, place), -place))]
    )
    return ["other" if role == "number" and place not in kept else role for place, role in enumerate(roles)]


def _different(rows: Sequence[Row], place: int) -> int:
    return len({row[place].line for row in rows if row[place].line})


# --- by heading ---------------------------------------------------------------------------------------------------


@cache
def _headings() -> dict[tuple[str, ...], str]:
    return {_key(phrase): role for role, phrases in words("column").items() for phrase in phrases}


def _key(heading: str) -> tuple[str, ...]:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)  # "ActionName" as exports write it
    return tuple(re.findall(r"[^\W_]+|#", parted.casefold()))


def role_of(heading: str) -> str | None:
    """What a heading names: the longest known phrase in it, the first of equally long ones; None for no known word.

    A whole heading that is known wins over any phrase inside. What stands in brackets counts only if nothing else does.
    """
    outside = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", heading)
    return _phrase_role(_key(outside)) or _phrase_role(_key(heading))


def _phrase_role(said: tuple[str, ...]) -> str | None:
    known = _headings()
    if said in known:
        return known[said]
    for size in range(min(6, len(said)), 0, -1):
        for place in range(len(said) - size + 1):
            role = known.get(said[place : place + size])
            if role and not (size == 1 and role in ("number", "other") and len(said) > 2):
                return role
    return None


def _roles(header: Row) -> list[str]:
    return [role_of(cell.line) or ("unknown" if cell.line else "empty") for cell in header]


def _once(roles: list[str]) -> list[str]:
    """A role that only one column can have goes to the first that names it."""
    seen: set[str] = set()
    kept: list[str] = []
    for role in roles:
        kept.append("other" if role in seen and role not in _MANY else role)
        seen.add(role)
    return kept


# --- by the look of the cells -------------------------------------------------------------------------------------


def _is_status(cell: Cell) -> bool:
    return read_status(cell.line) is not None or bool(not cell.line and cell.colour and status_of_colour(cell.colour))


def _is_timescale(cell: Cell) -> bool:
    return len(cell.line) < 60 and read_timescale(cell.text).kind is not Kind.UNCLEAR


def _is_owner(cell: Cell) -> bool:
    kinds = [owner_kind(one) for one in read_owners(cell.text)]
    return len(cell.line) < 80 and bool(kinds) and all(kind is OwnerKind.PERSON for kind in kinds)


_LOOKS: tuple[tuple[str, Callable[[Cell], bool]], ...] = (
    ("status", _is_status),
    ("timescale", _is_timescale),
    ("owner", _is_owner),
)


def _by_look(roles: list[str], rows: Sequence[Row]) -> list[str]:
    """Columns that no heading explains: what most of their cells are, where no column has that role yet."""
    for role, looks in _LOOKS:
        if role in roles:
            continue
        found = next(
            (place for place, own in enumerate(roles) if own in ("unknown", "empty") and _mostly(rows, place, looks)),
            None,
        )
        if found is not None:
            roles[found] = role
    if "number" not in roles and roles and roles[0] in ("unknown", "empty") and _mostly(rows, 0, is_ref):
        roles[0] = "number"
    return ["other" if role in ("unknown", "empty") else role for role in roles]


def _mostly(rows: Sequence[Row], place: int, looks: Callable[[Cell], bool]) -> bool:
    cells = [row[place] for row in rows[:200] if row[place].line or row[place].colour]
    return len(cells) > 1 and sum(map(looks, cells)) >= 0.8 * len(cells)


_REF = re.compile(
    r"(?:(?:rec(?:ommendation)?|action|no|r|a|p)\.?\s*)?[#(]?[a-z]{0,4}[-.]?\d{1,4}(?:[.\-/]?[a-z]{0,2}\d{0,4})*[a-z]?[.):]*",
    re.IGNORECASE,
)


def is_ref(cell: Cell) -> bool:
    """A number as plans give them: "5", "4.", "R 2", "4a", "5.2", "CP-01", or a single letter or Roman figure."""
    said = cell.line
    return len(said) <= 16 and bool(_REF.fullmatch(said) or re.fullmatch(r"\(?(?:[ivx]{1,5}|[a-z])[.):]+|[A-Z]", said))
