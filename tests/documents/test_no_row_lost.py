"""Every action of a plan is in the table of its report exactly once, in every format and on LibreOffice's pages.

Each action has a wording of its own, which stands once in the table where its row does.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pdfplumber
import pytest
from docx import Document
from openpyxl import load_workbook
from test_export import EXAMPLES, REAL, SHARED, TODAY, made, read

from dialogs.reports import RENDERERS, to_cover
from dialogs.reports.pdf import to_pdf
from dialogs.reports.report import Report, report
from storage.plan import Plan
from tests.reports.read_back import Page, csv_rows
from tests.support.workbooks import OFFICE

DOCUMENTS = [*EXAMPLES, *(SHARED / name for name in REAL)]


def wording(action: int) -> str:
    return f"zq{action}zq"


def told(path: Path) -> tuple[Plan, Report]:
    plan, directory = made(read(path))
    return plan, report(plan, None, directory, TODAY, texts={one: wording(one) for one in plan.actions})


def in_word(content: bytes) -> Iterable[str]:
    """Cells as they are written: one that reaches over several rows is one."""
    return (
        "".join(one.text or "" for one in cell.iter("{*}t"))
        for cell in Document(io.BytesIO(content)).tables[-1]._tbl.iter("{*}tc")
    )


def in_excel(content: bytes) -> Iterable[str]:
    return (str(cell) for row in load_workbook(io.BytesIO(content)).worksheets[0].values for cell in row)


def in_html(content: bytes) -> Iterable[str]:
    return (cell for row in Page(content).tables[-1] for cell in row)


def in_markdown(content: bytes) -> Iterable[str]:
    return (cell for line in content.decode().splitlines() if line.startswith("|") for cell in line.split("|"))


def in_csv(content: bytes) -> Iterable[str]:
    return (cell for row in csv_rows(content) for cell in row)


def on_pages(content: bytes) -> Iterable[str]:
    with pdfplumber.open(io.BytesIO(content)) as pages:
        return [word["text"] for page in pages.pages for word in page.extract_words()]


TABLES: dict[str, tuple[Callable[[Report], bytes], Callable[[bytes], Iterable[str]]]] = {
    "docx": (RENDERERS["docx"], in_word),
    "cover": (to_cover, in_word),
    "html": (RENDERERS["html"], in_html),
    "xlsx": (RENDERERS["xlsx"], in_excel),
    "csv": (RENDERERS["csv"], in_csv),
    "markdown": (RENDERERS["markdown"], in_markdown),
}


def found(plan: Plan, cells: Iterable[str]) -> Counter[str]:
    said = " ".join(cells)
    return Counter({wording(one): said.count(wording(one)) for one in plan.actions})


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_action_is_in_the_table_once(path: Path, name: str) -> None:
    plan, one = told(path)
    render, cells = TABLES[name]
    assert found(plan, cells(render(one))) == Counter(map(wording, plan.actions))


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_action_is_on_the_pages_once(path: Path) -> None:
    """Before: where the headings alone fitted on the first page, no row was on any."""
    plan, one = told(path)
    assert found(plan, on_pages(to_pdf(RENDERERS["docx"](one)))) == Counter(map(wording, plan.actions))
