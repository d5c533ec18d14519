"""`planminder chat` and `planminder understand`: the conversation in a shell, by the same router as everywhere."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.app import App, bot
from bot.channels.console import ConsoleChannel
from bot.command.common import (
    DatabaseOption,
    JsonOption,
    day,
    fail,
    lines,
    opened,
    run,
    settings_of,
    talk,
    tell,
    tell_json,
    write_private,
)
from bot.now import clock
from bot.rendering import text as text_rendering
from bot.router import Taken
from bot.settings import Settings
from bot.shell import Shell
from dialogs.introduce import stranger
from dialogs.reply import File
from dialogs.rights import sees
from dialogs.understanding.context import Context
from dialogs.understanding.reading import interpret
from storage.people import Directory, Person
from storage.plan import PlanState
from storage.store import prepare

AsOption = Annotated[str | None, typer.Option("--as", metavar="NAME", help="Who is speaking.")]
TodayOption = Annotated[str | None, typer.Option("--today", metavar="DATE", help="Read as on this day, 2026-11-23.")]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of input: what is said, by whom and on which day where the line says so."""

    text: str
    speaker: str | None = None
    today: date | None = None


def line_of(raw: str) -> Line:
    """A line, plain or `{"as": …, "text": …}`; anything else that looks like JSON is taken as plain words."""
    if raw.lstrip().startswith("{"):
        try:
            given = json.loads(raw)
        except ValueError:
            return Line(raw)
        if isinstance(given, dict) and isinstance(given.get("text"), str):
            return Line(given["text"], given.get("as"), day(given.get("today")))
    return Line(raw)


def understand(
    speaker: AsOption = None,
    today: TodayOption = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show which words became what.")] = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read messages, one a line, and print what each means. Changes nothing."""
    settings = settings_of(database, today)
    run(_understand(settings, speaker, explain=explain, as_json=as_json))


def chat(
    speaker: AsOption = None,
    files: Annotated[
        Path | None, typer.Option("--files", metavar="FOLDER", help="Write the files that come with answers there.")
    ] = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Talk to the bot here. Reads lines from standard input when it is not a terminal."""
    settings = settings_of(database)
    if files is not None and not files.is_dir():
        fail(f"{files} is no folder.")
    run(_chat(settings, speaker, files, as_json=as_json))


async def _understand(settings: Settings, speaker: str | None, *, explain: bool, as_json: bool) -> None:
    async with opened(settings) as store:
        plans = [one for one in (await store.plans(settings.organisation)).values() if one.state is PlanState.LIVE]
        directory = await store.directory(settings.organisation)
    _check(speaker, directory)
    now = clock(settings.today, settings.tzinfo)
    for raw in lines():
        line = line_of(raw)
        today = line.today or now().astimezone(settings.tzinfo).date()
        person = _known(line.speaker or speaker or "", directory)
        seen = [one for one in plans if sees(person, one, directory)] if person else plans
        context = Context(plans=tuple(seen), directory=directory, speaker=person, today=today)
        meant = interpret(line.text, context)
        if as_json:
            tell_json(meant.contract() | ({"why": meant.why} if explain else {}))
            continue
        tell(json.dumps(meant.contract(), ensure_ascii=False, indent=2))
        if explain:
            for words, became in meant.why:
                tell(f"  {words!r} → {became}")


def _known(name: str, directory: Directory) -> Person | None:
    person = directory.named(name)
    return person if person and person.speaks else None


def _check(name: str | None, directory: Directory) -> None:
    """`--as` with somebody who is nobody ends the command; one line's speaker does not end the others."""
    if name is not None and _known(name, directory) is None:
        fail(_nobody(name, directory))


def _nobody(name: str, directory: Directory) -> str:
    known = ", ".join(one.name for one in directory.people.values() if one.speaks) or "nobody yet"
    return f"There is nobody called {name!r} here. Known: {known}. Add people with: planminder people add NAME"


async def _chat(settings: Settings, speaker: str | None, files: Path | None, *, as_json: bool) -> None:
    await prepare(settings.database_url)
    async with bot(settings) as app:
        app.sender.join(ConsoleChannel())
        _check(speaker, await app.store.directory(settings.organisation))
        shell = Shell(app)
        for line in _typed(speaker):
            taken = await _line(app, shell, line, speaker, as_json=as_json)
            _hand_out((one for reply in taken.replies for one in reply.files if one.name in reply.text), files)


def _typed(speaker: str | None) -> Iterator[Line]:
    """The lines to say: from a pipe as they stand, from a terminal with a prompt until it ends."""
    if not sys.stdin.isatty():
        yield from (line_of(raw) for raw in lines() if raw.strip())
        return
    talk("Type a message, or Ctrl-D to end.")
    while True:
        try:
            yield line_of(input(f"{speaker or 'you'}> "))
        except EOFError:
            return


def _hand_out(named: Iterable[File], folder: Path | None) -> None:
    """Files that an answer names are written where somebody said so; else it is said that they are not.

    One that is there may be an earlier one, filled in: it stays as it is.
    """
    for one in named:
        if folder is None:
            talk(f"{one.name} is not written here. Say where with: --files FOLDER")
            continue
        path = folder / Path(one.name).name
        try:
            write_private(path, one.content, mode="xb")
        except FileExistsError:
            talk(f"{path} is there already, and may have been filled in: it was not written over.")
        except OSError as wrong:
            talk(f"{path} cannot be written: {wrong.strerror}.")
        else:
            talk(f"Written to {path}.")


async def _line(app: App, shell: Shell, line: Line, speaker: str | None, *, as_json: bool) -> Taken:
    name = line.speaker or speaker
    if name is None:
        fail('Say who is speaking: --as NAME, or {"as": NAME, "text": …} on the line.')
    person = _known(name, await app.store.directory(app.settings.organisation))
    taken = await shell.say(person, line.text) if person else Taken(replies=(stranger(name),))
    if as_json:
        tell_json(_object(line.text, taken))
    else:
        tell("\n".join(text_rendering.render(reply) for reply in taken.replies))
    return taken


def _object(text: str, taken: Taken) -> dict[str, Any]:
    return {
        "text": text,
        "reply": "\n".join(text_rendering.render(reply) for reply in taken.replies),
        "interpretation": taken.meant.contract() if taken.meant else None,
        "applied": taken.applied,
    }
