"""A report that we write is read again as the same plan, in Word, Excel and CSV; beside the new update column."""

import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from test_export import EXAMPLES, REAL, SHARED, TODAY, made, read

from dialogs.reports import RENDERERS
from dialogs.reports.pdf import to_pdf
from dialogs.reports.report import report
from storage.documents.document import PlanDocument, ReadAction
from storage.documents.read import read_document
from storage.markup import one_line

DOCUMENTS = [*EXAMPLES, *(SHARED / name for name in REAL)]


def rows(document: PlanDocument, *, steps: bool) -> list[Any]:
    """What stands in the plan's own columns. A table to be sorted has one row an action, and none for its steps.

    Ends of lines are no difference, as in a diff of plans: in Word each item of a list begins a line of its own.
    """
    return [
        (
            one.ref,
            one.section,
            one_line(one.text),
            one_line(one.response or ""),
            one.owners,
            [
                (
                    action.ref,
                    one_line(action.text),
                    action.owners,
                    one_line(action.measure or ""),
                    action.status,
                    *_dated(action, steps),
                )
                for action in one.actions
            ],
        )
        for one in document.recommendations
    ]


def _dated(action: ReadAction, steps: bool) -> tuple[str | None, ...]:
    return (
        action.timescale and one_line(action.timescale.text),
        *(one_line(step.text) for step in action.steps if steps),
    )


@pytest.mark.parametrize("kind", ["docx", "xlsx", "csv"])
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_report_is_read_again_as_the_plan_that_it_is_of(path: Path, kind: str) -> None:
    document = read(path)
    plan, directory = made(document)
    again = read_document(f"again.{kind}", RENDERERS[kind](report(plan, None, directory, TODAY)), TODAY)
    steps = kind == "docx"
    assert rows(again, steps=steps) == rows(document, steps=steps)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_a_word_report_is_a_page_on_its_side_whose_table_says_what_it_is(path: Path) -> None:
    plan, directory = made(read(path))
    document = Document(io.BytesIO(RENDERERS["docx"](report(plan, None, directory, TODAY))))
    (section,) = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    table = document.tables[-1]._tbl
    sizes = [int(one.get(one.nsmap["w"].join("{}") + "w")) for one in table.tblGrid.gridCol_lst]
    assert sum(sizes) <= (297 - 30) / 25.4 * 1440 + len(sizes)
    assert min(sizes) > 300
    described = {one.tag.rpartition("}")[2] for one in table.tblPr}
    assert {"tblCaption", "tblDescription"} <= described
    assert document.styles["Normal"].font.name == "Arial"
    assert document.paragraphs[0].style.name == "Heading 1"


# Of the others a page does not say enough: where a row goes on that the page's end has torn, whether a name that is
# broken between two lines is one or two, which heading a narrow column of single letters has.
PAGES = [*EXAMPLES, SHARED / "plans" / "smokefree_west_sussex_2022.docx"]


@pytest.mark.office
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_report_as_pdf_is_read_again_as_the_plan_that_it_is_of(path: Path) -> None:
    """Before: the foot of every page but the first was a section of the plan."""
    document = read(path)
    plan, directory = made(document)
    pages = to_pdf(RENDERERS["docx"](report(plan, None, directory, TODAY)))
    assert rows(read_document("again.pdf", pages, TODAY), steps=True) == rows(document, steps=True)
