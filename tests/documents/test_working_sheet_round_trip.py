"""The rows of real plans come back from a working sheet as they went out: in Excel, in another's workbook, as CSV."""

import csv
import io
from pathlib import Path

import pytest
from test_export import EXAMPLES, REAL, SHARED, made, read

from dialogs.items import every
from dialogs.reports.working_sheet import Sheet, to_xlsx
from dialogs.sheets.keys import digest, key_of
from dialogs.sheets.layout import STANDING, Layout, layout, standing, told
from dialogs.sheets.rows import Filled, filled_rows
from storage.documents.handed import KIND, WORKING, read_handed
from tests.support.workbooks import book_of, columns, copied, saved

DOCUMENTS = [*EXAMPLES, *(SHARED / name for name in REAL)]


def as_csv(content: bytes) -> bytes:
    """As Excel writes it for Western Europe: what that has no sign for becomes a question mark."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [cell or "" for cell in row] for row in book_of(content).worksheets[0].iter_rows(values_only=True)
    )
    return out.getvalue().encode("cp1252", errors="replace")


def fits(row: Filled, shown: Layout) -> bool:
    """The key is still that of the row's wording and of how it says that it stands."""
    cells = [row.cells.get(shown.heading(role), "") for role in STANDING]
    words = digest((row.cells.get(shown.heading("action"), ""),))
    return row.key is not None and (row.key.words, row.key.standing) == (words, digest(standing(cells)))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_row_of_a_real_plan_keeps_its_key_its_wording_and_what_was_typed(path: Path) -> None:
    plan, directory = made(read(path))
    shown = layout(plan)
    rows = []
    for one in every([plan]):
        cells = told(one, shown, directory)
        stood = standing([cells[shown.place(role)] for role in STANDING])
        words = (cells[shown.place("action")],)
        rows.append((key_of("local", plan.id, one.action.id, plan.number, words, stood).said, cells))
    read_only = tuple(one.heading for one in shown.read)
    content = to_xlsx(Sheet("Rows", shown.key, read_only, shown.fill, tuple(rows), {}, (), {KIND: WORKING}))
    book = book_of(content)
    page = book.worksheets[0]
    for number in range(2, page.max_row + 1):
        page.cell(number, columns(page)["✎ Update"]).value = f"News of row {number}"
    content = saved(book)
    for name, back in (("a.xlsx", content), ("b.xlsx", copied(content)), ("c.csv", as_csv(content))):
        sheet = read_handed(name, back)
        assert sheet is not None
        found = filled_rows(sheet)
        assert [row.said for row in found] == [{"update": f"News of row {at}"} for at in range(2, len(rows) + 2)]
        assert [row.cells.get(shown.heading("number")) for row in found if not fits(row, shown)] == [], name
