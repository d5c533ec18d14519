"""`planminder audit`: the record for an auditor, with what its hash chains are made of."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TextIO
from zoneinfo import ZoneInfo

import typer

from bot.command.common import DatabaseOption, day, fail, for_its_owner, opened, run, settings_of, talk
from bot.now import clock, machine
from bot.settings import Settings
from dialogs.audit import Audited
from dialogs.audit_file import Found, found, registered, to_csv, utc
from storage.audit import Entry
from storage.people import Directory
from storage.plan import Plan

app = typer.Typer(help="The record of who changed what, for an auditor.", no_args_is_help=True)


class Format(StrEnum):
    CSV = "csv"
    JSON = "json"
    LINES = "jsonl"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which entries: of a plan's code, recorded within two days (both included), spoken or recorded by a person."""

    plan: str | None
    since: date | None
    until: date | None
    person: str | None

    def holds(self, one: Audited, people: frozenset[int], zone: ZoneInfo) -> bool:
        recorded = one.recorded.astimezone(zone).date()
        if (self.since and recorded < self.since) or (self.until and recorded > self.until):
            return False
        return self.person is None or not people.isdisjoint(one.people)


@dataclass(frozen=True, slots=True)
class _Trail:
    entries: list[Found] = field(default_factory=list)
    heads: list[dict[str, Any]] = field(default_factory=list)  # the last entry of each chain, whatever is asked for


@app.command()
def export(
    format_: Annotated[
        Format, typer.Option("--format", help="jsonl and json hold the hash chains whole.")
    ] = Format.CSV,
    plan: Annotated[
        str | None, typer.Option(metavar="CODE", help="Only this plan, without rights and who was asked.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="Recorded on this day or later: 2026-11-01.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="Recorded on this day or earlier.")] = None,
    person: Annotated[str | None, typer.Option(metavar="NAME", help="Spoken or recorded by them.")] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Else to standard output.")] = None,
    database: DatabaseOption = None,
) -> None:
    """Write every change and every event of returns, what happened to rights, and who was asked: who, when, before,
    after, in whose words, from which message, on whose authority. It holds internal notes: it is for auditors, not for
    publication."""
    settings = settings_of(database)
    trail = run(_trail(settings, _Wanted(plan, day(since), day(until), person)))
    writing = {Format.CSV: _csv, Format.JSON: _json, Format.LINES: _lines}[format_]
    try:
        if output is None:
            writing(trail, sys.stdout)
        else:
            encoding = "utf-8-sig" if format_ is Format.CSV else "utf-8"
            with open(output, "x", encoding=encoding, newline="", opener=for_its_owner) as file:
                writing(trail, file)
    except FileExistsError:
        fail(f"{output} is there already; an export never replaces a file.")
    except OSError as error:
        fail(f"{output} could not be written: {error.strerror}.", 1)
    talk(f"{len(trail.entries)} entries. They hold internal notes and names: not for publication.")


async def _trail(settings: Settings, wanted: _Wanted) -> _Trail:
    async with opened(settings) as store:
        directory = await store.directory(settings.organisation)
        people = _people(directory, wanted.person)
        plans = _plans((await store.plans(settings.organisation)).values(), wanted.plan)
        trail = _Trail()
        for plan in plans:
            entries = await store.entries(settings.organisation, plan.id)
            trail.heads.extend(_heads(plan, entries))
            told = (found(plan, one, directory) for one in entries)
            trail.entries.extend(one for one in told if wanted.holds(one.told, people, ZoneInfo(plan.zone)))
        if wanted.plan is None:
            beside = await store.registered(settings.organisation)
            trail.heads.extend(_ends(beside))
            by_id = {plan.id: plan for plan in plans}
            told = (registered(by_id, one, directory) for one in beside)
            trail.entries.extend(one for one in told if wanted.holds(one.told, people, settings.tzinfo))
        return trail


def _people(directory: Directory, name: str | None) -> frozenset[int]:
    if name is None:
        return frozenset()
    known = directory.named(name)
    if known is None:
        fail(f"There is nobody called {name!r} here.")
    return frozenset({known.id})


def _plans(plans: Iterable[Plan], code: str | None) -> list[Plan]:
    those = [one for one in plans if code is None or one.code.casefold() == code.casefold()]
    if not those and code is not None:
        fail(f"There is no plan {code!r} here.")
    return those


def _ends(entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    """Of what is recorded beside the plans."""
    for register, one in {one.label: one for one in entries}.items():
        yield {"plan": None, "return": None, "register": register, "sequence": one.record["sequence"], "link": one.link}


def _heads(plan: Plan, entries: Sequence[Entry]) -> Iterator[dict[str, Any]]:
    last = {one.label: one for one in entries}
    for label, one in last.items():
        yield {"plan": plan.code, "return": label, "sequence": one.record["sequence"], "link": one.link}


# --- erased ---------------------------------------------------------------------------------------------------


@app.command()
def redact(
    plan: Annotated[str, typer.Option(metavar="CODE", help="The plan's short code.")],
    entry: Annotated[int | None, typer.Option(metavar="NUMBER", help="Of a change, or of a return's event.")] = None,
    of_return: Annotated[str | None, typer.Option("--return", metavar="NAME", help='A return: "Q3 2026/27".')] = None,
    action: Annotated[str | None, typer.Option(metavar="REF", help="What a frozen return prints of an action.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Erase; without it, it is only said what would be.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Erase what was written in one entry, for good. That it was erased and when stays to be seen, and the check
    still passes."""
    if (entry is None) == (action is None) or (action is not None and of_return is None):
        fail("Name an entry, by --entry, or what a frozen return prints of an action, by --return and --action.")
    run(_redact(settings_of(database), plan, of_return, entry, action, yes=yes))


async def _redact(
    settings: Settings, code: str, label: str | None, entry: int | None, ref: str | None, *, yes: bool
) -> None:
    async with opened(settings) as store:
        organisation = settings.organisation
        (plan,) = _plans((await store.plans(organisation)).values(), code)
        place = f"{plan.code}{f', {label}' if label else ''}, {f'entry {entry}' if ref is None else f'action {ref}'}"
        if not yes:
            fail(f"What is written in {place} would be erased for good. Add --yes.", 1)
        now = clock(settings.today, settings.tzinfo)()
        if ref is not None:
            found = plan.find(ref)
            if not found:
                fail(f"There is no action {ref!r} in {plan.code}.")
            await store.redact_row(organisation, plan.id, label or "", found[0].id, now)
        elif label is not None:
            await store.redact_return(organisation, plan.id, label, entry or 0, now)
        else:
            await store.redact(organisation, plan.id, entry or 0, now)
        talk(f"Erased: {place}. Copies of the database that were made before still hold it.")


# --- written -------------------------------------------------------------------------------------------------------


def _csv(trail: _Trail, to: TextIO) -> None:
    to.write(to_csv(trail.entries))


def _lines(trail: _Trail, to: TextIO) -> None:
    for one in (*map(_entry, trail.entries), _end(trail)):
        to.write(json.dumps(one, ensure_ascii=False) + "\n")


def _json(trail: _Trail, to: TextIO) -> None:
    to.write(
        json.dumps({"entries": [_entry(one) for one in trail.entries], **_end(trail)}, ensure_ascii=False, indent=1)
    )
    to.write("\n")


def _end(trail: _Trail) -> dict[str, Any]:
    """What an auditor notes elsewhere: where each chain ends, and when that was looked at."""
    return {"exported": utc(machine()), "heads": trail.heads}


def _entry(one: Found) -> dict[str, Any]:
    told, entry = one.told, one.entry
    register = entry.record.get("register")
    return {
        "plan": one.plan.code if one.plan else None,
        "return": None if register else entry.label,
        "register": register,
        "entry": entry.record["sequence"],
        "number": told.ref,
        "kind": told.kind,
        "recorded": utc(told.recorded),
        "as_at": told.effective.isoformat(),
        "speaker": told.speaker,
        "recorder": told.recorder,
        "authority": told.authority,
        "channel": told.channel,
        "message": told.message,
        "changed": [{"what": what, "before": before, "after": after} for what, before, after in told.changed],
        "internal": told.internal,
        "takes_back": told.undoes,
        "erased": utc(entry.erased) if entry.erased else None,
        "chain": {
            "previous": entry.previous,
            "record": entry.record,
            "link": entry.link,
            "salt": entry.salt,
            "words": entry.words,
            "words_before": entry.words_before,
        },
    }
