"""`planminder people export` and `people erase`: what is kept of somebody, given out, and taken away for good."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.command.common import (
    DatabaseOption,
    fail,
    for_its_owner,
    opened,
    refuse_last_officer,
    run,
    settings_of,
    talk,
    tell,
)
from bot.command.people import NameArgument
from bot.now import clock
from bot.settings import Settings
from dialogs.words import cut, keys, say
from storage.named import long_enough
from storage.people import Directory, Person, Role, with_people
from storage.personal import Mention
from storage.plan import Plan
from storage.store import Store

SHOWN = 160  # characters of a mention


def export(
    name: NameArgument,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Else to standard output.")] = None,
    database: DatabaseOption = None,
) -> None:
    """Everything that is kept of a person, as JSON: for whoever asks what is known of them."""
    told = json.dumps(run(_export(settings_of(database), name)), ensure_ascii=False, indent=1)
    if output is None:
        tell(told)
        return
    try:
        with open(output, "x", encoding="utf-8", opener=for_its_owner) as file:
            file.write(told + "\n")
    except FileExistsError:
        fail(f"{output} is there already; an export never replaces a file.")
    except OSError as error:
        fail(f"{output} could not be written: {error.strerror}.", 1)
    talk(f"Written to {output}. Read it before you hand it over: other people are named in it.")


async def _export(settings: Settings, name: str) -> dict[str, Any]:
    async with opened(settings) as store:
        person = _the(await store.directory(settings.organisation), name)
        named = await _mentions(store, settings, person)
        return {
            "person": person.name,
            "tables": await store.personal(settings.organisation, person.id),
            "named_in": [{**_place(one, await _plans(store, settings)), "text": one.text} for one in named],
        }


def erase(
    name: NameArgument,
    yes: Annotated[bool, typer.Option("--yes", help="Erase; without it, it is only said what would be.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Erase a person from everything but the public record, which goes on under “Former officer …”. For good."""
    run(_erase(settings_of(database), name, yes))


async def _erase(settings: Settings, name: str, yes: bool) -> None:
    async with opened(settings) as store:
        directory = await store.directory(settings.organisation)
        person = _the(directory, name)
        plans = await _plans(store, settings)
        refuse_last_officer(directory, with_people(directory, [replace(person, role=Role.READER)]))
        _still_theirs(person, plans)
        named = await _mentions(store, settings, person)
        if yes:
            now = clock(settings.today, settings.tzinfo)()
            left = await store.erase_person(settings.organisation, person.id, now)
            talk(f"{person.name} is erased. Their record goes on under “{left}”, and its chains still hold.")
        else:
            talk(f"Names, addresses, accounts, messages and absences of {person.name} would be erased. Add --yes.")
        _to_decide(named, plans)
        _still_named(await store.named_elsewhere(settings.organisation, person.id, _names(person)), settings)
        talk("Copies of the database that were made before still hold all of it: delete them, or keep them no longer.")


def _still_theirs(person: Person, plans: dict[int, Plan]) -> None:
    for plan in plans.values():
        refs = [one.ref for one in plan.actions.values() if person.id in one.owners]
        if refs:
            talk(f"Still in their name in {plan.code}: {', '.join(refs)}. Say whose these are now, in the chat.")


def _to_decide(named: list[Mention], plans: dict[int, Plan]) -> None:
    if not named:
        return
    told = {_command(_place(one, plans)): one for one in reversed(named)}  # all versions of a row at once
    talk(f"{len(told)} places name them in words that stay. Decide on each; to erase one:")
    for command, one in reversed(told.items()):
        tell(f"{command}   # {_when(one, plans)}{cut(' '.join(one.text.split()), SHOWN)}")


def _when(one: Mention, plans: dict[int, Plan]) -> str:
    """On which day it was recorded, and of which action it is."""
    action = plans[one.plan].actions.get(one.action or 0)
    parts = ([f"{one.when.date().isoformat()}"] if one.when else []) + ([action.ref] if action else [])
    return f"{', '.join(parts)}: " if parts else ""


def _still_named(found: dict[str, int], settings: Settings) -> None:
    """What is no record: the bot's own messages are mended by the erasure, what others said goes in time."""
    for table, rows in found.items():
        days = f"goes {settings.messages_days} days after it was said" if settings.messages_days else "is kept for good"
        what = say(f"erase.{table}", days=days) if f"erase.{table}" in keys("erase") else say("erase.any")
        talk(f"{say('erase.rows', n=rows, table=table)} {what}")


def _command(where: dict[str, Any]) -> str:
    options = [f'--{key} "{value}"' if " " in str(value) else f"--{key} {value}" for key, value in where.items()]
    return "planminder audit redact " + " ".join(options)


def _place(one: Mention, plans: dict[int, Plan]) -> dict[str, Any]:
    """As `planminder audit redact` names it."""
    plan = plans[one.plan]
    found: dict[str, Any] = {"plan": plan.code}
    if one.label is None:
        return found | {"entry": one.sequence}
    if one.sequence is not None:
        return found | {"return": one.label, "entry": one.sequence}
    action = plan.actions.get(one.action or 0)
    return found | {"return": one.label, "action": action.ref if action else one.action}


async def _plans(store: Store, settings: Settings) -> dict[int, Plan]:
    return dict(await store.plans(settings.organisation))


async def _mentions(store: Store, settings: Settings, person: Person) -> list[Mention]:
    """By full name and other long names; initials and family names alone are too many people's."""
    return await store.mentions(settings.organisation, _names(person))


def _names(person: Person) -> list[str]:
    return long_enough((person.name, *person.aliases, *person.emails))


def _the(directory: Directory, name: str) -> Person:
    known = directory.named(name)
    if known is None or not known.speaks:
        fail(f"There is nobody called {name!r} here.")
    return known
