"""docs/returns.md: its conversations are played in order over one bot, and must go word for word as written.

To write the bot's lines anew (then read them before you keep them):
    PLANMINDER_TEST_WRITE=1 .venv/bin/python -m pytest tests/test_returns_page.py
"""

import io
import os
import re
import shlex
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from bot.app import bot
from bot.rendering import text as text_rendering
from bot.settings import read
from dialogs.message import Attachment, MessageKind
from dialogs.reply import File, Reply
from tests.support.conversations import HandClock, write_plans
from tests.support.screen import Desk, Screen
from tests.test_readme import lacking

PAGE = Path(__file__).parent.parent / "docs" / "returns.md"
BLOCK = re.compile(r"(?<=^```text\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
AT = re.compile(r"at (\S+ \S+), to (.+):")
GIVEN = re.compile(r'(\S+) ("(?:[^"]*)") ("(?:[^"]*)")')


@dataclass
class Quarter:
    """The page's council: who speaks, what has been handed out, and what the bot says to each line."""

    desk: Desk
    speaker: str = ""
    files: dict[str, File] = field(default_factory=dict)

    async def played(self, block: str) -> str:
        """A block as it really went: its own lines and the bot's."""
        went: list[str] = []
        for line in block.splitlines():
            if (said := await self._line(line)) is not None:
                went += [line, *said]
        return "\n".join(went).rstrip() + "\n"

    async def _line(self, line: str) -> list[str] | None:
        """What the bot says to a line of the page; None for a line of the bot's own."""
        if line.startswith("today "):
            self._set(line.removeprefix("today ") + " 10:00")
        elif line.startswith("as "):
            self.speaker = line.removeprefix("as ")
        elif line.startswith("> "):
            return [*self._told((await self.desk._take(self.speaker, text=line.removeprefix("> "))).replies), ""]
        elif line.startswith("the e-mail to "):
            name = line.removeprefix("the e-mail to ").replace(" ", "-")
            return next(one.content.decode() for key, one in self.files.items() if key.endswith(f"{name}.txt")).split(
                "\n"
            )
        elif found := AT.fullmatch(line):
            return await self._morning(*found.groups())
        elif line.startswith("gives the sheet of "):
            name, _, rows = line.removeprefix("gives the sheet of ").partition(": ")
            return [*await self._give(name.replace(" ", "-"), rows), ""]
        else:
            return None
        return []

    def _set(self, moment: str) -> None:
        clock = self.desk.app.now
        assert isinstance(clock, HandClock)
        clock.moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    def _told(self, replies: tuple[Reply, ...]) -> Iterator[str]:
        for reply in replies:
            self.files |= {one.name: one for one in reply.files}
            yield text_rendering.render(reply)

    async def _morning(self, moment: str, name: str) -> list[str]:
        self._set(moment)
        before = set(self.desk.screen.shown)
        await self.desk.app.clock.tick()
        new = (reply.text for number, reply in self.desk.screen.shown.items() if number not in before)
        return [next(one for one in new if one.startswith(name.split()[0]))]

    async def _give(self, name: str, rows: str) -> list[str]:
        sheet = next(one for key, one in self.files.items() if key.endswith(f"{name}.docx"))
        document: Any = Document(io.BytesIO(sheet.content))
        for row, (_, note, status) in zip(document.tables[0].rows[1:], GIVEN.findall(rows), strict=True):
            (row.cells[5].text,), (row.cells[6].text,) = shlex.split(note), shlex.split(status)
        out = io.BytesIO()
        document.save(out)
        given = (Attachment(sheet.name, out.getvalue()),)
        return list(self._told((await self.desk._take(self.speaker, kind=MessageKind.FILE, attachments=given)).replies))


@pytest.fixture
async def quarter(tmp_path: Path) -> AsyncIterator[Quarter]:
    database = tmp_path / "page.db"
    await write_plans(("tarnbrook",), database)
    async with bot(read(database_url=f"sqlite+aiosqlite:///{database}", reminders=True), HandClock()) as app:
        screen = Screen()
        app.sender.join(screen)
        yield Quarter(Desk(app, screen))


async def test_the_quarter_goes_as_written(quarter: Quarter) -> None:
    written = PAGE.read_text("utf-8")
    assert "<!-- plans tarnbrook -->" in written
    went = written
    for block in BLOCK.findall(written):
        went = went.replace(f"```text\n{block}```", f"```text\n{await quarter.played(block)}```", 1)
    if os.environ.get("PLANMINDER_TEST_WRITE"):
        PAGE.write_text(went, "utf-8")
    assert went == written


@pytest.mark.parametrize("line", re.findall(r"^planminder (.*)$", PAGE.read_text("utf-8"), re.MULTILINE))
def test_every_command_of_the_page_exists(line: str) -> None:
    assert lacking(line) == []
