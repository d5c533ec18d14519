"""Tables in plain text whose columns are kept apart by spaces, as terminals and old e-mails write them."""

import re
from collections.abc import Sequence

from storage.documents.headings import weight
from storage.documents.table import Cell, Table, blank, table
from storage.markup import one_line

_SURE = 4.0  # what the line of headings must weigh
_MIN_COLUMNS = 3
_SEGMENT = re.compile(r"\S+(?: \S+)*")  # words with one space between them


def read_spaced(lines: Sequence[str]) -> list[Table]:
    """The one table of these lines below its headings; none where no line reads as headings."""
    weights = [weight(tuple(Cell(one.group()) for one in _SEGMENT.finditer(line))) for line in lines]
    best = max(range(len(lines)), key=lambda place: weights[place], default=-1)
    if best < 0 or weights[best] < _SURE:
        return []
    starts = [one.start() for one in _SEGMENT.finditer(lines[best])]
    if len(starts) < _MIN_COLUMNS:
        return []
    rows = [cells for line in lines[best:] if line.strip() and not blank(cells := _cells(line, starts))]
    return [table(rows, [said for line in lines[:best] if (said := one_line(line))])]


def _cells(line: str, starts: Sequence[int]) -> list[Cell]:
    """The pieces of a line below the headings where they begin; as many pieces as headings are in their order.

    A line that keeps to neither is one cell: the heading of a section.
    """
    pieces = [one.group() for one in _SEGMENT.finditer(line)]
    if all(start >= len(line) or start == 0 or line[start - 1] == " " for start in starts):
        ends = [*starts[1:], len(line)]
        return [Cell(line[start:end].strip()) for start, end in zip([0, *starts[1:]], ends, strict=True)]
    return [Cell(one) for one in pieces] if len(pieces) == len(starts) else [Cell(one_line(line))]
