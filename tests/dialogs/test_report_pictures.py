"""Pictures that are asked for in the chat: which, with what words, and in whose sight."""

import io
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from dialogs.message import Place
from dialogs.reply import File, Recipient, Reply
from tests.dialogs.talk import Talk


async def asked(talk: Talk, picture: str = "", who: str = "Tom Reed", **filter_: Any) -> Reply:
    args = {"picture": picture} if picture else {}
    return (await talk.say(who, "summary", args=args, filter=filter_)).reply


def dots(file: File) -> tuple[int, int]:
    with Image.open(io.BytesIO(file.content)) as shown:
        return shown.size


async def test_the_rag_picture_comes_beside_its_figures() -> None:
    reply = await asked(Talk(), "rag")
    head, figures = reply.text.split("\n")
    assert head.endswith("(OAK25), as at 23 November 2026")
    assert figures.startswith("By status, 23 November 2026. 7 actions: ")
    (file,) = reply.files
    assert (file.name, file.content_type, file.alt) == ("OAK25-2026-11-23-rag.png", "image/png", figures)


async def test_what_is_due_comes_as_a_timeline() -> None:
    (file,) = (await asked(Talk(), "due")).files
    assert file.name == "OAK25-2026-11-23-due.png" and file.alt.startswith("What is due, as at 23 November 2026. ")


@pytest.mark.parametrize("filter_", [{}, {"format": "png"}])
async def test_pictures_are_all_that_there_are(filter_: dict[str, str]) -> None:
    reply = await asked(Talk(), "" if filter_ else "all", **filter_)
    assert [file.name for file in reply.files] == ["OAK25-2026-11-23-rag.png", "OAK25-2026-11-23-due.png"]


async def test_before_the_first_return_there_is_nothing_to_draw_over_the_returns() -> None:
    reply = await asked(Talk(), "returns")
    assert "No return of OAK25 has been frozen yet" in reply.text
    assert [file.name for file in reply.files] == ["OAK25-2026-11-23-rag.png"]


async def test_a_picture_fits_into_a_message() -> None:
    files = (await asked(Talk(), "all")).files
    assert all(len(file.content) < 15_000 and max(dots(file)) <= 1_024 for file in files)


async def test_as_svg_it_is_a_file_to_be_put_into_a_document() -> None:
    (file,) = (await asked(Talk(), "rag", format="svg")).files
    assert (file.name, file.content_type, file.alt) == ("OAK25-2026-11-23-rag.svg", "image/svg+xml", "")
    assert ElementTree.fromstring(file.content).get("width") == "660"  # noqa: S314 - our own


async def test_a_part_of_the_plan_is_drawn_alone_and_said_to_be() -> None:
    talk = Talk()
    people = {"owner": [talk.id("Priya Shah")]}
    outcome = await talk.say(
        "Tom Reed", "summary", args={"picture": "rag"}, filter={"owner": "Priya Shah"}, people=people
    )
    assert "of the 7 actions" in outcome.reply.text and outcome.reply.files


async def test_in_a_channel_it_is_shown_to_all_as_a_summary_is() -> None:
    reply = await asked(Talk(place=Place.CHANNEL), "rag")
    assert reply.files and reply.recipient is Recipient.HERE


async def test_a_day_before_the_plan_has_no_picture_and_that_is_said() -> None:
    reply = await asked(Talk(), "rag", as_at="2001-01-01")
    assert not reply.files and "was not here yet" in reply.text
