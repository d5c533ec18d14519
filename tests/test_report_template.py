"""A council's own template, handed to the bot in the chat: tried at once, used, asked about, stopped, taken back."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from dialogs.message import Attachment, MessageKind
from dialogs.reply import Reply
from tests.support.at_the_desk import desk_over
from tests.support.screen import Desk
from tests.support.workbooks import OFFICE

HELEN, JO = "Helen Ardley", "Jo Whitlock"  # an owner, an officer
USE = "use this as our Cabinet template"
OURS = "The Cabinet report of BV26 is made in my own layout."


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_over("tarnbrook", database=tmp_path / "template.db") as one:
        yield one


def document(*paragraphs: str) -> bytes:
    made: Any = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


OWN = document("Tarnbrook Council", "{{ title }} as at {{ as_at }}: {{ actions_count }} actions")


async def hand_in(
    desk: Desk, words: str = USE, content: bytes = OWN, name: str = "own.docx", who: str = JO
) -> list[Reply]:
    taken = await desk._take(who, kind=MessageKind.FILE, text=words, attachments=(Attachment(name, content),))
    return list(taken.replies)


def lines(reply: Reply) -> list[str]:
    (file,) = reply.files
    return [one.text for one in Document(io.BytesIO(file.content)).paragraphs if one.text]


FILLED = ["Tarnbrook Council", "Best Value improvement plan 2026 as at 4 January 2027: 22 actions"]


async def test_a_template_is_filled_in_at_once_and_then_used_for_the_cabinet_report(desk: Desk) -> None:
    told, shown = await hand_in(desk)
    assert told.text == "From now on the Cabinet report of BV26 is made through own.docx, in Word or as PDF."
    assert shown.text.startswith("This is it, filled in as it would be now: BV26-2027-01-04-report.docx.")
    assert lines(shown) == FILLED
    made = await desk.say(JO, "the Cabinet report please")
    assert made.text.startswith(
        "The Cabinet report of BV26, through your template own.docx: BV26-2027-01-04-report.docx."
    )
    assert lines(made) == FILLED


async def test_other_papers_stay_ours(desk: Desk) -> None:
    await hand_in(desk)
    assert "Tarnbrook Council" not in lines(await desk.say(JO, "one page for the chief exec"))
    assert "Tarnbrook Council" not in lines(await desk.say(JO, "summary as word"))


@pytest.mark.skipif(OFFICE is None, reason="a PDF is made by LibreOffice")
@pytest.mark.office
async def test_the_cabinet_report_through_a_template_comes_as_pdf_too(desk: Desk) -> None:
    await hand_in(desk)
    (file,) = (await desk.say(JO, "the Cabinet report as PDF")).files
    assert file.name == "BV26-2027-01-04-report.pdf" and file.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (document("As at {{ as_at }", "{{ title }}"), "at “As at {{ as_at }”"),
        (document("{{ titel }}"), "there is no field “titel”; did you mean “title”?"),
        (b"not a document", "it is damaged"),
    ],
)
async def test_a_template_with_a_mistake_is_not_taken_and_the_old_one_stays(
    desk: Desk, content: bytes, why: str
) -> None:
    (first,) = await hand_in(desk, content=content, name="new.docx")
    assert first.text.startswith("new.docx was not taken.") and why in first.text and first.text.endswith(OURS)
    await hand_in(desk)
    (again,) = await hand_in(desk, content=content, name="new.docx")
    assert again.text.endswith("The Cabinet report of BV26 is made through own.docx.")
    assert lines(await desk.say(JO, "the Cabinet report")) == FILLED


async def test_which_template_is_in_use_is_told_with_who_handed_it_in_and_how_to_change_it(desk: Desk) -> None:
    assert (await desk.say(HELEN, "which template do we use?")).text.startswith(OURS)
    await hand_in(desk)
    said = (await desk.say(HELEN, "which template do we use?")).text.split("\n")
    assert said[0] == "The Cabinet report of BV26 is made through own.docx, handed in by Jo Whitlock on 4 January 2027."
    assert "“stop using our template”" in said[1]


async def test_stopping_brings_our_layout_back_and_undo_brings_the_template_back(desk: Desk) -> None:
    assert "No template of yours is in use" in (await desk.say(JO, "stop using our template")).text
    await hand_in(desk)
    stopped = await desk.say(JO, "stop using our template")
    assert "made in my own layout again, and own.docx is not used any more" in stopped.text
    assert "The covering report of BV26" in (await desk.say(JO, "the Cabinet report")).text
    await desk.say(JO, "which template do we use?")
    await desk.press(JO, stopped.card.buttons[0])
    assert desk.screen.last.text == "Taken back. The Cabinet report of BV26 is made through own.docx."


async def test_undo_takes_a_new_template_back_and_then_the_one_before(desk: Desk) -> None:
    await hand_in(desk)
    (second, _) = await hand_in(desk, content=document("{{ code }}"), name="second.docx")
    assert second.text.endswith("Before, it was own.docx.")
    assert (await desk.say(JO, "undo")).text == "Taken back. The Cabinet report of BV26 is made through own.docx."
    assert (await desk.say(JO, "undo")).text == f"Taken back. {OURS}"
    assert (await desk.say(JO, "undo")).text == f"That has been changed since, or taken back already. {OURS}"


async def test_an_update_after_a_template_is_what_undo_takes_back(desk: Desk) -> None:
    await hand_in(desk)
    await desk.say(JO, "1.1 green")
    assert (await desk.say(JO, "undo")).text.startswith("Taken back. 1.1")
    assert "own.docx" in (await desk.say(JO, "which template do we use?")).text


async def test_only_officers_hand_in_or_stop_a_template(desk: Desk) -> None:
    (no,) = await hand_in(desk, who=HELEN)
    assert "performance officer" in no.text and not no.files
    await hand_in(desk)
    assert "performance officer" in (await desk.say(HELEN, "stop using our template")).text
    assert "own.docx" in (await desk.say(JO, "which template do we use?")).text


async def test_words_without_the_document_say_how_it_is_sent(desk: Desk) -> None:
    assert (await desk.say(JO, USE)).text.startswith("Send me the Word document itself")


async def test_a_template_may_be_one_plan_s_alone(tmp_path: Path) -> None:
    async with desk_over("tarnbrook", "fenmarsh", database=tmp_path / "two.db") as desk:
        await hand_in(desk, "use this as the template for BV26")
        said = (await desk.say(JO, "which template do we use?")).text
        assert "BV26 is made through own.docx" in said and "FEN26 is made in my own layout" in said
        (told, _) = await hand_in(desk, "use this as our template", document("{{ code }}"), "all.docx")
        assert told.text.startswith("From now on the Cabinet report of BV26 and FEN26 is made through all.docx")
        assert lines(await desk.say(JO, "the Cabinet report for BV26")) == ["BV26"]
