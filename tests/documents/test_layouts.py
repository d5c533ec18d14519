"""Levels, sheets, colours and kinds of file that a plain table does not show."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
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


def test_a_pdf_without_ruled_lines_is_the_same_plan_and_is_asked_about() -> None:
    note = "The Council has considered all of this with care and will come back to it when the year has ended."
    document = read_document("plan.pdf", pdf((HEADER, ONE, TWO), ruled=False, below=note), TODAY)
    assert refs(document) == PLAIN
    assert [one.where for one in document.questions] == ["the table"]


def test_running_text_of_a_pdf_is_no_plan() -> None:
    lines = [
        [f"Action {n} of the owner is due when the status of the plan allows it, and not before."] for n in range(9)
    ]
    with pytest.raises(Unreadable, match="no table of actions"):
        read_document("report.pdf", pdf(lines, ruled=False))


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


def test_headings_over_merged_columns_may_be_divided_by_words_of_any_kind() -> None:
    rows = (
        ("No", "Commitment", "Activity", "Lead", "", "Quarter 1", "", "Quarter 2", ""),
        ("", "", "", "Officer", "Directorate", "RAG", "Comment", "RAG", "Comment"),
        (
            "1",
            "Clean streets",
            "Sweep the high street",
            "Jo Smith",
            "Place",
            "G",
            "Begun",
            "A",
            "Two lorries broke down",
        ),
        ("2", "Clean streets", "Buy bins", "Ann Lee", "Place", "Not started", "", "G", "50 stand"),
    )
    document = read_document("p.xlsx", excel(rows, merges=("D1:E1", "F1:G1", "H1:I1")), TODAY)
    assert [(one.ref, one.owners, one.status) for one in document.actions] == [
        ("1", ["Jo Smith"], Status.AMBER),
        ("2", ["Ann Lee"], Status.GREEN),
    ]
    assert [[str(update.as_at) for update in one.updates] for one in document.actions] == [
        ["2026-06-30", "2026-09-30"],
        ["2026-09-30"],
    ]


def test_the_row_of_dashes_below_markdown_headings_is_no_cell_of_theirs() -> None:
    text = "| Action | Officer | Timescale | Where it stands |\n|:--|:--:|--|--:|\n"
    rows = "| Ask the tenants | Jo Smith | May 2027 | ✓ |\n| Buy bins | Ann Lee | June 2027 | ● Amber |\n"
    document = read_document("plan.md", (text + rows).encode(), TODAY)
    assert [one.status for one in document.actions] == [Status.COMPLETE, Status.AMBER]


def test_columns_kept_apart_by_spaces_are_a_table() -> None:
    text = """Anytown - risk actions

Ref   Action                                Owner            Due date      RAG
----  ------------------------------------  ---------------  ------------  ------
1     Hold away days for members            Jo Smith         May 2027      Green
2     Close the accounts early              Ann Lee          June 2027     Amber
"""
    document = read_document("plan.txt", text.encode(), TODAY)
    assert (document.title, refs(document)) == ("Anytown - risk actions", PLAIN)


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


def test_titles_inside_tables_are_their_sections_and_a_cover_is_the_title() -> None:
    sheets = {
        "Cover": (("Improvement plan of Anytown",), ("This workbook is brought up to date each month.",)),
        "Priority 1": (("Priority 1: Leadership", "", "", "", ""), HEADER, ONE),
        "Priority 2": (("Priority 2: Money", "", "", "", ""), HEADER, TWO),
    }
    document = read_document("p.xlsx", book(**sheets), TODAY)
    assert (document.title, refs(document)) == ("Improvement plan of Anytown", PLAIN)
    assert [one.section for one in document.recommendations] == ["Priority 1: Leadership", "Priority 2: Money"]


def test_a_title_that_all_sheets_bear_is_no_section() -> None:
    top = ("Improvement plan of Anytown", "", "", "", "")
    document = read_document("p.xlsx", book(Leadership=(top, HEADER, ONE), Money=(top, HEADER, TWO)), TODAY)
    assert document.title == "Improvement plan of Anytown"
    assert [one.section for one in document.recommendations] == ["Leadership", "Money"]


def test_forms_may_bear_the_number_of_their_recommendation_beside_its_label() -> None:
    def form(number: int, text: str, owner: str, day: str, status: str) -> tuple[tuple[str, str], ...]:
        labelled = (("Responsible officer", owner), ("Implementation date", day), ("Status", status))
        return ((f"Recommendation {number}", text), ("Management response", "Agreed."), *labelled)

    rows = [*form(1, *ONE[1:]), *form(2, *TWO[1:])]
    document = read_document("p.docx", word(rows), TODAY)
    assert refs(document) == PLAIN
    assert [one.response for one in document.recommendations] == ["Agreed.", "Agreed."]


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


def test_rows_in_different_colours_are_rated_by_them_and_asked_about() -> None:
    header = HEADER[:4]
    fills = {f"{column}{row}": colour for row, colour in ((2, "00B050"), (3, "FFC000")) for column in "ABCD"}
    document = read_document("p.xlsx", excel((header, ONE[:4], TWO[:4]), fills=fills), TODAY)
    assert refs(document) == PLAIN
    assert [one.where for one in document.questions] == ["columns"]


def test_rows_ruled_in_one_colour_are_not_rated() -> None:
    fills = {f"{column}3": "9BC2E6" for column in "ABCD"}
    document = read_document("p.xlsx", excel((HEADER[:4], ONE[:4], TWO[:4]), fills=fills), TODAY)
    assert [one.status for one in document.actions] == [None, None]


def test_a_marking_pen_may_give_the_status() -> None:
    made = Document(io.BytesIO(word((HEADER, (*ONE[:4], ""), (*TWO[:4], "")))))
    for row, pen in ((1, WD_COLOR_INDEX.BRIGHT_GREEN), (2, WD_COLOR_INDEX.YELLOW)):
        made.tables[0].cell(row, 4).paragraphs[0].add_run("   ").font.highlight_color = pen
    held = io.BytesIO()
    made.save(held)
    assert refs(read_document("p.docx", held.getvalue(), TODAY)) == PLAIN


def test_of_quarters_that_are_only_colours_the_last_filled_one_counts() -> None:
    header = ("Ref", "Action", "Owner", "Due", "Q1", "Q2", "Q3", "Comments")
    rows = (header, (*ONE[:4], "", "", "", "Slow"), (*TWO[:4], "", "", "", "Quick"))
    fills = {"E2": "FF0000", "F2": "FFC000", "E3": "00B050", "F3": "0070C0"}
    document = read_document("p.xlsx", excel(rows, fills=fills), TODAY)
    assert [one.status for one in document.actions] == [Status.AMBER, Status.COMPLETE]


def test_a_row_that_a_page_tore_apart_keeps_its_colour() -> None:
    rows = (
        ("Action", "Lead", "Due", "Progress", "RAG"),
        ("Open six more places in", "Jo Smith", "May 2027", "Two are open; leave is", ""),
        ("schools across the city", "", "", "granted for a third.", ""),
        ("Use fewer places elsewhere", "Ann Lee", "June 2027", "45 were looked at.", ""),
    )
    fills = {(1, 4): "92D050", (2, 4): "92D050", (3, 4): "FF0000"}
    document = read_document("p.docx", word(rows, fills=fills), TODAY)
    assert [(one.text, one.owners, one.status) for one in document.actions] == [
        ("Open six more places in schools across the city", ["Jo Smith"], Status.GREEN),
        ("Use fewer places elsewhere", ["Ann Lee"], Status.RED),
    ]


def test_ticked_boxes_are_done_and_empty_ones_are_asked_about_once() -> None:
    rows = (
        ("Item", "Action", "By whom", "By when", "Done"),
        ("a)", "Write to the Minister", "Leader", "May 2027", "☐"),
        ("b)", "Publish the letters", "Jo Smith", "June 2026", "☒"),
        ("c)", "Tell the press", "Jo Smith", "June 2027", "☐"),
    )
    document = read_document("p.docx", word(rows), TODAY)
    assert [one.status for one in document.actions] == [None, Status.COMPLETE, None]
    assert [one.where for one in document.questions] == ["actions a, c"]


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


def test_a_heading_without_a_year_is_no_date_that_others_are_counted_from() -> None:
    header = ("Ref", "Action", "Who", "When", "Autumn review")
    document = read_document("p.csv", delimited((header, (*ONE[:3], "Autumn 1", "Begun"))), TODAY)
    assert [one.where for one in document.questions] == ["action 1"]


def test_numbers_in_the_words_keep_their_letters() -> None:
    rows = (
        ("Recommendation", "Action", "Owner"),
        ("R1 Cut waste", "Buy bins", "JT"),
        ("AP2: Mend roads", "Do it", "MG"),
    )
    document = read_document("p.csv", delimited(rows), TODAY)
    assert [(one.ref, one.text) for one in document.recommendations] == [("R1", "Cut waste"), ("AP2", "Mend roads")]


def test_an_empty_column_of_statuses_is_asked_about_once() -> None:
    document = read_document("p.csv", delimited((HEADER, (*ONE[:4], ""), (*TWO[:4], ""))), TODAY)
    assert [one.text for one in document.questions] == [
        "the status column is empty: was it only a colour that is lost?"
    ]


def test_the_day_of_the_document_may_stand_in_its_title() -> None:
    rows = "Ref,Finding,Action,Owner,Due,Progress\n1,Late,List,Jo Bell,May 2027,Begun\n"
    lines = f"Audit recommendations at 31 October 2026\n\n{rows}"
    (action,) = read_document("plan.csv", lines.encode(), TODAY).actions
    assert [str(one.as_at) for one in action.updates] == ["2026-10-31"]


def test_a_heading_without_a_year_tells_of_the_day_that_the_document_gives() -> None:
    rows = (
        "Improvement plan\nUpdated: 12 January 2026\n\n"
        "Ref,Finding,Agreed action,Owner,Due,Progress (Q3)\n1,Late replies,List them weekly,Jo Bell,May 2026,Begun\n"
    )
    (action,) = read_document("plan.csv", rows.encode(), date(2026, 11, 22)).actions
    assert [one.as_at for one in action.updates] == [date(2025, 12, 31)]


def test_rows_numbered_with_letters_keep_their_numbers_under_the_number_that_they_share() -> None:
    """Before: 2a became a recommendation of its own, with 2a.1 and 2b under it."""
    rows = (
        ("Ref", "Recommendation", "Action", "Owner", "RAG"),
        ("1", "Risk", "Adopt a framework", "Ann Lee", "Green"),
        ("2a", "Cash", "Reconcile the tills", "Bo Kerr", "Amber"),
        ("2b", "Cash", "Write the procedure", "Bo Kerr", "Green"),
    )
    document = read_document("p.csv", delimited(rows), TODAY)
    read = [(one.ref, [action.ref for action in one.actions]) for one in document.recommendations]
    assert read == [("1", ["1"]), ("2", ["2a", "2b"])]
