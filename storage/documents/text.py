"""Plain text in which tables were pasted or extracted: cells apart by tabs (or bars), one row a line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from storage.documents.delimited import decoded, read_delimited
from storage.documents.spaced import read_spaced
from storage.documents.table import Cell, Table, blank, table
from storage.markup import one_line, plain

_DECORATION = re.compile(r"^[*_#>\s]+|[*_\s]+$")
_OPEN = re.compile(r'(?:^|\t)"(?:[^"]|"")*$')
_SHUT = re.compile(r'^(?:[^"]|"")*"(?=\t|$)')
_MAX_LINES = 60  # that one quoted cell may take


def read_text(name: str, content: bytes) -> list[Table]:
    """The tables of a text, each with the lines before it. Page breaks, blank lines and repeated titles say nothing.

    A Markdown table begins anew where a row of dashes follows its heading; other text is one table.
    """
    lines = re.split(r"\r\n|[\n\r\f]", decoded(name, content).lstrip("\ufeff"))
    found = _Found()
    for line in _whole(lines):
        found.take(line)
    tables = [table(rows, lead) for lead, rows in found.tables if any(len(row) > 1 for row in rows)]
    return tables or read_spaced(lines) or read_delimited(name, content)


@dataclass(slots=True)
class _Found:
    """The tables so far: the lines before each, and its rows."""

    tables: list[tuple[list[str], list[list[Cell]]]] = field(default_factory=lambda: [([], [])])

    def take(self, line: str) -> None:
        lead, rows = self.tables[-1]
        cells = _cells(line)
        if _ruling(line) and len(rows) > 1 and len(rows[-1]) > 1:
            header = rows.pop()
            self.tables.append((_trailing(rows), [header]))
        elif len(cells) > 1:
            rows.append(cells)
        elif (words := undecorated(line)) and not rows:
            lead.append(words)
        elif words and words not in lead:
            rows.append([Cell(words)])


def _ruling(line: str) -> bool:
    return line.count("-") > 2 and "|" in line and blank([Cell(line)])


def _trailing(rows: list[list[Cell]]) -> list[str]:
    """The single lines at the end of a table, which stand before the next one."""
    lines: list[str] = []
    while rows and len(rows[-1]) == 1:
        lines.insert(0, rows.pop()[0].text)
    return lines


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """Lines, with a quoted cell of several lines (as Excel pastes it) put together."""
    held: list[str] = []
    for line in lines:
        if held:
            held.append(line)
            if _SHUT.match(line) and not _OPEN.search(_SHUT.sub("", line)):
                yield "\n".join(held)
                held = []
            elif len(held) > _MAX_LINES:
                yield from held
                held = []
        elif "\t" in line and _OPEN.search(line):
            held = [line]
        else:
            yield line
    yield from held


def undecorated(line: str) -> str:
    """A line of text without the stars and hashes of its markup."""
    return one_line(_DECORATION.sub("", plain(line)))


def _cells(line: str) -> list[Cell]:
    if "\t" in line:
        return [Cell(_unquoted(cell.strip())) for cell in line.split("\t")]
    if line.lstrip().startswith("|") and line.count("|") > 2:
        inner = re.sub(r"^\s*\||(?<!\\)\|\s*$", "", line)
        return [Cell(_unmarked(cell.replace("\\|", "|").strip())) for cell in re.split(r"(?<!\\)\|", inner)]
    return [Cell(line.strip())]


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if "\n" in cell and cell.startswith('"') and cell.endswith('"') else cell


def _unmarked(cell: str) -> str:
    """A cell without Markdown's stars, where they enclose words."""
    return re.sub(r"(\*\*|__|\*)(?=\S)(.+?)(?<=\S)\1", r"\2", cell)
