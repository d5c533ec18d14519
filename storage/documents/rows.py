"""Rows of a table → entries: what stands in one row of the plan, put together where a page break tore it apart."""

import re
from collections.abc import Iterator

from storage.documents.columns import Layout, is_ref
from storage.documents.entry import Entry, Item
from storage.documents.headings import names_both
from storage.documents.row_colours import colour_of_row, rows_are_rated
from storage.documents.shifted import Habits, put_back
from storage.documents.table import Cell, Row, Table, blank
from storage.documents.torn import adds_item, append, continues, head
from storage.timescale import Kind, read_timescale

_PAGE = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)


def entries(table: Table, layout: Layout) -> Iterator[Entry]:
    """The entries below the header, in order. Repeated headers, page titles, page numbers and ruling are left out."""
    headers = {_said(row) for row in table.rows[layout.top : layout.header + 1]}
    titles = {*table.lead, *(cell.line for row in table.rows[: layout.top] for cell in row)}
    habits = Habits.of(table, layout)
    coloured = rows_are_rated(table.rows[layout.header + 1 :], layout)
    section: str | None = None
    current: Entry | None = None
    held: Entry | None = None  # the entry that holds the recommendation's words
    for row in table.rows[layout.header + 1 :]:
        if blank(row) or _said(row) in headers or _furniture(row, titles):
            continue
        placed = put_back(row, layout, habits)
        heading = _section(row, layout) if placed is None else None
        if heading is not None:
            section = heading
            continue
        entry = _entry(placed or row, layout, section)
        entry.colour = colour_of_row(row) if coloured else entry.colour
        entry.moved = placed is not None
        if _empty(entry):
            continue
        if current is not None and (continues(current, entry, layout) or adds_item(entry, layout)):
            append(current, entry, layout)
            continue
        if current is not None:
            yield current
        held = head(held, entry)
        current = entry
    if current is not None:
        yield current


def _empty(entry: Entry) -> bool:
    """A line of a form that nobody has filled in: nothing is to be done, and nobody has said anything."""
    said = [text for role, text in entry.texts.items() if role != "section"]
    return not any([*said, *entry.updates.values(), entry.revised])


def _said(row: Row) -> tuple[str, ...]:
    return tuple(cell.line.casefold() for cell in row)


def _furniture(row: Row, titles: set[str]) -> bool:
    """A page's title or number, alone in its row."""
    said = {cell.line for cell in row if cell.line}
    return len(said) == 1 and (said <= titles or (bool(_PAGE.fullmatch(next(iter(said)))) and not is_ref(row[0])))


def _section(row: Row, layout: Layout) -> str | None:
    """The heading of a section: a row with one cell that is no number, in the first column or across the row."""
    said = [cell for cell in row if cell.line]
    if len({cell.line for cell in said}) != 1 or len(said[0].line) > 200 or is_ref(said[0]):
        return None
    first = row[0].line == said[0].line
    number = layout.place("number")
    across = len(row) > 2 and (said[0].span > len(row) // 2 or len(said) == len(row))
    alone = first and (number == 0 or said[0].line.endswith(":"))
    return said[0].line if across or alone else None


# --- one row ------------------------------------------------------------------------------------------------------


def _entry(row: Row, layout: Layout, section: str | None) -> Entry:
    entry = Entry(section=section)
    merged: set[str] = set()
    for place, (cell, column) in enumerate(zip(row, layout.columns, strict=False)):
        if cell.above:
            merged.add(column.role)
        elif place == layout.revised:
            entry.revised = cell.plain
        elif column.role == "number" and (is_ref(cell) or not cell.line):
            entry.numbers.append(_number(cell))
        elif column.role == "update":
            entry.updates[place] = cell.plain
        elif column.role in ("other", "number"):
            entry.others[place] = cell.plain
        elif column.role == "owner" and layout.place("timescale") is None and names_both(column.heading):
            owners, dates = who_and_when(cell.plain)
            _put(entry.texts, "owner", owners)
            _put(entry.texts, "timescale", dates)
        else:
            _put(entry.texts, column.role, cell.plain)
            if column.role == "status":
                entry.colour, entry.ink = cell.colour, cell.ink
    entry.revised = next((said for place in reversed(layout.later) if (said := _date(row[place]))), entry.revised)
    entry.merged = frozenset(merged)
    if progress := entry.progress(layout):
        entry.items = [Item(progress, entry.text("timescale"))]
    return entry


def _date(cell: Cell) -> str:
    return cell.plain if read_timescale(cell.plain).kind is not Kind.UNCLEAR else ""


def who_and_when(text: str) -> tuple[str, str]:
    """The owners and the timescale of a cell that holds both: pieces that read as dates are the timescale."""
    pieces = [piece.strip() for piece in re.split(r"\n|[,;()]|\s[–-]\s|:\s", text) if piece.strip()]
    dates = [piece for piece in pieces if read_timescale(piece).kind is not Kind.UNCLEAR]
    owners = [piece for piece in pieces if piece not in dates]
    return "\n".join(owners), "\n".join(dates)


def _put(texts: dict[str, str], role: str, text: str) -> None:
    before = texts.get(role)
    texts[role] = f"{before}\n{text}" if before and text else before or text


def _number(cell: Cell) -> str:
    """The number as the plan gives it, without the stop behind it."""
    return cell.line.strip(" .:)(").removeprefix("#")
