"""The example, made ready: an invented council's plan, its people, and what they have typed since April.

The history is played through the real bot, message by message, with the clock at each message's own time.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import App, bot
from bot.channels.console import ConsoleChannel
from bot.settings import Settings
from bot.shell import Shell
from dialogs.import_plan import next_plan_id
from storage.documents.adopt import adopt
from storage.numbering import Stamp
from storage.people import Directory, Person, Role, enrol
from storage.rights import recorded
from storage.work import COMMAND_LINE, PutPerson, Work

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """What the folder of examples holds."""

    folder: Path
    about: Mapping[str, Any]
    people: tuple[Person, ...]
    personas: tuple[Mapping[str, Any], ...]
    history: tuple[Mapping[str, str], ...]

    @property
    def today(self) -> date:
        """The day on which the demo stands still."""
        day: date = self.about["today"]
        return day

    def conversation(self) -> tuple[tuple[str, str], ...]:
        """The sample conversation: (who, what they say), in order."""
        said: list[tuple[str, str]] = []
        speaker = ""
        for line in (self.folder / "conversation.txt").read_text("utf-8").splitlines():
            if line.startswith("as "):
                speaker = line.removeprefix("as ").strip()
            elif line.startswith("> "):
                said.append((speaker, line.removeprefix("> ")))
        return tuple(said)


def example(folder: Path = EXAMPLES) -> Example:
    """Read the folder of examples. Raises FileNotFoundError where this is not a checkout of the project."""
    told = tomllib.loads((folder / "people.toml").read_text("utf-8"))
    history = (folder / "history.jsonl").read_text("utf-8").splitlines()
    return Example(
        folder=folder,
        about=told["demo"],
        people=tuple(_person(one) for one in told["people"]),
        personas=tuple(told["personas"]),
        history=tuple(json.loads(line) for line in history if line.strip()),
    )


async def prepare(settings: Settings, organisation: str, given: Example) -> None:
    """Load the example into an organisation that has nothing yet, and play its history."""
    zone = ZoneInfo(settings.zone)
    moment = datetime.combine(given.about["loaded"], datetime.min.time().replace(hour=9), tzinfo=zone)

    def now() -> datetime:
        return moment

    async with bot(settings, now) as app:
        if await app.store.plans(organisation):
            return
        app.sender.join(ConsoleChannel())
        await _load(app, organisation, given)
        await _enrol(app, organisation, given)
        people = await app.store.directory(organisation)
        shell = Shell(app, organisation)
        for line in given.history:
            moment = datetime.fromisoformat(line["at"]).replace(tzinfo=zone)
            await shell.say(_named(people, line["as"]), line["text"])


async def _load(app: App, organisation: str, given: Example) -> None:
    from storage.documents.read import read_document  # here: only the demo reads a document in its own process

    file = given.folder / given.about["plan"]
    today = app.now().date()
    adopted = adopt(
        read_document(file.name, file.read_bytes(), today),
        organisation=organisation,
        plan_id=next_plan_id({}),
        code=given.about["code"],
        title=given.about["title"],
        directory=await app.store.directory(organisation),
        stamp=Stamp(app.now(), today, None, f"import: {file.name}", "import", COMMAND_LINE),
    )
    await app.store.flush(Work(organisation, app.now(), adopted.writes))


async def _enrol(app: App, organisation: str, given: Example) -> None:
    for told in given.people:
        directory = await app.store.directory(organisation)
        changed = enrol(directory, told)
        writes = tuple(PutPerson(person, directory.number) for person in changed)
        kept = recorded(directory, changed, None, COMMAND_LINE, f"demo-{directory.number}")
        await app.store.flush(Work(organisation, app.now(), (*writes, *kept)))


def _person(told: Mapping[str, Any]) -> Person:
    return Person(
        id=0,
        name=told["name"],
        role=Role(told["role"]),
        initials=tuple(filter(None, [told.get("initials")])),
        emails=tuple(filter(None, [told.get("email")])),
        posts=tuple(filter(None, [told.get("post")])),
        aliases=tuple(told.get("holds", ())),
    )


def _named(people: Directory, name: str) -> Person:
    person = people.named(name)
    if person is None:
        raise LookupError(f"the example's history names {name}, who is nobody in it")
    return person
