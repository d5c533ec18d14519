"""A sheet of a return from its making to its coming back: filled in with Word's own library, handed to the real bot."""

import io
import re
import zipfile
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from bot.app import bot
from bot.settings import read
from dialogs.message import Attachment, MessageKind
from dialogs.reply import File, Reply
from storage.documents.aside import Reader
from storage.documents.errors import Unreadable
from storage.documents.returned import PART, read_returned
from storage.status import Status
from tests.support.conversations import HandClock, write_plans
from tests.support.screen import Desk, Screen, button, card_of

HELEN, JO, MARTIN = "Helen Ardley", "Jo Whitlock", "Martin Oakes"
Words = Mapping[str, tuple[str, str]]  # ref → what is written as the update, and as the status


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    database = tmp_path / "sheets.db"
    await write_plans(("tarnbrook",), database)
    async with bot(read(database_url=f"sqlite+aiosqlite:///{database}"), HandClock(_at(4))) as app:
        screen = Screen()
        app.sender.join(screen)
        yield Desk(app, screen)


def _at(day: int) -> datetime:
    return datetime(2027, 1, day, 10, tzinfo=UTC)


def later(desk: Desk, day: int) -> None:
    clock = desk.app.now
    assert isinstance(clock, HandClock)
    clock.moment = _at(day)


async def opened(desk: Desk) -> None:
    await desk.say(JO, "open the Q3 return as at 31 December, updates by the 15th")
    await desk.say(JO, "yes")


async def sheet_for(desk: Desk, name: str) -> File:
    reply = await desk.say(JO, f"sheet for {name}")
    (document,) = (one for one in reply.files if one.name.endswith(".docx"))
    return document


def filled(file: File, words: Words) -> bytes:
    document: Any = Document(io.BytesIO(file.content))
    for row in document.tables[0].rows[1:]:
        update, status = words.get(row.cells[0].text, ("", ""))
        row.cells[5].text, row.cells[6].text = update, status
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


async def hand_in(desk: Desk, who: str, content: bytes, name: str = "BV26-Q3-2026-27-Helen-Ardley.docx") -> Reply:
    await desk._take(who, kind=MessageKind.FILE, attachments=(Attachment(name, content),))
    return desk.screen.last


def marked_as(content: bytes, **marks: str) -> bytes:
    """The same file with another mark, as somebody may forge it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for one in before.namelist():
            raw = before.read(one)
            for name, value in marks.items() if one == PART else ():
                pattern = rb'(name="Planminder%s"[^>]*>\s*<vt:lpwstr>)[^<]*' % name.encode()
                raw = re.sub(pattern, rb"\g<1>" + value.encode(), raw)
            after.writestr(one, raw)
    return out.getvalue()


async def test_a_sheet_comes_back_and_is_recorded_as_the_words_of_who_filled_it_in(desk: Desk) -> None:
    await opened(desk)
    sheet = await sheet_for(desk, HELEN)
    words = {"1.1": ("The board met.\nThe gap is smaller.", "on track"), "1.4": ("The sale was stopped", "Blueish")}
    said = await hand_in(desk, JO, filled(sheet, words))
    assert said.text.split("\n") == [
        "Helen Ardley's sheet of the Q3 2026/27 return of BV26: 2 rows filled, 1 empty.",
        "1.1: At risk → On track · “The board met. The gap is smaller.”",
        "1.4: “The sale was stopped”",
        "1 with a status that I do not know, so only its words are taken: 1.4 (“Blueish”).",
        "Record it as Helen Ardley's words?",
    ]
    assert (await desk.action("1.1")).status is Status.AMBER, "nothing before a yes"
    await desk.press(JO, button(said, "Yes"))
    now = await desk.action("1.1")
    assert (now.status, now.updates[-1].note) == (Status.GREEN, "The board met.\nThe gap is smaller.")
    assert desk.screen.last.text.endswith("Helen Ardley: 2 of 3 answered. The return: 2 of 20 answered.")
    people = await desk.app.store.directory("local")
    (change,) = [one for one in await desk.app.store.changes("local", 1, now.id) if one.words.get("note")]
    speaker, recorder = people.named(HELEN), people.named(JO)
    assert speaker is not None and recorder is not None
    assert (change.speaker, change.recorder) == (speaker.id, recorder.id)
    assert change.source == "sheet: BV26-Q3-2026-27-Helen-Ardley.docx"
    came = (await desk.say(JO, "who made 1.1 green")).text
    assert came.endswith("It came from the sheet BV26-Q3-2026-27-Helen-Ardley.docx, filled in.")
    again = await hand_in(desk, JO, filled(sheet, words))
    assert again.text.split("\n")[0] == "Everything in Helen Ardley's sheet is recorded already."


async def test_a_row_that_keeps_its_status_says_so(desk: Desk) -> None:
    await opened(desk)
    said = await hand_in(desk, JO, filled(await sheet_for(desk, HELEN), {"1.2": ("as planned", "On track")}))
    assert "1.2: stays On track · “as planned”" in said.text  # before: it failed for want of a word


async def test_undo_takes_a_whole_sheet_back(desk: Desk) -> None:
    await opened(desk)
    sheet = await sheet_for(desk, HELEN)
    await hand_in(desk, JO, filled(sheet, {"1.1": ("done with it", "Done"), "1.2": ("no change", "")}))
    await desk.say(JO, "yes")
    assert (await desk.action("1.1")).status is Status.COMPLETE
    await desk.say(JO, "undo")
    assert (await desk.action("1.1")).updates == () and (await desk.action("1.2")).updates == ()


async def test_what_has_changed_since_the_sheet_was_made_is_said_and_shown_again_at_the_yes(desk: Desk) -> None:
    await opened(desk)
    sheet = await sheet_for(desk, HELEN)
    await desk.say(JO, "1.2 amber, from the finance board")
    content = filled(sheet, {"1.1": ("still going", ""), "1.2": ("all well", "On track")})
    said = await hand_in(desk, JO, content)
    assert "Changed here since the sheet was made: 1.2 (now At risk)." in said.text
    await desk.say(MARTIN, "2.1 amber")
    asked = list(desk.screen.shown)[-2]
    await desk.say(HELEN, "1.1 red, the auditor has left")
    await desk.press(JO, button(said, "Yes"), on=asked)
    assert (
        "Changed here since the sheet was made: 1.1 (now Off track), 1.2 (now At risk)."
        in desk.screen.shown[asked].text
    )
    assert (await desk.action("1.2")).status is Status.AMBER
    await desk.press(JO, button(desk.screen.shown[asked], "Yes"), on=asked)
    assert (await desk.action("1.2")).status is Status.GREEN


async def test_a_no_records_nothing(desk: Desk) -> None:
    await opened(desk)
    said = await hand_in(desk, JO, filled(await sheet_for(desk, HELEN), {"1.1": ("as planned", "")}))
    await desk.press(JO, button(said, "No"))
    assert (await desk.action("1.1")).updates == ()


async def test_a_red_row_with_no_change_is_said_to_need_a_sentence(desk: Desk) -> None:
    await opened(desk)
    said = await hand_in(desk, JO, filled(await sheet_for(desk, HELEN), {"1.4": ("No change", "")}))
    assert "Red or overdue, and still without a sentence: 1.4." in said.text


async def test_after_the_deadline_it_is_late_and_after_the_end_it_does_not_count(desk: Desk) -> None:
    await opened(desk)
    content = filled(await sheet_for(desk, HELEN), {"1.1": ("as planned", "")})
    later(desk, 18)
    assert (
        "The deadline, 15 January 2027, has passed: they are marked as late." in (await hand_in(desk, JO, content)).text
    )
    await desk.say(JO, "no")
    await desk.say(JO, "close the return")
    assert "That return takes no answers any more" in (await hand_in(desk, JO, content)).text


# --- whose it is is looked up, and gives no right -------------------------------------------------------------------


async def test_an_owner_hands_in_their_own_and_nobody_else_s(desk: Desk) -> None:
    await opened(desk)
    content = filled(await sheet_for(desk, HELEN), {"1.1": ("as planned", "")})
    said = await hand_in(desk, MARTIN, content)
    assert said.text.startswith("Nothing of Helen Ardley's sheet can be recorded. Only the owner of 1.1")
    await hand_in(desk, HELEN, content)
    await desk.say(HELEN, "yes")
    assert (await desk.action("1.1")).updates[-1].note == "as planned"


async def test_a_forged_mark_names_others_and_gets_nothing(desk: Desk) -> None:
    await opened(desk)
    content = filled(await sheet_for(desk, HELEN), {"1.1": ("as planned", "")})
    person = (await desk.app.store.directory("local")).named(MARTIN)
    assert person is not None
    said = await hand_in(desk, MARTIN, marked_as(content, Person=str(person.id)))
    assert said.text == "Nothing of Martin Oakes's sheet can be recorded.\nLeft out, as it is not Martin Oakes's: 1.1."
    for marks, words in (
        ({"Plan": "OTHER"}, "is a sheet of the plan OTHER, which is not here."),
        ({"Return": "Q9 1999/00"}, "which is not here."),
        ({"Person": "999999"}, "is a sheet of somebody whom I do not know."),
        ({"Person": "-1"}, "is a sheet of somebody whom I do not know."),
    ):
        assert words in (await hand_in(desk, JO, marked_as(content, **marks))).text
    assert (await desk.action("1.1")).updates == ()


async def test_rows_of_others_unknown_rows_and_endless_words_are_left_out_and_said(desk: Desk) -> None:
    await opened(desk)
    document: Any = Document(io.BytesIO((await sheet_for(desk, HELEN)).content))
    first, second, third = document.tables[0].rows[1:4]
    for row, ref, note in ((first, "2.1", "mine now"), (second, "99", "what is that"), (third, "1.4", "x" * 4001)):
        row.cells[0].text, row.cells[5].text = ref, note
    out = io.BytesIO()
    document.save(out)
    assert (await hand_in(desk, JO, out.getvalue())).text.split("\n") == [
        "Nothing of Helen Ardley's sheet can be recorded.",
        "Left out, as it is not Helen Ardley's: 2.1.",
        "Left out, as it is not in the plan: 99.",
        "Left out, as it is too long for a note: 1.4.",
    ]


async def test_a_sheet_without_its_table_or_with_nothing_in_it_says_so(desk: Desk) -> None:
    await opened(desk)
    sheet = await sheet_for(desk, HELEN)
    assert (await hand_in(desk, JO, filled(sheet, {}))).text.startswith("Helen Ardley's sheet has nothing filled in.")
    document: Any = Document(io.BytesIO(sheet.content))
    document.tables[0].rows[0].cells[5].text = "Notes"
    out = io.BytesIO()
    document.save(out)
    assert "its table is not as it was sent" in (await hand_in(desk, JO, out.getvalue())).text


# --- what is handed out -------------------------------------------------------------------------------------------


async def test_up_to_three_people_are_files_of_their_own_and_more_are_packed(desk: Desk) -> None:
    await opened(desk)
    for who in ("Helen Ardley", "Gurpreet Sandhu", "Lucy Fenn", "Martin Reeve", "Dawn Pickles", "Tony Braithwaite"):
        await desk._link(who)
    (packed,) = (await desk.say(JO, "sheets for the Q3 return")).files
    with zipfile.ZipFile(io.BytesIO(packed.content)) as package:
        assert len(package.namelist()) == 2 * 5
    for who in ("Kofi Mensah", "Rachel Stott", "Colin Hargreave"):
        await desk._link(who)
    reply = await desk.say(JO, "sheets for the Q3 return")
    assert [one.name for one in reply.files] == [
        "BV26-Q3-2026-27-Martin-Oakes.docx",
        "BV26-Q3-2026-27-Martin-Oakes.txt",
        "BV26-Q3-2026-27-Samira-Aziz.docx",
        "BV26-Q3-2026-27-Samira-Aziz.txt",
    ]
    assert all(one.signed_in_only for one in reply.files)
    assert reply.files[1].content.decode() == (
        "Subject: Q3 2026/27 return of BV26: 3 updates by 15 January 2027, please\n"
        "\n"
        "Hello Martin,\n"
        "\n"
        "The Q3 2026/27 return of Best Value improvement plan 2026 is open, as at 31 December 2026. 3 rows are yours: "
        "2.1, 2.3, 3.4.\n"
        "\n"
        "Please fill in the last two columns of the sheet (BV26-Q3-2026-27-Martin-Oakes.docx) and send it back by "
        "15 January 2027. Where there is no news, write “no change”; what is red or overdue needs a sentence. "
        "Or simply answer in your own words: “2.1 amber, because …”.\n"
        "\n"
        "Thank you\n"
        "Jo Whitlock\n"
    )


async def test_the_sheet_shows_the_rows_as_they_stand_and_nothing_internal(desk: Desk) -> None:
    await desk.say(JO, "1.4 the sale is being prepared")
    await desk.say(JO, "internal: 1.4 the buyer is under investigation")
    assert (await desk.action("1.4")).updates[-1].internal
    later(desk, 5)
    await opened(desk)
    document: Any = Document(io.BytesIO((await sheet_for(desk, HELEN)).content))
    head, *_, last = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert head == ["No", "Action", "Due", "Status now", "Last update", "Your update", "Status"]
    assert last == [
        "1.4",
        "Clear the backlog of unaudited accounts",
        "October 2026",
        "Off track",
        "4 January 2027: the sale is being prepared",
        "",
        "",
    ]
    assert "send this file back by 15 January 2027" in "\n".join(one.text for one in document.paragraphs)


async def test_the_button_of_the_progress_makes_the_sheets(desk: Desk) -> None:
    await opened(desk)
    going = await desk.say(JO, "how is the return going")
    await desk.press(JO, button(going, "Sheets for who has no chat"))
    assert desk.screen.last.files and card_of(going).buttons


# --- read aside -----------------------------------------------------------------------------------------------------


async def test_a_sheet_is_no_plan_and_a_plan_is_no_sheet(desk: Desk) -> None:
    await opened(desk)
    content = (await sheet_for(desk, HELEN)).content
    reader = Reader()
    try:
        with pytest.raises(Unreadable, match="planminder return sheet FILE"):
            reader.read("sheet.docx", content)
    finally:
        reader.stop()
    assert read_returned("sheet.xlsx", content) is None
    plain = io.BytesIO()
    Document().save(plain)
    assert read_returned("plan.docx", plain.getvalue()) is None


async def test_a_word_file_of_an_owner_that_is_no_sheet_is_no_plan_for_them(desk: Desk) -> None:
    plain = io.BytesIO()
    document: Any = Document()
    for row, words in zip(
        document.add_table(2, 3).rows, (("Action", "Owner", "RAG"), ("Do it", "Jo", "Green")), strict=True
    ):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    document.save(plain)
    clock = await hand_in(desk, HELEN, plain.getvalue(), "plan.docx")
    assert "Nothing" in clock.text
