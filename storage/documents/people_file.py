"""A file of people, as an HR system or a spreadsheet gives it: its rows, by what each column is. Nothing is decided."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from storage.documents.delimited import read_delimited
from storage.documents.errors import Unreadable
from storage.documents.table import MAX_PACKED, Table
from storage.documents.workbook import read_workbook
from storage.lexicon import words
from storage.timescale import Kind, read_timescale

COLUMNS = ("name", "first", "last", "email", "initials", "post", "team", "manager", "since", "until")
OF_PEOPLE = ("first", "last", "email", "initials", "manager")
DATES = ("since", "until")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row: its number in the file, what is said in it, and what in it could not be read."""

    line: int
    said: Mapping[str, str]
    since: date | None = None
    until: date | None = None
    unread: tuple[str, ...] = ()  # the columns whose words are no day

    @property
    def name(self) -> str:
        return self.said.get("name") or " ".join(filter(None, (self.said.get("first"), self.said.get("last"))))


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """The rows of a file, and the headings that nothing was made of."""

    rows: tuple[PersonRow, ...]
    left: tuple[str, ...]


def read_people(name: str, content: bytes, today: date) -> PeopleFile:
    """Read a directory from CSV, TSV or Excel: the first row that names a column for people's names heads it.

    Raises `Unreadable` for another kind of file, a damaged or too large one, and one without such a row.
    """
    file = PurePath(name.replace("\\", "/")).name
    if len(content) > MAX_PACKED:
        raise Unreadable(file, f"the file is larger than {MAX_PACKED // 1024 // 1024} MB.")
    for table in _tables(file, content):
        for at, row in enumerate(table.rows):
            heads = [_column(cell.line) for cell in row]
            if "name" in heads or {"first", "last"} <= set(heads):
                left = tuple(cell.line for cell, one in zip(row, heads, strict=True) if one is None and cell.line)
                return PeopleFile(tuple(_rows(table, at, heads, today)), left)
    raise Unreadable(
        file, "no row of headings was found in it: it needs a column “Name”, or “First name” and “Surname”."
    )


def is_of_people(name: str, content: bytes, today: date) -> bool:
    """Whether a file tells of people: names, and something that only people have."""
    try:
        rows = read_people(name, content, today).rows
    except Unreadable:
        return False
    return any(not row.said.keys().isdisjoint(OF_PEOPLE) for row in rows)


def _tables(file: str, content: bytes) -> list[Table]:
    ending = PurePath(file).suffix.casefold()
    if ending in (".csv", ".tsv"):
        return read_delimited(file, content)
    if ending in (".xlsx", ".xlsm"):
        return read_workbook(file, content)
    raise Unreadable(file, "people are read from .csv, .tsv or .xlsx.")


def _column(heading: str) -> str | None:
    said = " ".join(heading.casefold().replace("_", " ").replace("-", " ").split()).strip(" .:*")
    return next((one for one in COLUMNS if said in words("people")[one]), None)


def _rows(table: Table, head: int, heads: list[str | None], today: date) -> Iterator[PersonRow]:
    for at, row in enumerate(table.rows[head + 1 :], start=head + 2):
        said: dict[str, str] = {}
        for column, cell in zip(heads, row, strict=True):
            if column is not None and cell.line:
                said.setdefault(column, cell.line)
        if said:
            yield _row(at, said, today)


def _row(line: int, said: Mapping[str, str], today: date) -> PersonRow:
    days = {one: _day(said[one], today) for one in DATES if one in said}
    unread = tuple(said[one] for one, day in days.items() if day is None)
    return PersonRow(line, said, days.get("since"), days.get("until"), unread)


def _day(text: str, today: date) -> date | None:
    """The one day that a cell names; of a period or of none, nothing."""
    reading = read_timescale(text, today)
    return reading.end if reading.kind is Kind.DATE else None
