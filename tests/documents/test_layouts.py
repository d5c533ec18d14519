"""Levels, sheets, colours and kinds of file that a plain table does not show."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from files import delimited, excel, old_workbook, pdf, word
from openpyxl import Workbook
from openpyxl.styles import Font
from PIL import Image

from storage.documents.document import PlanDocument
from storage.documents.errors import Unreadable
from storage.documents.read import read_document
from storage.status import Status

TODAY = date(2026, 11, 22)
HEADER = ("Ref", "Action", "Owner", "Due", "Status")
ONE = ("1", "Hold away days for members", "Jo Smith", "May 2027", "Green")
TWO = ("2", "Close the accounts early", "Ann Lee", "June 2027", "Amber")


def book(**sheets: Sequence[Sequence[Any]]) -> bytes:
    made = Workbook()
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made.remove(made.worksheets[0])
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def refs(document: PlanDocument) -> list[tuple[str, str, list[str], Status | None]]:
    return [(one.ref, one.text, one.owners, one.status) for one in document.actions]


PLAIN = [(ONE[0], ONE[1], [ONE[2]], Status.GREEN), (TWO[0], TWO[1], [TWO[2]], Status.AMBER)]


# --- kinds of file ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "make"), [("plan.pdf", pdf), ("plan.xls", old_workbook)])
def test_a_pdf_and_an_old_workbook_are_the_same_plan(name: str, make: Any) -> None:
    assert refs(read_document(name, make((HEADER, ONE, TWO)), TODAY)) == PLAIN


def test_a_scan_is_said_to_be_one() -> None:
    held = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(held, "PDF")
    with pytest.raises(Unreadable, match="pictures"):
        read_document("scan.pdf", held.getvalue())


def test_two_markdown_tables_in_one_text_are_sections_of_one_plan() -> None:
    def lines(*rows: Sequence[str]) -> str:
        header = ["| " + " | ".join(HEADER) + " |", "|---" * len(HEADER) + "|"]
        return "\n".join([*header, *("| " + " | ".join(row) + " |" for row in rows)])

    text = f"# Improvement\n\n{lines(ONE)}\n\n## Money\n\n{lines(TWO)}\n"
    document = read_document("plan.md", text.encode(), TODAY)
    assert refs(document) == PLAIN
    assert [one.section for one in document.recommendations] == [None, "Money"]


# --- several tables -----------------------------------------------------------------------------------------------


def test_sheets_with_the_same_headings_are_sections_and_a_key_is_left_out() -> None:
    key = (("Status", "Meaning"), ("Green", "all is well"), ("Amber", "some delay"))
    document = read_document("p.xlsx", book(Leadership=(HEADER, ONE), Money=(HEADER, TWO), Key=key), TODAY)
    assert refs(document) == PLAIN
    assert [one.section for one in document.recommendations] == ["Leadership", "Money"]


def test_rows_under_other_headings_are_taken_in_and_asked_about() -> None:
    header = ("No", "What will we do?", "Who?", "By when?", "RAG", "Cost")
    document = read_document("p.xlsx", book(A=(HEADER, ONE), B=(header, (*TWO, "£5k"))), TODAY)
    assert refs(document) == PLAIN
    assert document.actions[1].cells == {"Cost": "£5k"}
    assert [one.where for one in document.questions] == ["B"]


def test_of_two_quarters_of_one_plan_the_later_is_taken() -> None:
    june, september = ((*HEADER[:4], f"RAG ({month} 2026)") for month in ("June", "September"))
    later = (("1", *ONE[1:4], "Complete"), TWO)
    document = read_document("p.xlsx", book(Q1=(june, ONE, TWO), Q2=(september, *later)), TODAY)
    assert [one.status for one in document.actions] == [Status.COMPLETE, Status.AMBER]
    assert [one.where for one in document.questions] == ["Q1"]


def test_forms_one_to_an_action_become_rows() -> None:
    def form(title: str, owner: str, day: str, status: str) -> tuple[tuple[str, str], ...]:
        return ((title, ""), ("Lead officer", owner), ("Target date", day), ("Status", status), ("Comments", "Said."))

    rows = [*form("1. " + ONE[1], *ONE[2:]), *form("2. " + TWO[1], *TWO[2:])]
    assert refs(read_document("p.docx", word(rows), TODAY)) == PLAIN


# --- levels -------------------------------------------------------------------------------------------------------


def test_dated_lines_of_progress_are_steps() -> None:
    header = ("No", "Issue", "Action", "Lead", "Progress", "Timescale")
    rows = (
        ("1", "Budgets are hard to read", "Talk about them all year", "JT/MG", "Reports go to members.", "May 2026"),
        ("", "", "", "", "Training is booked.", "June 2026"),
        ("", "", "", "", "A guide was sent to all.", "Completed July 2026"),
        ("", "", "Ask for advice", "SMT", "Somebody will come.", "To be confirmed"),
    )
    first, second = read_document("p.csv", delimited((header, *rows)), TODAY).actions
    ends = [str(step.timescale.end) for step in first.steps if step.timescale]
    assert (first.ref, ends) == ("1.1", ["2026-05-31", "2026-06-30", "2026-07-31"])
    assert [step.status for step in first.steps] == [None, None, Status.COMPLETE]
    assert (second.ref, second.owners, second.steps) == ("1.2", ["SMT"], [])


def test_milestones_have_a_column_or_dates_inside_their_lines() -> None:
    header = ("Ref", "Action", "Milestones", "Lead", "Target", "Status")
    lines = "• Draft the plan – June 2026\n• Ask members – July 2026"
    (action,) = read_document(
        "p.csv", delimited((header, ("1", "Plan", lines, "JT", "May 2027", "Green"))), TODAY
    ).actions
    assert [str(step.timescale and step.timescale.end) for step in action.steps] == ["2026-06-30", "2026-07-31"]


def test_cells_that_slid_to_the_left_are_put_back_and_asked_about() -> None:
    header = ("No", "Issue", "Action", "Lead", "Progress", "Timescale")
    rows = (
        ("1", "Plans are not known", "Review the plan of the council", "MS/SN", "Workshops were held.", "May 2026"),
        ("", "Tell all staff about the new plan", "MS", "", "A note went out to teams.", "June 2026"),
    )
    document = read_document("p.csv", delimited((header, *rows)), TODAY)
    assert [(one.ref, one.owners) for one in document.actions] == [("1.1", ["MS", "SN"]), ("1.2", ["MS"])]
    assert [one.where for one in document.questions] == ["recommendation 1"]


# --- colours ------------------------------------------------------------------------------------------------------


def test_a_status_may_be_only_the_colour_of_a_dot() -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    for row in (HEADER, (*ONE[:4], "●"), (*TWO[:4], "●")):
        sheet.append(row)
    sheet["E2"].font, sheet["E3"].font = Font(color="FF00B050"), Font(color="FFFF0000")
    held = io.BytesIO()
    made.save(held)
    document = read_document("p.xlsx", held.getvalue(), TODAY)
    assert [one.status for one in document.actions] == [Status.GREEN, Status.RED]


def test_words_count_more_than_the_colour_behind_them() -> None:
    document = read_document("p.xlsx", excel((HEADER, ONE), fills={"E2": "FF0000"}), TODAY)
    assert [one.status for one in document.actions] == [Status.GREEN]


# --- what is asked ------------------------------------------------------------------------------------------------


def test_twenty_rows_with_the_same_unknown_words_are_one_question() -> None:
    rows = [(str(n), f"Do thing number {n}", "AB", "SML"[n % 3], "Green") for n in range(1, 21)]
    document = read_document("p.csv", delimited((HEADER, *rows)), TODAY)
    assert [one.where for one in document.questions] == ["timescales (20 rows)"]


def test_dates_counted_from_today_are_asked_about_once() -> None:
    rows = (("1", "Do this", "AB", "March", "Green"), ("2", "Do that", "AB", "Within 6 months", "Green"))
    document = read_document("p.csv", delimited((HEADER, *rows)), TODAY)
    assert [str(one.timescale and one.timescale.end) for one in document.actions] == ["2027-03-31", "2027-05-22"]
    assert [one.where for one in document.questions] == ["actions 1, 2"]


def test_an_empty_column_of_statuses_is_asked_about_once() -> None:
    document = read_document("p.csv", delimited((HEADER, (*ONE[:4], ""), (*TWO[:4], ""))), TODAY)
    assert [one.text for one in document.questions] == [
        "the status column is empty: was it only a colour that is lost?"
    ]


def test_a_heading_without_a_year_tells_of_the_day_that_the_document_gives() -> None:
    rows = (
        "Improvement plan\nUpdated: 12 January 2026\n\n"
        "Ref,Finding,Agreed action,Owner,Due,Progress (Q3)\n1,Late replies,List them weekly,Jo Bell,May 2026,Begun\n"
    )
    (action,) = read_document("plan.csv", rows.encode(), date(2026, 11, 22)).actions
    assert [one.as_at for one in action.updates] == [date(2025, 12, 31)]
