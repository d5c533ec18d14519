"""The change log of an Excel report: over the real bot, what may be published and nothing else."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from dialogs.reports import log
from tests.support.at_the_desk import desk_over
from tests.support.screen import Desk

JO, HELEN = "Jo Whitlock", "Helen Ardley"
Line = tuple[Any, ...]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk_over("tarnbrook", database=tmp_path / "log.db") as one:
        yield one


async def changes(desk: Desk) -> list[Line]:
    reply = await desk.say(JO, "summary as excel")
    page = load_workbook(io.BytesIO(reply.files[0].content))["Changes"]
    return [tuple(cell or "" for cell in row)[2:] for row in page.iter_rows(min_row=2, values_only=True)]


async def test_the_log_says_who_changed_what_from_what_to_what_and_in_which_words(desk: Desk) -> None:
    await desk.say(HELEN, "1.4 amber, slipping to July because the auditor left")
    await desk.say(JO, "from Helen: 1.1 green, all agreed")
    assert await changes(desk) == [
        (HELEN, JO, "1.1", "status", "At risk", "On track", "all agreed"),
        (HELEN, "", "1.4", "status", "Off track", "At risk", "slipping to July because the auditor left"),
        (HELEN, "", "1.4", "date", "October 2026", "July 2027", ""),
    ]


async def test_internal_words_are_in_no_log_and_what_was_taken_back_keeps_none(desk: Desk) -> None:
    await desk.say(HELEN, "1.1 internal: the bank is in trouble")
    await desk.say(HELEN, "1.2 amber, internal: they may sue")
    await desk.say(HELEN, "1.4 green, a slip of the finger")
    await desk.say(HELEN, "undo")
    assert await changes(desk) == [
        (HELEN, "", "1.4", "status (taken back)", "Off track", "On track", ""),
        (HELEN, "", "1.2", "status", "On track", "At risk", ""),
    ]


async def test_a_very_long_log_keeps_the_newest_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST", 1)
    await desk.say(HELEN, "1.4 amber, slipping to July because the auditor left")
    await desk.say(HELEN, "1.1 green")
    told = await changes(desk)
    assert (told[0][2], told[1][-1]) == ("1.1", "2 older changes are not shown.")
