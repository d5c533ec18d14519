"""The plan's table as CSV, safe to open: a cell that a spreadsheet would run is kept as words."""

import csv as standard
import io

from dialogs.reports.report import Report
from dialogs.reports.table import table
from storage.documents.delimited import RUN


def to_csv(one: Report) -> bytes:
    """UTF-8 with a byte order mark, without which Excel takes it for another encoding."""
    made = table(one, repeated=True)
    out = io.StringIO()
    writer = standard.writer(out, lineterminator="\r\n")
    writer.writerow(map(neutral, made.headings))
    writer.writerows([neutral(cell) for cell in row.cells] for row in made.rows)
    return out.getvalue().encode("utf-8-sig")


def neutral(cell: str) -> str:
    """An apostrophe before what would be a formula, as spreadsheets themselves write it.

    On every line of a cell: pasted, or cut at its line ends, each of them begins one. The signs are those of
    https://cwe.mitre.org/data/definitions/1236.html and of OWASP's ASVS 1.2.10, and what a spreadsheet may take for one
    of them: full-width ones, and the ends of lines.
    """
    first, *further = cell.split("\n")
    lines = [f"'{line}" if line.startswith(RUN) else line for line in further]
    return "\n".join([f"'{first}" if cell.startswith(RUN) else first, *lines])
