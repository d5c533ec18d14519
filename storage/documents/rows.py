"""Rows of a table → entries: what stands in one row of the plan, put together where a page break tore it apart."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from storage.documents.columns import Layout, is_ref
from storage.documents.table import Cell, Row, Table, blank
from storage.lexicon import words
from storage.owners import owner_kind, read_owners
from storage.people import Kind as OwnerKind
from storage.status import read_status

_ENDED = re.compile(r"[.!?:;…)\]\"'”’]$")
_PAGE = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_BULLET = re.compile(r"[•·▪◦‣●○*–-]\s|\(?(?:\d{1,2}|[a-z])[.)]\s")


@dataclass(slots=True)
class Entry:
    """One row of the plan: texts by role; `updates` and `others` by the place of their column."""

    section: str | None = None
    texts: dict[str, str] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    updates: dict[int, str] = field(default_factory=dict)
    others: dict[int, str] = field(default_factory=dict)
    revised: str = ""
    colour: str | None = None  # of the status cell
    merged: frozenset[str] = frozenset()  # roles whose cell began in a row above

    def text(self, role: str) -> str:
        return self.texts.get(role, "")


def entries(table: Table, layout: Layout) -> Iterator[Entry]:
    """The entries below the header, in order. Repeated headers, page titles, page numbers and ruling are left out."""
    header = _said(table.rows[layout.header])
    titles = {*table.lead, *(cell.line for row in table.rows[: layout.header] for cell in row)}
    section: str | None = None
    current: Entry | None = None
    head: Entry | None = None  # the entry that holds the recommendation's words
    for row in table.rows[layout.header + 1 :]:
        if blank(row) or _said(row) == header or _furniture(row, titles):
            continue
        heading = _section(row, layout)
        if heading is not None:
            section = heading
            continue
        entry = _entry(row, layout, section)
        if _empty(entry):
            continue
        if current is not None and _continues(current, entry, layout):
            _append(current, entry)
            continue
        if current is not None:
            yield current
        head = _head(head, entry)
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
        else:
            _put(entry.texts, column.role, cell.plain)
            entry.colour = cell.colour if column.role == "status" else entry.colour
    entry.merged = frozenset(merged)
    return entry


def _put(texts: dict[str, str], role: str, text: str) -> None:
    texts[role] = "\n".join(one for one in (texts.get(role, ""), text) if one)


def _number(cell: Cell) -> str:
    """The number as the plan gives it, without the stop behind it."""
    return cell.line.strip(" .:)(").removeprefix("#")


# --- torn rows ----------------------------------------------------------------------------------------------------


def wording(layout: Layout) -> str:
    """The role of the column that says what is done: action, else response, else recommendation."""
    return next(role for role in ("action", "response", "recommendation") if layout.place(role) is not None)


def _continues(before: Entry, row: Entry, layout: Layout) -> bool:
    """Whether a row only carries on the one before it."""
    if any(row.numbers):
        return False
    main = wording(layout)
    text = row.text(main)
    recommendation = row.text("recommendation")
    if main != "recommendation" and recommendation and not _carries_on(before.text("recommendation"), recommendation):
        return False
    if not text:
        return main == "recommendation" or not _own(row) or bool(recommendation) or main != "action"
    if _carries_on(before.text(main), text):
        return True
    if main == "recommendation":
        return False
    return main == "response" and not _own(row)


def _head(head: Entry | None, row: Entry) -> Entry:
    """The entry that holds the words of this row's recommendation, with those that a page break left in this row."""
    said = row.text("recommendation")
    if head is None or any(row.numbers):
        return row
    if said and _carries_on(head.text("recommendation"), said):
        head.texts["recommendation"] = _glued("recommendation", head.text("recommendation"), said)
        row.texts["recommendation"] = ""
    return row if row.text("recommendation") else head


def _own(row: Entry) -> bool:
    """The row has a date, an owner or a status of its own."""
    return any(row.text(role) for role in ("timescale", "owner", "status")) or bool(row.colour)


def _carries_on(before: str, text: str) -> bool:
    """The text goes on in the middle of a sentence."""
    if not before or _BULLET.match(text):
        return False
    if text[0].islower():
        return True
    last = before.split()[-1].casefold().strip("(\"'")
    unended = not _ENDED.search(before)
    return unended and (last in words("text")["unfinished"] or last.endswith((",", "-", "–")))


def _append(entry: Entry, row: Entry) -> None:
    for role, text in row.texts.items():
        if text:
            entry.texts[role] = _glued(role, entry.text(role), text)
    for mine, more in ((entry.updates, row.updates), (entry.others, row.others)):
        for place, text in more.items():
            mine[place] = _glued("wording", mine.get(place, ""), text)
    entry.revised = "\n".join(one for one in (entry.revised, row.revised) if one)
    entry.colour = entry.colour or row.colour


def _glued(role: str, before: str, more: str) -> str:
    """Two pieces of one cell: in the middle of a sentence or a name by a space, else by a line break."""
    if not before or not more:
        return before or more
    torn = {"owner": _torn_name, "sponsor": _torn_name, "status": _torn_status}.get(role, _torn_sentence)
    return f"{before}{' ' if torn(before, more) else chr(10)}{more}"


def _torn_sentence(before: str, more: str) -> bool:
    return not _BULLET.match(more) and (more[0].islower() or not _ENDED.search(before))


def _torn_name(before: str, more: str) -> bool:
    """A first name alone at the end, or a post that stops at "and"."""
    last = before.split()[-1]
    if last in ("and", "of", "&") or last.endswith(("/", ",", "&")):
        return True
    named = read_owners(before.split("\n")[-1])[-1:]
    alone = named == [last] or not before.endswith(tuple(named))  # completed from an earlier naming of the same cell
    return alone and not last.isupper() and owner_kind(last) is OwnerKind.INITIALS


def _torn_status(before: str, more: str) -> bool:
    return read_status(before) is None or read_status(f"{before} {more}") is not None


# --- parts of a cell ----------------------------------------------------------------------------------------------


def parts_of(text: str, count: int) -> tuple[str, list[str]] | None:
    """What stands before the parts, and exactly `count` parts of a cell: bullets, paragraphs, sentences run together.

    The last are told apart where a new sentence begins with no stop before it, as when bullets were lost on the way.
    """
    for divide in (_bulleted, _paragraphs, _run_together):
        intro, parts = divide(text, count)
        if len(parts) == count:
            return intro, parts
    return None


def _bulleted(text: str, _: int) -> tuple[str, list[str]]:
    pieces = re.split(r"(?:^|\s+)[•▪◦‣●○]\s*", text)
    if len(pieces) == 1:
        pieces = re.split(r"(?:^|\n)\s*(?:[·*–-]\s+|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+)", text)
    return pieces[0].strip(), [" ".join(one.split()) for one in pieces[1:] if one.strip()]


def _paragraphs(text: str, count: int) -> tuple[str, list[str]]:
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) == count + 1 and lines[0].rstrip().endswith(":"):
        return lines[0], lines[1:]
    return "", lines


def _run_together(text: str, _: int) -> tuple[str, list[str]]:
    openers = "|".join(words("text")["openers"])
    intro, colon, rest = text.partition(": ")
    if not colon:
        intro, rest = "", text
    pieces = re.split(rf"(?<=[a-z)])\s+(?=(?:{openers})\b)", rest)
    return intro + colon.strip(), [" ".join(one.split()) for one in _sensible(pieces)]


def _sensible(pieces: Sequence[str]) -> list[str]:
    return [one for one in pieces if one.strip()]
