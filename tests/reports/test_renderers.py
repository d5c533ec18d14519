"""A report in each format: the same figures, the plan's own words, and nothing that a reader's program would run."""

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from docx import Document
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from dialogs.reports import RENDERERS
from dialogs.reports.report import Report, Standing, report
from dialogs.reports.table import table
from storage.people import Directory, Person
from storage.plan import Action, Column, Plan, Recommendation, Update
from storage.status import Scheme, Status
from storage.timescale import Kind, Timescale
from tests.dialogs.talk import JULY, TODAY, Talk
from tests.support.standing import stood

HEADINGS = ("Ref", "What we were told", "What we will do", "Who", "By when", "RAG", "Cost")
HOSTILE = '=HYPERLINK("http://x","y") | <script>alert(1)</script> *b* \x07'


def built(text: str = "Find the land", note: str = "Two sites seen", **action: Any) -> Report:
    """One action under the columns of a document that names them in its own way."""
    roles = ("number", "recommendation", "action", "owner", "timescale", "status", "other")
    columns = tuple(Column(heading, role) for heading, role in zip(HEADINGS, roles, strict=True))
    when = Timescale(text="Summer 2026", kind=Kind.PERIOD, start=date(2026, 6, 1), end=date(2026, 8, 31))
    news = Update(3, date(2026, 11, 1), None, 1, note)  # type: ignore[arg-type]  # the hour is not told
    given = {"owners": (1,), "timescale": when, "status": Status.RED, "cells": {"Cost": "£5"}, "updates": (news,)}
    one = Action(2, 1, "1", text, **(given | action))
    plan = Plan(
        "oakvale",
        1,
        code="OAK25",
        title="Oakvale",
        columns=columns,
        scheme=Scheme.of([("Delayed", "red")]),
        recommendations={1: Recommendation(1, "1", "House more people", actions=(2,))},
        actions={2: one},
    )
    return report(plan, None, Directory(1, {1: Person(1, "Priya Shah")}), TODAY)


EXPECTED = ["1", "House more people", "Find the land", "Priya Shah", "Summer 2026", "Delayed", "£5"]
UPDATE = "Update as at 23 November 2026"
LATE = "Overdue since 31 August 2026.\n"  # in our own column: theirs say what the owners say


def test_a_recommendation_that_others_cover_keeps_its_row_and_is_not_counted() -> None:
    plan = Plan(
        "oakvale",
        1,
        code="OAK25",
        recommendations={
            1: Recommendation(1, "1", "House more people", actions=(2,)),
            3: Recommendation(3, "3", "Share out the work", response="See 1 above", see=("1",)),
        },
        actions={2: Action(2, 1, "1", "Find the land")},
    )
    one = report(plan, None, Directory(1, {}), TODAY)
    rows = list(csv.reader(io.StringIO(RENDERERS["csv"](one).decode("utf-8-sig"))))
    assert [row[:2] for row in rows[1:]] == [["1", "House more people"], ["3", "Share out the work"]]  # before: no 3
    assert len(one.rows) == 1


def test_csv_has_the_plan_s_columns_and_the_update() -> None:
    rows = list(csv.reader(io.StringIO(RENDERERS["csv"](built()).decode("utf-8-sig"))))
    assert rows == [[*HEADINGS, UPDATE], [*EXPECTED, f"{LATE}Two sites seen"]]


@pytest.mark.parametrize("opening", ["=1+1", "+44 20", "-1", "@SUM(A1)", "\t=1"])
def test_csv_cells_that_a_spreadsheet_would_run_are_words(opening: str) -> None:
    rows = list(csv.reader(io.StringIO(RENDERERS["csv"](built(note=opening, timescale=None)).decode("utf-8-sig"))))
    assert rows[1][-1] == f"'{opening}"


def test_word_has_the_plan_s_table_with_the_status_shaded_and_in_words() -> None:
    document = Document(io.BytesIO(RENDERERS["docx"](built())))
    table = document.tables[-1]
    assert [cell.text for cell in table.rows[0].cells] == [*HEADINGS, UPDATE]
    assert [cell.text for cell in table.rows[1].cells] == [*EXPECTED, f"{LATE}Two sites seen"]
    assert 'w:fill="F4B0A8"' in table.rows[1].cells[5]._tc.xml
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert document.paragraphs[0].text == "Oakvale (OAK25), as at 23 November 2026"


def test_excel_has_the_plan_s_table_and_no_formula() -> None:
    book = load_workbook(io.BytesIO(RENDERERS["xlsx"](built(note="=1+1"))))
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows == [[*HEADINGS, UPDATE], [*EXPECTED, f"{LATE}=1+1"]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    (rated,) = sheet.conditional_formatting
    (rule,) = rated.rules
    assert (str(rated.sqref), rule.formula) == ("F2", ['"Delayed"'])
    assert rule.dxf.fill.bgColor.rgb.endswith("F4B0A8")


def test_html_stands_alone_and_runs_nothing() -> None:
    page = RENDERERS["html"](built(text=HOSTILE)).decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "src=" not in page and "href=" not in page and "url(" not in page
    assert 'lang="en-GB"' in page and 'scope="col"' in page


def test_markdown_escapes_what_would_break_its_table() -> None:
    page = RENDERERS["markdown"](built(text=HOSTILE)).decode()
    row = page.splitlines()[-1]
    assert row.replace("\\|", "").count("|") == len(HEADINGS) + 2
    assert "<script>" not in page


@pytest.mark.parametrize("name", RENDERERS)
def test_hostile_words_break_no_format(name: str) -> None:
    assert RENDERERS[name](built(text=HOSTILE, note=HOSTILE))


def test_json_has_every_figure_with_its_refs() -> None:
    told = json.loads(RENDERERS["json"](built()))
    assert (told["plan"], told["as_at"], told["total"], told["overdue"]) == ("OAK25", "2026-11-23", 1, ["1"])
    assert told["counts"] == [{"status": "red", "label": "Delayed", "number": 1, "change": None}]
    (action,) = told["actions"]
    assert (action["due"], action["original_end"], action["update"]) == ("2026-08-31", None, "Two sites seen")


async def test_json_is_as_its_published_schema_says() -> None:
    schema = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    talk = Talk()
    before = dict(talk.plans)
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY, status=Status.RED))
    compared = report(talk.plans[1], before[1], talk.directory, TODAY, date(2026, 10, 1))
    for one in (built(), compared):
        jsonschema.validate(json.loads(RENDERERS["json"](one)), schema, format_checker=jsonschema.FormatChecker())


def test_text_says_the_figures_in_words() -> None:
    assert RENDERERS["text"](built()).decode().splitlines() == [
        "Oakvale (OAK25), as at 23 November 2026",
        "1 action: 1 Delayed.",
        "1 overdue: 1; no others past their first date.",
    ]


async def test_a_date_that_was_moved_stands_beside_the_first() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", due=JULY.end, timescale=JULY))
    one = report(talk.plans[1], None, talk.directory, TODAY)
    rows = list(csv.reader(io.StringIO(RENDERERS["csv"](one).decode("utf-8-sig"))))
    assert rows[1][4] == "July 2027 (first 30 September 2026)"
    assert rows[4][4] == "March 2026"


async def test_internal_notes_are_in_no_format() -> None:
    talk = Talk()
    await talk.say("Priya Shah", "update", talk.meant("1.1", note="publishable reason"))
    await talk.say("Priya Shah", "update", talk.meant("1.1", note="SECRET", internal=True))
    one = report(talk.plans[1], None, talk.directory, TODAY)
    for name in ("text", "markdown", "html", "csv", "json"):
        assert b"SECRET" not in RENDERERS[name](one)
    document = Document(io.BytesIO(RENDERERS["docx"](one)))
    assert "SECRET" not in document.element.xml
    assert "publishable reason" in document.element.xml


def test_in_html_a_cell_reaches_over_the_rows_that_it_speaks_of() -> None:
    plan = Plan(
        "oakvale",
        1,
        code="OAK25",
        recommendations={
            1: Recommendation(1, "1", "House more people", section="Homes", actions=(2, 3)),
            4: Recommendation(4, "2", "Mend the roads", section="Roads", actions=(5,)),
        },
        actions={
            2: Action(2, 1, "1.1", "Find the land"),
            3: Action(3, 1, "1.2", "Build on it"),
            5: Action(5, 4, "2", "Order tar"),
        },
    )
    page = RENDERERS["html"](report(plan, None, Directory(), TODAY)).decode()
    assert page.count(' rowspan="2">House more people</td>') == 1
    across = [re.search(f'<th[^>]* scope="colgroup"[^>]*>{section}</th>', page) for section in ("Homes", "Roads")]
    assert all(across)
    assert page.count(">Mend the roads</td>") == 1


def test_excel_keeps_data_with_real_dates_and_a_chart_of_its_own() -> None:
    book = load_workbook(io.BytesIO(RENDERERS["xlsx"](built())))
    plan, data, counts = book.worksheets
    assert plan.auto_filter.ref == "A1:H2" and plan.freeze_panes == "B2"
    headings, row = ([cell.value for cell in line] for line in data.iter_rows())
    told = dict(zip(headings, row, strict=True))
    assert (told["Due"].date(), told["Days late"], told["Moved"]) == (date(2026, 8, 31), 84, 0)
    assert len(counts._charts) == 1


def test_excel_s_cells_hold_what_their_values_are() -> None:
    plan = Plan("x", 1, title="T", recommendations={1: Recommendation(1, "1", "=1+1\x07 & <b>", actions=(2,))})
    ends = Timescale(text="July", kind=Kind.PERIOD, start=date(2026, 7, 1), end=date(2026, 7, 31))
    plan = replace(plan, actions={2: Action(2, 1, "1.1", "+a\nb", timescale=ends, original_end=ends.end)})
    book = load_workbook(io.BytesIO(RENDERERS["xlsx"](report(plan, None, Directory(), TODAY))))
    own, data = book.worksheets[:2]
    assert [cell.value for cell in own[2]][:3] == ["1.1", "=1+1 & <b>", "+a\nb"]
    assert all(cell.data_type == "s" for cell in own[2] if cell.value)
    assert own.row_dimensions[2].height == 33 and own["C2"].alignment.wrap_text
    assert (data["D2"].value.date(), data["F2"].value) == (ends.end, 0)


# --- Excel's sheet of returns -------------------------------------------------------------------------------------

Q1 = stood("Q1 2026/27", date(2026, 6, 30), {Status.GREEN: 3, None: 1}, {Status.GREEN: "=1+1"})


def returned(history: Sequence[Standing]) -> Workbook:
    now = Standing(None, TODAY, built().counts)
    return load_workbook(io.BytesIO(RENDERERS["xlsx"](replace(built(), history=(*history, now)))))


def test_excel_has_a_row_for_each_return_and_what_none_had_is_blank() -> None:
    sheet = returned([Q1])["Returns"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Return", "As at", "● =1+1", "■ Delayed", "– not rated", "Total"],
        ["Q1 2026/27", datetime(2026, 6, 30), 3, None, 1, 4],  # noqa: DTZ001 - as Excel has days
        ["Now", datetime(2026, 11, 23), None, 1, None, 1],  # noqa: DTZ001
    ]


def test_excel_draws_the_returns_as_a_chart_of_its_own_from_those_cells() -> None:
    (chart,) = returned([Q1])["Returns"]._charts
    assert (chart.grouping, chart.overlap, len(chart.series)) == ("stacked", 100, 3)
    assert [one.val.numRef.f for one in chart.series] == [f"'Returns'!${at}$2:${at}$3" for at in "CDE"]
    assert [one.tx.strRef.f for one in chart.series] == [f"'Returns'!${at}$1" for at in "CDE"]


def test_excel_s_chart_has_the_last_returns_and_its_sheet_all() -> None:
    sheet = returned([replace(Q1, label=f"R{n}") for n in range(40)])["Returns"]
    assert sheet.max_row == 42
    assert sheet._charts[0].series[0].val.numRef.f == "'Returns'!$C$31:$C$42"


def test_excel_has_no_sheet_of_returns_before_the_first() -> None:
    assert returned([]).sheetnames == ["Actions", "Data", "Counts"]


def test_the_columns_of_a_broad_page_are_as_wide_as_their_words_need() -> None:
    """Before: as a browser divides them, so that a number was as wide as a paragraph."""
    one = built(text="Find the land that the homes are to stand on, and buy it before the year ends. " * 3)
    made = table(one)
    found = [int(share) for share in re.findall(r'<col style="width:(\d+)%">', RENDERERS["html"](one).decode())]
    assert len(found) == len(made.headings) and 98 <= sum(found) <= 102
    assert found[made.roles.index("number")] < found[made.roles.index("action")]
