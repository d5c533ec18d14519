"""A working sheet's tables → what was filled in, row by row. Pure; what it means for the plan is decided elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dialogs.sheets.keys import Key, read_key
from dialogs.sheets.layout import FILL, heading_of
from dialogs.words import listed, say
from storage.documents.handed import PENCIL, Handed

MOST = 2_000  # rows of a sheet that comes back


@dataclass(frozen=True, slots=True)
class Filled:
    """One row as it came: its key where that is left, all its cells by heading, and what was filled in."""

    key: Key | None
    cells: Mapping[str, str]  # of the columns to read
    said: Mapping[str, str] = field(default_factory=dict)  # of the columns to fill in, by key, none of them empty


def filled_rows(sheet: Handed) -> list[Filled]:
    """Every row below a row of our headings, in order; columns are known by their headings, wherever they stand."""
    return [row for table in sheet.tables for row in _of_table(table)]


def _of_table(rows: Sequence[tuple[str, ...]]) -> Iterator[Filled]:
    head: tuple[str, ...] = ()
    fill: dict[int, str] = {}
    for row in rows:
        if places := _fill_places(row):
            head, fill = tuple(map(_plain, row)), places
        elif head and any(cell.strip() for cell in row):
            yield _row(row, head, fill)


def _fill_places(row: Sequence[str]) -> dict[int, str]:
    """Where the columns to fill in are, if this is the row of their headings. Without its pencil a heading counts only
    beside the key's, for some programs cannot write that sign."""
    keyed = say("working.key") in map(_plain, row)
    found: dict[int, str] = {}
    for at, cell in enumerate(row):
        name = _fill_of(_plain(cell), keyed=keyed)
        if name is not None and name not in found.values():
            found[at] = name
    return found if len(found) > 1 else {}


def _fill_of(heading: str, *, keyed: bool) -> str | None:
    for name in FILL:
        whole = heading_of(name)
        bare = whole.removeprefix(PENCIL).strip()
        if heading == whole or (keyed and heading in (f"? {bare}", f"?{bare}", f"□ {bare}")):
            return name
    return None


def _row(row: Sequence[str], head: Sequence[str], fill: Mapping[int, str]) -> Filled:
    said = {name: row[at].strip() for at, name in fill.items() if at < len(row) and row[at].strip()}
    cells = {head[at]: row[at].strip() for at in range(min(len(head), len(row))) if at not in fill and head[at]}
    key = next((one for cell in row if (one := read_key(cell)) is not None), None)
    return Filled(key, cells, said)


def _plain(cell: str) -> str:
    return " ".join(cell.split())


def yes_or_no(words: str) -> bool | None:
    """ "Yes", "y", "internal" or "No"; None for other words."""
    said = words.casefold().strip(" .!")
    if said in listed("working.says_yes"):
        return True
    return False if said in listed("working.says_no") else None
