"""A conversation as a file: who speaks, what they say, and what the bot says, word for word.

    # what the conversation shows
    plans stonebeck
    today 2026-11-23
    as Priya Nair
    > 2.3 amber
    2.3: On track → At risk. …

`play` says the lines to a real bot and gives the file back as it really went, so that a test is one comparison and a
changed answer is looked at as a difference of two texts. `plans` names files of tests/understanding/plans; without it
the conversation is about the example.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

import yaml

from bot.app import bot
from bot.channels.console import ConsoleChannel
from bot.rendering import text as text_rendering
from bot.settings import read
from bot.shell import Shell
from dialogs.reply import Reply
from storage.store import prepare
from storage.work import PutPerson, Recorded, Work
from tests.support.plans import changes_of, directory_of


@dataclass
class HandClock:
    """The time of a test: it stands still until it is set."""

    moment: datetime = field(default=datetime(2026, 11, 23, 10, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.moment

    def set(self, day: date) -> None:
        self.moment = datetime.combine(day, time(10, 0), tzinfo=UTC)


PLANS = Path(__file__).parents[1] / "understanding" / "plans"
MADE = datetime(2026, 4, 1, 9, tzinfo=UTC)


def plans_of(script: str) -> tuple[str, ...]:
    """The plans that a script names; none where it is about the example."""
    named = [line.split()[1:] for line in script.splitlines() if line.startswith("plans ")]
    return tuple(named[0]) if named else ()


_WRITTEN: dict[tuple[str, ...], bytes] = {}  # databases that were made before, as SQLite would write them


async def write_plans(names: tuple[str, ...], database: Path) -> None:
    """A new database with these plans and everybody whom they name; a copy where it was made before."""
    if names in _WRITTEN:
        database.write_bytes(_WRITTEN[names])
        return
    await _write_plans(names, database)
    with closing(sqlite3.connect(database)) as made:
        _WRITTEN[names] = made.serialize()


async def _write_plans(names: tuple[str, ...], database: Path) -> None:
    settings = read(database_url=f"sqlite+aiosqlite:///{database}")
    await prepare(settings.database_url)
    rows = [yaml.safe_load((PLANS / f"{name}.yaml").read_text("utf-8")) for name in names]
    people = directory_of(*rows)
    async with bot(settings, lambda: MADE) as app:
        puts = tuple(PutPerson(person, 0) for person in people.people.values())
        await app.store.flush(Work(settings.organisation, MADE, puts))
        for place, row in enumerate(rows, start=1):
            changes = changes_of(row, people, place, MADE.date())
            await app.store.flush(Work(settings.organisation, MADE, (Recorded(place, 0, changes),)))


async def play(script: str, database: Path) -> tuple[str, list[Reply]]:
    """The script as it really went over this database, its own lines and the bot's as they came; and the replies."""
    clock = HandClock()
    settings = read(database_url=f"sqlite+aiosqlite:///{database}")
    went: list[str] = []
    replies: list[Reply] = []
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
                replies += taken.replies
                went += [line, *(text_rendering.render(reply) for reply in taken.replies), ""]
                continue
            elif not line.startswith(("#", "plans ")):
                continue
            went.append(line)
    return "\n".join(went).rstrip() + "\n", replies
