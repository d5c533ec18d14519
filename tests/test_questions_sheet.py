"""What a document leaves open, answered in a sheet: half of it now and the rest later. The whole bot."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialogs.message import Attachment, MessageKind
from dialogs.reply import Reply
from storage.status import Status
from tests.support.at_the_desk import desk_over
from tests.support.screen import Desk
from tests.support.workbooks import book_of, filled, lines

JO = "Jo Whitlock"
PLAN = "\n".join(
    (
        "No,Recommendation,Action,Lead officer,Timescale,RAG",
        "1,Give the town centre one plan,Write the brief for it,Jo Smith,March 2027,Delayed",
        "2,Make the budget easy to read,Publish a short summary,JT,31/01/27,On track",
        "3,Ask what residents think of us,Run a yearly survey,Ola Berg,Summer 2027,",
        "4,Know what the buildings cost,Survey the buildings,Ola Berg,May 2028,On track",
        "5,Train every manager,Book the courses,Ola Berg,May 2028,",
    )
).encode()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_over("tarnbrook", database=tmp_path / "questions.db") as one:
        yield one


async def hand_in(desk: Desk, name: str, content: bytes) -> Reply:
    await desk._take(JO, kind=MessageKind.FILE, attachments=(Attachment(name, content),))
    return desk.screen.last


async def test_questions_are_answered_in_a_sheet_some_now_and_the_rest_later(desk: Desk) -> None:
    await hand_in(desk, "new.csv", PLAN)
    said = await desk.say(JO, "send me the questions as a sheet")
    (file,) = said.files
    assert said.text.startswith("4 questions: new-csv-questions.xlsx.")
    assert set(lines(book_of(file.content).worksheets[0], "About")) == {"3", "5", "Delayed", "JT"}
    half = filled(file.content, {"3": {"Answer": "amber"}, "Delayed": {"Answer": "red"}}, "About")
    assert "half.xlsx: 2 of 4 answered." in (await hand_in(desk, "half.xlsx", half)).text
    await desk.say(JO, "what's overdue")
    rest = filled(
        file.content, {"3": {"Answer": "amber"}, "5": {"Answer": "leave"}, "JT": {"Answer": "wibble"}}, "About"
    )
    shown = (await hand_in(desk, "rest.xlsx", rest)).text
    assert "rest.xlsx: 1 of 2 answered." in shown and "1 answer that I cannot read: JT (“wibble”)." in shown
    await desk.say(JO, "yes")
    plan = next(one for one in (await desk.app.store.plans("local")).values() if one.code != "BV26")
    assert [plan.find(ref)[0].status for ref in ("1", "3", "5")] == [Status.RED, Status.AMBER, None]


async def test_answers_to_a_document_that_waits_no_more_are_told_so(desk: Desk) -> None:
    await hand_in(desk, "new.csv", PLAN)
    (file,) = (await desk.say(JO, "send me the questions as a sheet")).files
    await desk.say(JO, "no")
    assert (await hand_in(desk, "late.xlsx", file.content)).text == (
        "late.xlsx answers the questions of a document that is not waiting any more. Please send the document again."
    )
