"""Plain text in which a table was pasted or extracted: cells apart by tabs (or bars), one row a line."""

import re

from storage.documents.delimited import decoded, read_delimited
from storage.documents.table import Cell, Table, table
from storage.markup import one_line, plain

_DECORATION = re.compile(r"^[*_#\s]+|[*_\s]+$")


def read_text(name: str, content: bytes) -> list[Table]:
    """The table of a text, with the lines before it. Page breaks, blank lines and repeated titles say nothing."""
    lines = re.split(r"\r\n|[\n\r\f]", decoded(name, content).lstrip("\ufeff"))
    lead: list[str] = []
    rows: list[list[Cell]] = []
    for line in lines:
        cells = _cells(line)
        if len(cells) > 1:
            rows.append(cells)
        elif (words := undecorated(line)) and not rows:
            lead.append(words)
        elif words and words not in lead:
            rows.append([Cell(words)])
    if not any(len(row) > 1 for row in rows):
        return read_delimited(name, content)
    return [table(rows, lead)]


def undecorated(line: str) -> str:
    """A line of text without the stars and hashes of its markup."""
    return one_line(_DECORATION.sub("", plain(line)))


def _cells(line: str) -> list[Cell]:
    if "\t" in line:
        return [Cell(cell.strip()) for cell in line.split("\t")]
    if line.lstrip().startswith("|") and line.count("|") > 2:
        return [Cell(cell.strip()) for cell in line.strip().strip("|").split("|")]
    return [Cell(line.strip())]
