"""A Word report whose table somebody has filled in: its cells become updates, reviewed first. The whole bot."""

import io
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from dialogs.message import Attachment, MessageKind
from dialogs.reply import Reply
from storage.status import Status
from tests.support.at_the_desk import desk_over
from tests.support.screen import Desk
from tests.support.workbooks import OFFICE, resaved

HELEN, JO, RACHEL = "Helen Ardley", "Jo Whitlock", "Rachel Stott"
Cells = Mapping[str, str]  # how a heading begins → what is typed


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_over("tarnbrook", database=tmp_path / "word.db") as one:
        yield one


async def report(desk: Desk) -> bytes:
    (file,) = (await desk.say(JO, "summary as word")).files
    return file.content


def filled(content: bytes, words: Mapping[str, Cells]) -> bytes:
    document: Any = Document(io.BytesIO(content))
    table = document.tables[-1]
    heads = [cell.text for cell in table.rows[0].cells]
    for row in table.rows[1:]:
        for heading, typed in words.get(row.cells[0].text, {}).items():
            row.cells[next(at for at, one in enumerate(heads) if one.startswith(heading))].text = typed
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


async def hand_in(desk: Desk, who: str, content: bytes) -> Reply:
    await desk._take(who, kind=MessageKind.FILE, attachments=(Attachment("report.docx", content),))
    return desk.screen.last


WORDS: dict[str, Cells] = {"1.1": {"Update": "All agreed.", "Status": "On track"}, "1.4": {"Timescale": "July 2027"}}


async def test_what_an_owner_fills_into_a_word_report_becomes_updates(desk: Desk) -> None:
    await desk.say(HELEN, "1.1 the gap is smaller")
    content = await report(desk)
    said = (await hand_in(desk, HELEN, filled(content, WORDS))).text.split("\n")
    assert said == [
        "report.docx: 2 rows of BV26 filled in.",
        "1.1: At risk → On track · “All agreed.”",
        "1.4: due October 2026 → July 2027 (first move)",
        "Record these 2 rows?",
    ]
    await desk.say(HELEN, "yes")
    assert ((await desk.action("1.1")).status, (await desk.action("1.1")).updates[-1].note) == (
        Status.GREEN,
        "All agreed.",
    )
    assert "has nothing new" in (await hand_in(desk, HELEN, filled(content, WORDS))).text


async def test_an_officer_s_report_with_cells_filled_in_is_no_newer_plan(desk: Desk) -> None:
    content = await report(desk)
    await desk.say(RACHEL, "1.1 red")
    said = (await hand_in(desk, JO, filled(content, WORDS))).text
    assert "1.1: the status is Off track here (by Rachel Stott, 4 January 2027), On track in the sheet" in said


async def test_a_report_with_other_wording_is_a_newer_version_of_the_plan(desk: Desk) -> None:
    said = (await hand_in(desk, JO, filled(await report(desk), {"1.1": {"Action": "Something quite new"}}))).text
    assert "Shall I bring BV26 up to it?" in said


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
async def test_a_report_that_libreoffice_saved_is_still_known(desk: Desk, tmp_path: Path) -> None:
    content = resaved(filled(await report(desk), WORDS), tmp_path / "office", "docx", made="docx")
    said = (await hand_in(desk, HELEN, content)).text
    assert "1.1: At risk → On track · “All agreed.”" in said and "Record these 2 rows?" in said


SHARED = (
    "No,Recommendation,Our response,Lead,Timescale,RAG\n"
    '1,Share the work,"• Write the brief\n• Choose a partner","Ola Berg\nAda Holm","May 2027\nJune 2027",\n'
    "2,Know the costs,Survey the buildings,Ola Berg,May 2028,\n"
    "3,Train every manager,Book the courses,Ola Berg,May 2028,\n"
).encode()


async def test_what_stands_in_a_row_that_several_actions_share_is_not_taken_and_said(desk: Desk) -> None:
    """Before: it was left out without a word."""
    await desk._take(JO, kind=MessageKind.FILE, attachments=(Attachment("shared.csv", SHARED),))
    await desk.say(JO, "yes")
    code = next(one.code for one in (await desk.app.store.plans("local")).values() if one.code != "BV26")
    (file,) = (await desk.say(JO, f"summary of {code} as word")).files
    typed = filled(file.content, {"1": {"Update": "Both begun."}, "2": {"Update": "Surveyed."}})
    said = (await hand_in(desk, JO, typed)).text
    assert "Not taken, since several actions share the row: 1.1, 1.2." in said
    assert "Surveyed." in said and "Both begun." not in said


STEPPED = (
    b"No,Issue,Actions,Lead,Progress,Timescale,Status\n"
    b'1,Share the work,Write it down,Ola Berg,"Brief written\nPartner chosen","May 2027\nJune 2027",\n'
    b"2,Know the costs,Survey the buildings,Ola Berg,,May 2028,\n"
)


async def test_what_is_filled_in_beside_the_first_of_several_dated_steps_is_the_actions(desk: Desk) -> None:
    await desk._take(JO, kind=MessageKind.FILE, attachments=(Attachment("stepped.csv", STEPPED),))
    await desk.say(JO, "yes")
    code = next(one.code for one in (await desk.app.store.plans("local")).values() if one.code != "BV26")
    (file,) = (await desk.say(JO, f"summary of {code} as word")).files
    rows = Document(io.BytesIO(file.content)).tables[-1].rows
    assert [row.cells[5].text for row in rows[1:]] == ["May 2027", "June 2027", "May 2028"]
    said = (
        await hand_in(desk, JO, filled(file.content, {"1": {"Update": "Both begun."}, "2": {"Status": "Red"}}))
    ).text
    assert "2 rows" in said and "1: " in said and "Both begun." in said and "2: Not rated → Red" in said


async def returned(desk: Desk) -> None:
    """A return of which one wording was accepted."""
    await desk.say(JO, "open the Q3 return as at 31 December, updates by the 12th")
    await desk.say(JO, "yes")
    await desk.say(JO, "1.1 the audit has begun")
    await desk.say(JO, "accept 1.1")
    await desk.say(JO, "freeze the return")
    await desk.say(JO, "yes")


FILLED: dict[str, Cells] = {"1.1": {"Update": "All agreed."}, "1.4": {"Update": "Sold."}}


@pytest.mark.parametrize("which", ["the Cabinet report please", "the Q3 return in Word", "show the Q3 return in Word"])
async def test_a_report_of_a_return_comes_back_too(desk: Desk, which: str) -> None:
    """Before: it was taken for a newer version of the plan, with its update column as one of the document's."""
    await returned(desk)
    (file,) = (await desk.say(JO, which)).files
    said = (await hand_in(desk, HELEN, filled(file.content, FILLED))).text
    assert "1.1: “All agreed.”" in said and "1.4: “Sold.”" in said
    assert "2 rows of BV26 filled in" in said
    again = (await hand_in(desk, JO, file.content)).text  # before: "Overdue since …" were new updates of the plan
    assert again == "report.docx stands as it was made: nothing is filled in. Nothing was recorded."


async def test_internal_notes_that_come_back_in_a_report_are_no_news(desk: Desk) -> None:
    """Before: each was an update of its own, and one that could be published."""
    await desk.say(JO, "1.1 internal: the lender wants more")
    (file,) = (await desk.say(JO, "internal report in Word")).files
    said = (await hand_in(desk, JO, filled(file.content, {"1.4": {"Update": "Sold."}}))).text
    assert "1.4: “Sold.”" in said and "the lender" not in said
    assert "1 row of BV26 filled in" in said


async def test_a_part_of_the_plan_that_comes_back_takes_nothing_out_of_it(desk: Desk) -> None:
    """Before: an officer was offered a newer plan, without the rows that the report had left out."""
    (file,) = (await desk.say(JO, "exceptions only in Word")).files
    said = (await hand_in(desk, JO, filled(file.content, {"1.4": {"Update": "Sold."}}))).text
    assert "1.4: “Sold.”" in said and "bring BV26 up" not in said
