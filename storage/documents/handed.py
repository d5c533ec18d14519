"""A spreadsheet of ours that came back, filled in: its hidden marks and the texts of its tables. Nothing is believed.

It is known by custom properties of the workbook (ECMA-376 part 1, 15.2.12.2), which office programs keep when it is
saved; by the key that stands in each row, which also comes through a copy to another workbook and through CSV; or by
the pencil before the headings of what was to be filled in.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

from storage.documents.delimited import decoded, read_delimited
from storage.documents.document import PlanDocument
from storage.documents.errors import Unreadable
from storage.documents.packed import unpacked
from storage.documents.returned import marks_of
from storage.documents.table import Table

KIND, WORKING, QUESTIONS, REPORT = "PlanminderFile", "working sheet", "questions", "report"  # a property; its values
AS_AT = "PlanminderAsAt"  # the property that says of which day a report tells;
VERSION = "PlanminderVersion"  # of the return whose wording it prints, which version;
AUDIENCE, TOLD = "PlanminderAudience", "PlanminderTold"  # for whose eyes it is; that it tells a part of the plan
TITLE = "PlanminderTitle"  # of the plan
PENCIL = "✎"  # before the heading of each column that is to be filled in
KEY = re.compile(r"pm:[0-9a-f:]{10,60}")  # what a row is known by
_SIGNS = (PENCIL.encode(), b"&#9998;", b"&#x270E;", b"&#x270e;", b"pm:")  # as XML may write them
_PACKED = b"PK\x03\x04"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Handed:
    """What the marks say, every row of every table, and the places of formulas that have no value."""

    kind: str
    marks: Mapping[str, str]
    tables: tuple[tuple[tuple[str, ...], ...], ...]
    formulas: tuple[str, ...] = field(default=())
    document: PlanDocument | None = None  # a report, read as a plan

    def kept(self) -> dict[str, Any]:
        """As JSON takes it, while it waits for a yes."""
        return {name: getattr(self, name) for name in ("kind", "marks", "tables", "formulas")}


def handed_again(stored: Mapping[str, Any]) -> Handed:
    """What was kept, JSON's lists as the tuples that they were."""
    tables = tuple(tuple(tuple(map(str, row)) for row in rows) for rows in stored["tables"])
    return Handed(str(stored["kind"]), dict(stored["marks"]), tables, tuple(map(str, stored["formulas"])))


def read_handed(name: str, content: bytes, today: date | None = None) -> Handed | None:
    """A sheet of ours; None for every other file. Raises `Unreadable` for a damaged one, or one past the limits."""
    from storage.documents.workbook import read_workbook  # here: the process that converses reads no document

    ending = PurePath(name).suffix.casefold()
    if ending in (".xlsx", ".xlsm") and content.startswith(_PACKED):
        marks = marks_of(name, content)
        if KIND not in marks and not _has_sign(name, content):
            return None
        return _of_tables(read_workbook(name, content), marks)
    if ending in (".csv", ".tsv"):
        return _of_tables(read_delimited(name, content), {}) if _is_signed(name, content) else None
    if ending == ".docx" and content.startswith(_PACKED):
        marks = marks_of(name, content)
        return _report(name, content, marks, today) if marks.get(KIND) == REPORT else None
    return None


def _report(name: str, content: bytes, marks: Mapping[str, str], today: date | None) -> Handed:
    """A Word report of ours: its tables as they stand, and read as a plan, which it may have become."""
    from storage.documents.read import read_document  # here, as above
    from storage.documents.word import read_word

    rows = tuple(tuple(tuple(cell.plain for cell in row) for row in table.rows) for table in read_word(name, content))
    return Handed(REPORT, marks, rows, document=read_document(name, content, today))


def _of_tables(tables: Sequence[Table], marks: Mapping[str, str]) -> Handed | None:
    rows = tuple(tuple(_filled(table)) for table in tables)
    known = any(_is_ours(cells) for table in rows for cells in table)
    if KIND not in marks and not known:
        return None
    kind = marks.get(KIND, WORKING)
    told = (remark for table in tables for remark in table.remarks if remark.startswith("formulas"))
    return Handed(kind, dict(marks), rows, tuple(told))


def _is_ours(cells: Sequence[str]) -> bool:
    pencilled = sum(cell.startswith(PENCIL) for cell in cells)
    return pencilled > 1 or any(KEY.fullmatch(cell.strip()) for cell in cells)


def _filled(table: Table) -> list[tuple[str, ...]]:
    """The texts of the rows. A cell that somebody joined with those below it says the same for each of them."""
    rows: list[tuple[str, ...]] = []
    for row in table.rows:
        above = rows[-1] if rows else ("",) * len(row)
        rows.append(tuple(above[at] if cell.above else cell.plain for at, cell in enumerate(row)))
    return rows


def _is_signed(name: str, content: bytes) -> bool:
    """What is no text is not ours; whoever reads plans says what is wrong with it."""
    try:
        text = decoded(name, content)
    except Unreadable:
        return False
    return PENCIL in text or "pm:" in text


def _has_sign(name: str, content: bytes) -> bool:
    with unpacked(name, content, "xl/workbook.xml") as package:
        parts = [one for one in package.namelist() if one.startswith("xl/") and one.endswith(".xml")]
        return any(_holds(package, one) for one in parts)


def _holds(package: zipfile.ZipFile, part: str) -> bool:
    """Whether one of the signs stands in a part, which is read piece by piece."""
    tail = b""
    with package.open(part) as stream:
        while piece := stream.read(_CHUNK):
            if any(sign in tail + piece for sign in _SIGNS):
                return True
            tail = piece[-8:]
    return False
