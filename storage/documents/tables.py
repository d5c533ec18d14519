"""Which tables of a document are the plan's, and how those that belong together become one."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from storage.documents.columns import Layout, layout_of
from storage.documents.table import Cell, Row, Table
from storage.plan import Column

_PAGE = re.compile(r"(?:page\s*)?[\divx]{1,5}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_FOOT = re.compile(r"\bpage\s+\d{1,4}\s+of\s+\d{1,4}\b", re.IGNORECASE)  # a foot says more beside it
_MAX_LINE = 150  # characters of a line that can head a table
_SHARED = 3  # roles that two tables must share to be one plan


@dataclass(frozen=True, slots=True)
class Found:
    """A plan's table with its layout, and what is to be asked about how it was put together: where, and the text."""

    table: Table
    layout: Layout
    doubts: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Held:
    """A plan's table while further ones are put to it: its rows so far, and what they word."""

    first: Table
    layout: Layout
    rows: list[Row]
    said: set[str]
    titles: list[str]  # the first table's lines above its headings
    doubts: list[tuple[str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, one: Table, layout: Layout) -> "_Held":
        return cls(one, layout, list(one.rows), _wordings(one, layout), _above(one, layout), remarks=list(one.remarks))

    def found(self) -> Found:
        table = replace(self.first, rows=tuple(self.rows), remarks=tuple(dict.fromkeys(self.remarks)))
        return Found(table, self.layout, tuple(dict.fromkeys(self.doubts)))

    def join(self, one: Table, layout: Layout, label: str | None) -> None:
        """Put a further table's rows below, each cell under the heading that it belongs to."""
        if _headings(self.layout) != _headings(layout):
            text = "its headings are not those of the first table, its rows were put under those that they fit: right?"
            self.doubts.append((one.name or "another table", text))
        columns, places = _union(self.layout, layout)
        self._widen(len(columns))
        if label and self.layout.place("section") is None:
            self._open(_above(one, layout))
            self.rows.append(_section_row(label, len(columns)))
        self.rows += [_placed(row, places, len(columns)) for row in one.rows[layout.header + 1 :]]
        self.layout = replace(self.layout, columns=columns)
        self.remarks += one.remarks

    def _widen(self, width: int) -> None:
        missing = width - len(self.rows[0])
        if missing:
            self.rows = [(*row, *[Cell()] * missing) for row in self.rows]

    def _open(self, others: Sequence[str]) -> None:
        """The first table's rows under a heading of their own.

        It is what only this table says above its headings, where the others say something there, too; else the name of
        its sheet, or the last of several lines.
        """
        begun = self.layout.header + 1
        own = _only(self.titles, others) if _only(others, self.titles) else []
        label = own[0] if own else self.first.name or (self.first.lead[-1] if len(self.first.lead) > 1 else "")
        named = begun < len(self.rows) and self.rows[begun][0].span == len(self.rows[begun])
        if label and not named:
            self.rows[: self.layout.top] = [_without(row, label) for row in self.rows[: self.layout.top]]
            self.rows.insert(begun, _section_row(label, len(self.rows[0])))
            lead = tuple(line for line in self.first.lead if line != label)
            self.first = replace(self.first, lead=lead, name="")


@dataclass(slots=True)
class _Gathering:
    today: date | None
    furniture: frozenset[str]
    held: list[_Held] = field(default_factory=list)
    lead: tuple[str, ...] = ()

    def take(self, one: Table) -> None:
        layout = layout_of(one, self.today)
        if layout is None:
            self._without_header(one)
        else:
            self._with_header(one, layout)

    def _without_header(self, one: Table) -> None:
        """A table without headings goes on with the one before if it is as wide."""
        before = self.held[-1] if self.held else None
        if before and one.rows and len(one.rows[0]) == len(before.rows[0]) and one.name == before.first.name:
            before.rows += one.rows
        else:
            self.lead += one.lead
            if one.name and not self.held and all(sum(bool(cell.line) for cell in row) < 2 for row in one.rows):
                self.lead += tuple(cell.line for row in one.rows for cell in row if cell.line)  # a cover

    def _with_header(self, one: Table, layout: Layout) -> None:
        """The same headings go on; others are put under those of the first plan that has the same kinds of columns."""
        held = next((held for held in self.held if _related(held.layout, layout)), None)
        if held is None:
            self.held.append(_Held.begin(replace(one, lead=self.lead + one.lead), layout))
            self.lead = ()
            return
        said = _wordings(one, layout)
        if 1 < len(held.said & said) >= len(said) / 2:
            self._again(held, one, layout, said)
            return
        held.join(one, layout, self._label(one, _only(_above(one, layout), held.titles)))
        held.said |= said

    def _again(self, held: _Held, one: Table, layout: Layout, said: set[str]) -> None:
        """Of two states of one plan the later by the dates of its headings; without dates the first."""
        later = _as_at(layout) > _as_at(held.layout)
        left = held.first.name if later else one.name
        rows = len(held.said & said)
        text = f"{rows} of its rows stand in another table, too: only one of the two was taken in, right?"
        if later:
            fresh = _Held.begin(replace(one, lead=held.first.lead + one.lead), layout)
            held.first, held.layout, held.rows, held.said = fresh.first, layout, fresh.rows, said
            held.titles = fresh.titles
        held.doubts.append((left or "another table", text))

    def _label(self, one: Table, above: Sequence[str]) -> str | None:
        """What heads a further table, and so is the section of its rows: what only it says above its headings first."""
        lines = [line for line in (*self.lead, *one.lead) if self._telling(line)]
        self.lead = ()
        if above:
            return above[0]
        return lines[-1] if lines else one.name or None

    def _telling(self, line: str) -> bool:
        furniture = line in self.furniture or _PAGE.fullmatch(line) or _FOOT.search(line)
        return len(line) <= _MAX_LINE and not furniture


def plans(tables: Sequence[Table], today: date | None) -> list[Found]:
    """The tables that are a plan's, in order; what goes on after a break or on another sheet is put to its first."""
    said = Counter(line for one in tables for line in dict.fromkeys(one.lead))
    gathering = _Gathering(today, frozenset(line for line, count in said.items() if count > 1))
    for one in tables:
        gathering.take(one)
    return [held.found() for held in gathering.held]


def _above(one: Table, layout: Layout) -> list[str]:
    """The lines of a table above its headings."""
    return list(dict.fromkeys(cell.line for row in one.rows[: layout.top] for cell in row if cell.line))


def _only(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    return [line for line in lines if line not in others]


def _without(row: Row, line: str) -> Row:
    return tuple(Cell() if cell.line == line else cell for cell in row)


def _section_row(label: str, width: int) -> Row:
    return (Cell(label, span=width), *[Cell()] * (width - 1))


def _related(layout: Layout, other: Layout) -> bool:
    """The same headings, or the same wording and enough kinds of columns in common to be one plan."""
    if _headings(layout) == _headings(other):
        return True
    mine, more = ({column.role for column in one.columns} - {"other", "update"} for one in (layout, other))
    wording = {"action", "recommendation", "response"}
    return mine & wording == more & wording and len(mine & more) >= _SHARED


def _headings(layout: Layout) -> list[str]:
    return [column.heading.casefold() for column in layout.columns]


def _wordings(one: Table, layout: Layout) -> set[str]:
    role = next(role for role in ("action", "response", "recommendation") if layout.place(role) is not None)
    place = layout.place(role) or 0
    return {row[place].line.casefold() for row in one.rows[layout.header + 1 :] if len(row[place].line) > 8}


def _as_at(layout: Layout) -> date:
    return max((column.as_at for column in layout.columns if column.as_at), default=date.min)


def _union(layout: Layout, other: Layout) -> tuple[tuple[Column, ...], list[int]]:
    """The columns of both, and for each column of the other its place among them."""
    columns = list(layout.columns)
    free = set(range(len(columns)))
    places: list[int] = []
    for place, column in enumerate(other.columns):
        newer = place == other.revised
        at = next((n for n in sorted(free) if _same(columns[n], column, n == layout.revised, newer)), None)
        if at is None:
            columns.append(replace(column, role="other") if newer else column)
            at = len(columns) - 1
        free.discard(at)
        places.append(at)
    return tuple(columns), places


def _same(mine: Column, other: Column, revised: bool, newer: bool) -> bool:
    if mine.heading.casefold() == other.heading.casefold():
        return True
    return mine.role == other.role != "other" and revised == newer and mine.as_at == other.as_at


def _placed(row: Row, places: Sequence[int], width: int) -> Row:
    held = dict(zip(places, row, strict=False))
    return tuple(held.get(place, Cell()) for place in range(width))
