"""Cells of the plan's own table in Word: paragraphs, items, shading line by line, steps level with their dates."""

import io
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from dialogs.reports import to_docx
from dialogs.reports.cell_lines import lines_of
from dialogs.reports.report import report
from dialogs.reports.shades import shade
from dialogs.reports.widths import ROOM, widths
from dialogs.reports.word_table import Cell, Line, grid
from storage.people import Directory
from storage.plan import Action, Column, Plan, Recommendation, Step, Update
from storage.status import Status
from storage.timescale import Timescale, read_timescale
from tests.dialogs.talk import TODAY

COLUMNS = (
    Column("No", "number"),
    Column("Recommendation", "recommendation"),
    Column("Response", "response"),
    Column("Progress", "update", date(2026, 9, 30)),
    Column("Timescale", "timescale"),
    Column("RAG", "status"),
)


def due(*words: str) -> Timescale:
    parts = tuple(read_timescale(one) for one in words)
    return read_timescale("\n".join(words)).model_copy(update={"text": "\n".join(words), "parts": parts})


def table(response: str, *actions: Action) -> Any:
    """The plan's table as Word has it, of one recommendation."""
    made = {one.id: one for one in actions}
    told = Recommendation(1, "1", "House more people", response=response, actions=tuple(made))
    plan = Plan("o", 1, code="O", columns=COLUMNS, recommendations={1: told}, actions=made)
    return Document(io.BytesIO(to_docx(report(plan, None, Directory(), TODAY)))).tables[-1]


def paragraphs(cell: Any) -> list[str]:
    return [one.text for one in cell.paragraphs]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Agreed.\nWe will • plan it • do it", ["Agreed.", "We will", "• plan it", "• do it"]),
        ("- Strategy approved - Plan agreed", ["- Strategy approved", "- Plan agreed"]),
        ("The plan - as agreed - Is on time", ["The plan - as agreed - Is on time"]),  # no list
        ("", [""]),
    ],
)
def test_each_item_of_a_list_has_a_line_of_its_own(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines


def test_paragraphs_of_a_cell_stand_apart_and_items_hang_from_their_bullet() -> None:
    cell = table("Agreed.\nWe will: • plan it", Action(2, 1, "1", "")).rows[1].cells[2]
    assert paragraphs(cell) == ["Agreed.", "We will:", "• plan it"]
    first, second, item = (one.paragraph_format for one in cell.paragraphs)
    assert (first.space_before, second.space_before.twips) == (None, 40)
    assert item.left_indent == -item.first_line_indent > 0


def test_statuses_that_share_a_cell_are_shaded_line_by_line() -> None:
    red, done = (Action(at, 1, f"1.{at}", "", status=one) for at, one in ((2, Status.RED), (3, Status.COMPLETE)))
    cell = table("Agreed. See to it.", red, done).rows[1].cells[5]
    fills = [one._p.pPr.find(qn("w:shd")).get(qn("w:fill")) for one in cell.paragraphs]
    assert (paragraphs(cell), fills) == (
        ["1.2: Red", "1.3: Complete"],
        [shade(Status.RED), shade(Status.COMPLETE)],
    )
    assert cell._tc.tcPr.find(qn("w:shd")) is None


def test_each_step_stands_level_with_its_date_and_the_rest_reaches_down() -> None:
    steps = tuple(Step(text, read_timescale(when)) for text, when in (("Survey", "May 2027"), ("Build", "July 2027")))
    news = (Update(1, date(2026, 9, 30), None, None, "Survey\nBuild"),)  # type: ignore[arg-type]  # the hour is not told
    action = Action(
        2, 1, "1", "", status=Status.GREEN, timescale=due("May 2027", "July 2027"), steps=steps, updates=news
    )
    rows = table("Agreed", action).rows[1:]
    assert [(row.cells[3].text, row.cells[4].text) for row in rows] == [("Survey", "May 2027"), ("Build", "July 2027")]
    assert {at for at in range(7) if rows[0].cells[at]._tc is rows[1].cells[at]._tc} == {0, 1, 2, 5, 6}


def test_the_new_update_column_is_never_narrow_where_there_is_room() -> None:
    columns = [["No"], ["word " * 200], ["word " * 200], ["Update", "Done"]]
    assert widths(columns, 15_000, 90)[3] < ROOM * 90 <= widths(columns, 15_000, 90, 3)[3]
    crowded = [["wwwwwwwww"]] * 16
    assert widths(crowded, 15_000, 90, 3) == widths(crowded, 15_000, 90)


@pytest.mark.parametrize(("columns", "halves"), [(5, None), (20, "12")])
def test_the_words_of_many_columns_are_small(columns: int, halves: str | None) -> None:
    further = tuple(Column(f"H{at}", "other") for at in range(columns - 5))
    plan = Plan(
        "o",
        1,
        code="O",
        columns=(*COLUMNS[:5], *further),
        recommendations={1: Recommendation(1, "1", "House", actions=(2,))},
        actions={2: Action(2, 1, "1", "Find")},
    )
    run = Document(io.BytesIO(to_docx(report(plan, None, Directory(), TODAY)))).tables[-1].rows[1].cells[0]._tc
    size = run.find(f".//{qn('w:sz')}")
    assert (None if size is None else size.get(qn("w:val"))) == halves


def kept(element: Any) -> list[bool]:
    """Of each row, whether it stays on the page of the next one."""
    return [bool(row.findall(".//{*}keepNext")) for row in element.iter("{*}tr")]


def test_a_small_table_stays_whole_and_a_section_s_heading_with_its_rows() -> None:
    """Before: the counts were torn by the end of a page, and a heading stood alone at its foot."""
    row, across = Line((Cell("1"), Cell("Find the land"))), Line((Cell("Housing"),))
    slots: dict[str, Any] = {"width": 9_000, "size": 8.0, "title": "t", "described": "d"}
    assert kept(grid(("No", "Action"), [row] * 4, **slots)) == [True, True, True, True, False]
    many = [row] * 8 + [across] + [row] * 8
    assert kept(grid(("No", "Action"), many, **slots)) == [True, *[False] * 8, True, *[False] * 8]


def test_the_first_row_below_the_headings_may_be_torn_and_other_short_ones_may_not() -> None:
    """Before: where the first row ended just past its page, LibreOffice drew nothing of the rows after it. Seen in a
    council's plan after two returns; where rows are torn there is nothing that it could lose."""
    lines = tuple(Line((Cell(str(one)), Cell("words\n" * 12))) for one in range(6))
    made = grid(("No", "Action"), lines, width=9_000, size=9, title="t", described="d")
    held = [row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for row in made.iter(qn("w:tr"))]
    assert held == [True, False, True, True, True, True, True]
