"""A conversation as a file: who speaks, what they say, and what the bot says, word for word.

    # what the conversation shows
    today 2026-11-23
    as Priya Nair
    > 2.3 amber
    2.3: On track → At risk. …

`play` says the lines to a real bot and gives the file back as it really went, so that a test is one comparison and a
changed answer is looked at as a difference of two texts.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

from bot.app import bot
from bot.channels.console import ConsoleChannel
from bot.rendering import text as text_rendering
from bot.settings import read
from bot.shell import Shell


@dataclass
class HandClock:
    """The time of a test: it stands still until it is set."""

    moment: datetime = field(default=datetime(2026, 11, 23, 10, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.moment

    def set(self, day: date) -> None:
        self.moment = datetime.combine(day, time(10, 0), tzinfo=UTC)


async def play(script: str, database: Path) -> str:
    """The script as it really went over this database: its own lines, and the bot's as they came."""
    clock = HandClock()
    settings = read(database_url=f"sqlite+aiosqlite:///{database}")
    went: list[str] = []
    async with bot(settings, clock) as app:
        app.sender.join(ConsoleChannel())
        shell = Shell(app)
        directory = await app.store.directory(settings.organisation)
        speaker = None
        for line in script.splitlines():
            if line.startswith("today "):
                clock.set(date.fromisoformat(line.removeprefix("today ").strip()))
            elif line.startswith("as "):
                speaker = directory.named(line.removeprefix("as ").strip())
                assert speaker is not None, f"nobody of that name in the plan: {line}"
            elif line.startswith("> "):
                assert speaker is not None, "the script says nobody's name before the first line"
                taken = await shell.say(speaker, line.removeprefix("> "))
                went += [line, *(text_rendering.render(reply) for reply in taken.replies), ""]
                continue
            elif not line.startswith("#"):
                continue
            went.append(line)
    return "\n".join(went).rstrip() + "\n"
