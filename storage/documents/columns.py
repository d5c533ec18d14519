"""Which row is the header, and what each column is: by the words of its heading, else by the look of its cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from storage.documents.headings import exact, header_rows, key_of, role_of, stands_alone, weight
from storage.documents.looks import (
    by_look,
    filled,
    is_day,
    is_grade,
    is_mark,
    is_ref,
    is_status,
    is_timescale,
    mostly,
)
from storage.documents.neighbours import beside, wording_by_look
from storage.documents.table import Cell, Row, Table, blank
from storage.lexicon import words
from storage.plan import Column
from storage.timescale import Kind, find_dates, read_timescale

__all__ = ["Layout", "is_ref", "layout_of", "role_of"]

_MANY = frozenset(
    ("owner", "sponsor", "update", "other", "number", "unknown", "empty")
)  # roles that several columns may have
_WORDING = ("recommendation", "action")
_LOOK_FOR_HEADER = 40  # rows
_HALF_YEAR = 190  # days; a longer period in a long heading is what the column is about, not its date


@dataclass(frozen=True, slots=True)
class Layout:
    """The header's place and the columns. `columns` are in the document's order; `revised` is the newer deadline's.

    `top` is the header's first row and `header` its last. `guessed` is a column of actions by its look alone.
    `later` are columns of still newer deadlines to the right of `revised`.
    """

    header: int
    columns: tuple[Column, ...]
    revised: int | None = None
    top: int = 0
    guessed: int | None = None
    later: tuple[int, ...] = ()
    first: dict[str, int] = field(init=False, repr=False, compare=False)  # each role's first column: asked at every row

    def __post_init__(self) -> None:
        roles = [column.role for column in self.columns]
        object.__setattr__(self, "first", {role: roles.index(role) for role in roles})

    def places(self, role: str) -> list[int]:
        return [place for place, column in enumerate(self.columns) if column.role == role]

    def place(self, role: str) -> int | None:
        return self.first.get(role)


def layout_of(table: Table, today: date | None = None) -> Layout | None:
    """The layout of a table that is a plan's; None where no row reads as the header of one."""
    rows = table.rows[:_LOOK_FOR_HEADER]
    scored = [(weight(row), -place) for place, row in enumerate(rows) if not blank(row)]
    best, place = max(scored, default=(0.0, 0))
    if best < 2:
        return None
    top, header, headings = header_rows(rows, -place)
    below = table.rows[header + 1 :]
    roles = _graded(_dateless(beside(_roles(headings), headings), headings, below), below)
    roles = _reported(roles, headings, below, today)
    roles = _rated(_once(roles, headings, below, today), headings, below, today)
    guessed = wording_by_look(roles, headings, below)
    if guessed is not None:
        roles[guessed] = "action"
    roles = _worded(by_look(roles, below))
    if not any(role in roles for role in _WORDING):
        return None
    roles = _numbering(roles, below)
    columns = _columns(headings, roles, _said_of_lead(table, top, today), today)
    return _with_revised(Layout(header, columns, top=top, guessed=guessed), roles)


def _columns(headings: Row, roles: Sequence[str], since: date | None, today: date | None) -> tuple[Column, ...]:
    return tuple(
        Column(
            cell.line,
            "timescale" if role == "revised" else role,
            _dated(cell.line, role, since or today) or (since if role == "update" else None),
        )
        for cell, role in zip(headings, roles, strict=True)
    )


def _with_revised(layout: Layout, roles: Sequence[str]) -> Layout:
    if "revised" not in roles:
        return layout
    if "timescale" not in roles:
        return layout
    revised = roles.index("revised")
    later = (place for place, column in enumerate(layout.columns) if place > revised and roles[place] == "other")
    kept = tuple(place for place in later if role_of(layout.columns[place].heading) == "revised")
    return replace(layout, revised=revised, later=kept)


# --- dates of headings --------------------------------------------------------------------------------------------


def _dated(heading: str, role: str, today: date | None) -> date | None:
    """The date in the heading of an update, a response or a status: "Update (September 2023)", "RAG Q2".

    One without a year is the last such date that has begun.
    """
    if role not in ("update", "response", "status"):
        return None
    reading = read_timescale(heading)
    if reading.kind in (Kind.DATE, Kind.PERIOD) and reading.end and reading.start:
        whole_year = (reading.end - reading.start).days > _HALF_YEAR
        return None if whole_year and len(heading.split()) > 4 else reading.end
    found = find_dates(heading, today) if today else []
    end = found[-1].behind.end if found else None
    return min(end, today) if end and today else None


def _said_of_lead(table: Table, header: int, today: date | None) -> date | None:
    """The date of the whole table, where a line above it says "as at" or "updated"."""
    above = [*table.lead, *(cell.line for row in table.rows[:header] for cell in row)]
    readings = [
        read_timescale(line.casefold().rpartition(phrase)[2], today)
        for line in above
        for phrase in words("text")["as_at"]
        if phrase in line.casefold()
    ]
    return next((one.end for one in readings if one.end and one.kind in (Kind.DATE, Kind.PERIOD)), None)


# --- roles --------------------------------------------------------------------------------------------------------


def _roles(header: Row) -> list[str]:
    roles = [role_of(cell.line) or ("unknown" if cell.line else "empty") for cell in header]
    weak = [stands_alone(cell.line) for cell in header]
    sure = {role for role, alone in zip(roles, weak, strict=True) if not alone}
    return ["unknown" if alone and role in sure else role for role, alone in zip(roles, weak, strict=True)]


def _reported(roles: list[str], headings: Row, rows: Sequence[Row], today: date | None) -> list[str]:
    """A column headed by a date alone ("Q2", "September 2026") tells how things stood then, if it tells anything."""

    def reports(place: int) -> bool:
        heading = headings[place].line
        if len(heading.split()) > 2 or not _dated(heading, "update", today):
            return False
        told = [cell for cell in filled(rows, place) if not is_mark(cell)]
        return bool(told) and ("status" in roles or not mostly(rows, place, is_status))

    return ["update" if role == "unknown" and reports(place) else role for place, role in enumerate(roles)]


def _rates(rows: Sequence[Row], place: int) -> bool:
    return mostly(rows, place, is_status) or mostly(rows, place, _is_code)


def _is_code(cell: Cell) -> bool:
    return len(cell.line) <= 2 and cell.line.isalnum()


def _rated(roles: list[str], headings: Row, rows: Sequence[Row], today: date | None) -> list[str]:
    """A column of progress that holds statuses, or codes of them, rates the actions, where no other one does."""
    if "status" in roles:
        return roles
    fits = [place for place, role in enumerate(roles) if role == "update" and _rates(rows, place)]
    if not fits:
        return roles
    best = max(fits, key=lambda place: (_dated(headings[place].line, "update", today) or date.min, place))
    return [*roles[:best], "status", *roles[best + 1 :]]


def _graded(roles: list[str], rows: Sequence[Row]) -> list[str]:
    """A column "Priority" of High, Medium and Low grades a row and does not word it."""
    return ["other" if role in _WORDING and mostly(rows, place, is_grade) else role for place, role in enumerate(roles)]


def _dateless(roles: list[str], headings: Row, rows: Sequence[Row]) -> list[str]:
    """A heading that only speaks of dates in passing makes no column of dates where its cells are none.

    "Completed" above dates tells when, and not whether.
    """

    def misled(place: int, role: str) -> bool:
        if role == "status":
            return mostly(rows, place, is_day) or _all_days(rows, place)
        return role in ("timescale", "revised") and not exact(headings[place].line) and _hardly(rows, place)

    return ["other" if misled(place, role) else role for place, role in enumerate(roles)]


def _all_days(rows: Sequence[Row], place: int) -> bool:
    cells = filled(rows, place)
    return bool(cells) and all(map(is_day, cells))


def _hardly(rows: Sequence[Row], place: int) -> bool:
    cells = filled(rows, place)
    return len(cells) > 2 and sum(map(is_timescale, cells)) * 5 < len(cells)


def _once(roles: list[str], headings: Row, rows: Sequence[Row], today: date | None) -> list[str]:
    """A role that only one column can have goes to the one that it suits best; the others are kept as they stand."""
    kept = list(roles)
    for role in set(roles) - _MANY:
        places = [place for place, one in enumerate(roles) if one == role]
        best = max(places, key=lambda place: _suits(role, place, headings, rows, today)) if len(places) > 1 else -1
        for place in places:
            kept[place] = role if best in (-1, place) else _besides(role, headings[place].line, roles)
    return kept


def _besides(role: str, heading: str, roles: Sequence[str]) -> str:
    """What a column is that another one outdoes: the priority above a recommendation is its section."""
    broad = role == "recommendation" and bool(set(key_of(heading)) & set(words("text")["broad"]))
    return "section" if broad and "section" not in roles else "other"


def _suits(
    role: str, place: int, headings: Row, rows: Sequence[Row], today: date | None
) -> tuple[bool, date, bool, int]:
    """What speaks for a column of several of a role: cells that read so, the latest date, a sure heading, its place."""
    heading = headings[place].line
    said = set(key_of(heading))
    if role == "recommendation":
        chosen = bool(said & set(words("text")["wording"]))
        return not said & set(words("text")["broad"]), date.max if chosen else date.min, exact(heading), -place
    if role == "status" and said & set(words("text")["share"]):
        return False, date.min, False, -place
    looks = {"status": is_status, "timescale": is_timescale, "revised": is_timescale}.get(role)
    cells = filled(rows, place)
    fits = bool(cells) if looks is None else sum(map(looks, cells)) * 2 > len(cells)
    dated = _dated(heading, role, today) or date.min
    last = place if role == "status" and dated == date.min and not exact(heading) else -place
    whole = role == "status" and bool(said & set(words("text")["governs"]))
    return fits, date.max if whole else dated, exact(heading), last


def _worded(roles: list[str]) -> list[str]:
    """Steps are the third level; in a table without a column of actions they are the actions."""
    if "step" not in roles or "action" in roles:
        return roles
    place = roles.index("step")
    return [*roles[:place], "action", *roles[place + 1 :]]


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
