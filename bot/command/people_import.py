"""`planminder people import`: a file of people as a reviewed difference; nothing is written before a yes."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.command.common import (
    DatabaseOption,
    JsonOption,
    fail,
    opened,
    refuse_last_officer,
    run,
    settings_of,
    talk,
    tell,
    tell_json,
)
from bot.now import clock
from bot.settings import Settings
from dialogs.people_import import FIELDS, Difference, compared, read_answer, shown, told
from dialogs.words import say
from storage.documents.errors import Unreadable
from storage.documents.people_file import PeopleFile, read_people
from storage.documents.table import MAX_PACKED
from storage.people import Directory, Person
from storage.rights import recorded
from storage.work import PutPerson, Work, Write

Answers = dict[int, str]


def import_(
    file: Annotated[Path, typer.Argument(help="The people: .csv, .tsv or .xlsx with a row of headings.")],
    answer: Annotated[
        list[str] | None, typer.Option(help='Who a row is: "7 is Jane Smith" or "7 is new"; repeatable.')
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to it; rows that are not certain stay out.")] = False,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read people from a file: names, addresses, initials, posts, teams, managers, first and last days."""
    settings = settings_of(database)
    now = clock(settings.today, settings.tzinfo)()
    try:
        with file.open("rb") as handed_in:
            content = handed_in.read(MAX_PACKED + 1)  # one more than is read shows that it is too large
        read = read_people(file.name, content, now.astimezone(settings.tzinfo).date())
    except OSError as wrong:
        fail(f"{file}: cannot be opened: {wrong.strerror}. Nothing was changed.")
    except Unreadable as wrong:
        fail(str(wrong))
    run(_import(settings, file.name, read, _answers(answer or []), now, dry_run=dry_run, yes=yes, as_json=as_json))


def _answers(said: list[str]) -> Answers:
    found: Answers = {}
    for text in said:
        if (one := read_answer(text)) is None:
            fail(f'{text!r} is no answer; say "7 is Jane Smith" or "7 is new". Nothing was changed.')
        found[one[0]] = one[1]
    return found


async def _import(
    settings: Settings,
    name: str,
    file: PeopleFile,
    answers: Answers,
    now: datetime,
    *,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    async with opened(settings) as store:
        directory = await store.directory(settings.organisation)
        found = compared(file, directory, answers)
        _show(file, found, as_json=as_json)
        if dry_run:
            return
        if not yes:
            found = _agreed(file, directory, answers, found)
        if not found.put:
            talk(say("people_file.nothing"))
            return
        refuse_last_officer(directory, found.after)
        await store.flush(Work(settings.organisation, now, _writes(found, directory, name, now)))
        talk(say("people_file.done", new=len(found.new), changed=len(found.changed), left=len(found.conflicts)))


def _show(file: PeopleFile, found: Difference, *, as_json: bool) -> None:
    if not as_json:
        tell("\n".join(told(file, found)))
        return
    tell_json(
        {
            "new": [_as_json(one, found.after) for one in found.new],
            "changed": [_as_json(one, found.after) for one in found.changed],
            "conflicts": found.conflicts,
            "notes": found.notes,
            "absent": found.absent,
            "left": list(file.left),
        }
    )


def _as_json(person: Person, directory: Directory) -> dict[str, Any]:
    return {"name": person.name, **{one: shown(person, one, directory) for one in FIELDS}}


def _agreed(file: PeopleFile, directory: Directory, answers: Answers, found: Difference) -> Difference:
    """Shown until somebody says yes; an answer to what is not certain is taken in, and it is shown again."""
    if not sys.stdin.isatty():
        fail("Nothing was changed. Say yes with --yes, or look only with --dry-run.")
    while True:
        said = typer.prompt(say("people_file.prompt"), err=True, default="no", show_default=False).strip()
        if said.casefold() in ("y", "yes"):
            return found
        if said.casefold() in ("n", "no"):
            fail("Nothing was changed.", 1)
        if (one := read_answer(said)) is None:
            talk(say("people_file.no_answer"))
            continue
        answers[one[0]] = one[1]
        found = compared(file, directory, answers)
        _show(file, found, as_json=False)


def _writes(found: Difference, directory: Directory, name: str, now: datetime) -> tuple[Write, ...]:
    source, change_set = f"people import: {name}", f"people-{now:%Y%m%d%H%M%S%f}"
    puts = tuple(PutPerson(one, directory.number) for one in found.put)
    return (*puts, *recorded(directory, found.put, None, source, change_set))
