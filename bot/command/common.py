"""What the commands share: settings, talk on standard error, data on standard output, exit codes that mean something.

Exit codes: 0 done · 1 it was tried and failed · 2 it cannot be tried like this (wrong use, unreadable file, settings).
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from bot.settings import YEARS, Settings, SettingsError, read
from dialogs.words import joined, say
from storage.people import Directory, loses_last_officer
from storage.store import Store, prepare
from storage.work import SchemaTooOld, StorageError

T = TypeVar("T")

DatabaseOption = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="URL", help="The database; else PLANMINDER_DATABASE_URL, else planminder.db here."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line where there are several.")]


def fail(words: str, code: int = 2) -> NoReturn:
    """Say why, on standard error, and end with a code."""
    typer.echo(words, err=True)
    raise typer.Exit(code)


def talk(words: str) -> None:
    """Talk goes to standard error, so that data can be piped."""
    typer.echo(words, err=True)


def tell(words: str) -> None:
    """Data goes to standard output, line by line, so that a pipe's reader need not wait for the end."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def tell_json(value: Any) -> None:
    tell(json.dumps(value, ensure_ascii=False))


def settings_of(database: str | None, today: str | None = None) -> Settings:
    try:
        return read(database_url=database, today=day(today))
    except SettingsError as wrong:
        fail(str(wrong))


def day(text: str | None) -> date | None:
    """A day given on the command line as 2026-11-23."""
    if text is None:
        return None
    try:
        given = date.fromisoformat(text)
    except ValueError:
        fail(f"{text!r} is not a day; write it as 2026-11-23.")
    if given.year not in YEARS:
        fail(f"{text!r} lies outside of what plans are about, {YEARS[0]} to {YEARS[-1]}.")
    return given


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's work; what storage refuses becomes a sentence and a code."""
    try:
        return asyncio.run(work)
    except SchemaTooOld as old:
        fail(str(old))
    except StorageError as away:
        fail(str(away), 1)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def refuse_last_officer(before: Directory, after: Directory) -> None:
    """End the command where nobody would be left who may set anything up; nothing may have been written by then."""
    if loses_last_officer(before, after):
        fail(say("command.last_officer", names=joined(one.name for one in before.officers())), 1)


def for_its_owner(path: str, flags: int) -> int:
    """Opens a file that, where it is new, nobody else may read."""
    return os.open(path, flags, 0o600)


def write_private(path: Path, content: bytes, *, mode: str = "wb", narrow: bool = False) -> None:
    """Write what came out of the database, for its owner alone: others on this machine may not read that either.

    A file that was there keeps its rights, unless `narrow`: what is written then is not for all who may read it.
    """
    with open(path, mode, opener=for_its_owner) as file:
        if narrow and os.name != "nt":
            os.fchmod(file.fileno(), 0o600)
        file.write(content)


def lines() -> Iterator[str]:
    """Lines of standard input without their ends; bytes that are no text are replaced, never fatal."""
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # a TextIOWrapper outside of tests
    for line in sys.stdin:
        yield line.rstrip("\r\n")


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Store]:
    """The store of the settings; a database that is not there yet is made, an old one is refused with what to do."""
    await prepare(settings.database_url)
    store = await Store.open(settings.database_url)
    try:
        yield store
    finally:
        await store.close()
