"""Reports as files: whose eyes they are for, what is in none of them, and to whom they go."""

import io
import zipfile

import pytest

from dialogs.message import Place
from dialogs.reply import File, Recipient
from dialogs.reports import PAPERS
from storage.handed import PutReport
from tests.dialogs.talk import Talk

SECRET = "the consultant wants forty thousand more"
KINDS = [(paper, format_) for paper, formats in PAPERS.items() for format_ in formats if format_ != "pdf"]


async def with_a_secret() -> Talk:
    talk = Talk()
    await talk.say("Rhys Bevan", "update", talk.meant("2", status="red", note=SECRET, internal=True))
    await talk.say("Rhys Bevan", "update", talk.meant("2", decision=f"{SECRET}?", internal=True))
    return talk


def words_of(file: File) -> bytes:
    """Everything that a file holds, unpacked where it is a package."""
    if not file.content.startswith(b"PK"):
        return file.content
    with zipfile.ZipFile(io.BytesIO(file.content)) as package:
        return b"".join(package.read(name) for name in package.namelist())


@pytest.mark.parametrize(("paper", "format_"), KINDS)
@pytest.mark.parametrize("slots", [{}, {"audience": "publication"}, {"hide": "internal"}, {"only": "exceptions"}])
async def test_an_internal_note_is_in_no_report_that_is_not_internal(
    paper: str, format_: str, slots: dict[str, str]
) -> None:
    talk = await with_a_secret()
    outcome = await talk.say("Leila Okoro", "summary", args={"report": paper, **slots}, filter={"format": format_})
    files = outcome.reply.files
    assert files and not [file for file in files if SECRET.encode() in words_of(file) or SECRET in file.alt]


@pytest.mark.parametrize("who", ["Leila Okoro", "Tom Reed", "Rhys Bevan"])
async def test_an_internal_report_shows_internal_notes_to_whoever_may_read_them(who: str) -> None:
    talk = await with_a_secret()
    (file,) = (await talk.say(who, "summary", args={"report": "table", "audience": "internal"})).reply.files
    assert SECRET.encode() in words_of(file)
    assert b"INTERNAL" in words_of(file) and "INTERNAL" in file.name


@pytest.mark.parametrize(("format_", "mark"), [("text", "INTERNAL"), ("markdown", "**INTERNAL**")])
async def test_internal_text_says_so_at_its_head_and_foot(format_: str, mark: str) -> None:
    talk = await with_a_secret()
    wish = {"args": {"report": "table", "audience": "internal"}, "filter": {"format": format_}}
    (file,) = (await talk.say("Leila Okoro", "summary", **wish)).reply.files
    lines = file.content.decode().splitlines()
    assert (lines[0], lines[-1]) == (mark, mark)


async def test_an_owner_s_internal_report_has_no_internal_note_of_others() -> None:
    talk = await with_a_secret()
    (file,) = (await talk.say("Priya Shah", "summary", args={"audience": "internal"})).reply.files
    assert SECRET.encode() not in words_of(file)


async def test_a_reader_gets_no_internal_report() -> None:
    talk = await with_a_secret()
    outcome = await talk.say("Nora Quill", "summary", args={"audience": "internal"})
    assert not outcome.reply.files
    assert "managers and to officers" in outcome.reply.text


async def test_an_internal_report_is_made_in_one_s_own_chat_alone() -> None:
    talk = Talk(place=Place.CHANNEL)
    outcome = await talk.say("Leila Okoro", "summary", args={"audience": "internal"})
    assert not any(reply.files for reply in outcome.replies)


async def test_in_a_channel_a_file_goes_to_whoever_asked() -> None:
    talk = Talk(place=Place.CHANNEL)
    outcome = await talk.say("Tom Reed", "summary", args={"report": "one_page"})
    told, handed = outcome.replies
    assert not told.files and handed.files
    assert handed.recipient is Recipient.PRIVATELY


async def test_exceptions_say_what_is_left_out() -> None:
    outcome = await Talk().say("Tom Reed", "summary", args={"only": "exceptions"}, filter={"format": "csv"})
    assert "4 of the 7 actions of OAK25. Left out:" in outcome.reply.text
    (file,) = outcome.reply.files
    assert b"3.1" in file.content and b"1.2" not in file.content


async def test_the_same_as_last_time_is_the_last_report_of_whoever_asks() -> None:
    talk = Talk()
    assert "no report for you yet" in await talk.text("Tom Reed", "summary", args={"same": True})
    await talk.say("Tom Reed", "summary", args={"only": "exceptions"}, filter={"format": "csv"})
    await talk.say("Leila Okoro", "summary", args={"report": "cover"})
    outcome = await talk.say("Tom Reed", "summary", args={"same": True})
    assert [file.name for file in outcome.reply.files] == ["OAK25-2026-11-23-exceptions.csv"]


async def test_a_report_that_was_made_is_kept_without_anybody_s_name() -> None:
    talk = Talk()
    people = {"owner": [talk.id("Priya Shah")]}
    await talk.say("Tom Reed", "summary", args={"report": "table"}, filter={"owner": "Priya Shah"}, people=people)
    (put,) = (one for one in talk.written if isinstance(one, PutReport))
    assert "Priya" not in str(put.report)
    assert put.report.wish["people"] == people
