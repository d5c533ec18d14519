"""What `planminder doctor` looks at on this machine: settings, database, clock, disk and who may read what."""

import os
import shutil
import stat
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from bot.now import Now
from bot.secret_files import PREFIX, SUFFIX
from bot.settings import Settings, secrets
from storage.store import Store
from storage.work import SchemaTooOld, StorageError

MEGABYTE = 1024 * 1024
FULL, NEARLY_FULL = 100 * MEGABYTE, 1024 * MEGABYTE  # bytes left on the database's disk
WRONG, ASTRAY = timedelta(minutes=5), timedelta(seconds=30)  # of a clock: tokens are refused, and what is worth a look
UPGRADE = "Make a backup (`planminder database backup`), then run `planminder database upgrade`."
CHECK_FILE = "Look at PLANMINDER_DATABASE_URL: is this the file, and may this account read it and write to its folder?"
CHECK = "Look at PLANMINDER_DATABASE_URL, and whether the server runs and lets this account in."


class State(StrEnum):
    """How something was found. A `fault` stops the bot from doing its work; a `warning` will, or lets somebody in."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was found, and what to do about it."""

    part: str
    state: State
    found: str
    do: str = ""


Check = Callable[[], Awaitable[list[Finding]]]


def ok(part: str, found: str) -> Finding:
    return Finding(part, State.OK, found)


def warning(part: str, found: str, do: str) -> Finding:
    return Finding(part, State.WARNING, found, do)


def fault(part: str, found: str, do: str) -> Finding:
    return Finding(part, State.FAULT, found, do)


async def database(settings: Settings, now: Now) -> list[Finding]:
    """Whether it answers, is of this version and can be written to, and whether its server's clock is ours."""
    part = "database"
    try:
        store = await Store.open(settings.database_url)
    except SchemaTooOld as old:
        return [fault(part, str(old), UPGRADE)]
    except StorageError as away:
        return [fault(part, str(away), CHECK_FILE if settings.database_url.startswith("sqlite") else CHECK)]
    try:
        await store.try_writing()
        server = await store.server_time()
        found = [
            ok(part, "It answers, is of this version, and can be written to."),
            *await officers(settings, store, now),
        ]
        return found + ([drift("database clock", server - now(), "the database server's")] if server else [])
    except StorageError as away:
        return [fault(part, str(away), "Give this account the right to write there, or the disk more room.")]
    finally:
        await store.close()


async def officers(settings: Settings, store: Store, now: Now) -> list[Finding]:
    """Whether somebody may set things up in each organisation; the address of the settings makes the first one."""
    part, own, coming = "officers", settings.organisation, settings.administrator
    without = await store.without_officer(now().date())
    without += [own] if own not in await store.organisations() else []
    do = "planminder people add NAME --email ADDRESS --role officer; or set PLANMINDER_ADMINISTRATOR to their address."
    found = [
        ok(part, f"Nobody in {one} is a performance officer yet; whoever writes from {coming} will be.")
        if coming and one == own
        else warning(part, f"Nobody in {one} is a performance officer: nobody can set anything up.", do)
        for one in without
    ]
    return found or [ok(part, "Somebody may set things up everywhere.")]


def drift(part: str, ahead: timedelta, whose: str) -> Finding:
    """What a difference between two clocks comes to."""
    apart = f"This machine's clock and {whose} are {abs(ahead.total_seconds()):.0f} s apart."
    do = "Let the machine keep its time by NTP (`timedatectl set-ntp true`)."
    if abs(ahead) >= WRONG:
        return fault(part, apart, f"{do} Tokens are refused from five minutes on.")
    return warning(part, apart, do) if abs(ahead) >= ASTRAY else ok(part, apart)


def disk(settings: Settings) -> list[Finding]:
    """How much room there is where a SQLite database lies."""
    file = sqlite_file(settings)
    if file is None:
        return []
    free = shutil.disk_usage(_there(file.parent)).free
    found = f"{free // MEGABYTE:,} MB are free where {file.name} lies."
    do = "Make room: a full disk means that nothing can be recorded, and the bot says so to everybody."
    if free < FULL:
        return [fault("disk", found, do)]
    return [warning("disk", found, do) if free < NEARLY_FULL else ok("disk", found)]


def permissions(settings: Settings, environment: Iterable[tuple[str, str]] | None = None) -> list[Finding]:
    """Whether others on this machine may read the database or the files that hold secrets."""
    if os.name == "nt":
        return []
    given = dict(os.environ.items() if environment is None else environment)
    named = [given.get(f"{PREFIX}{name.upper()}{SUFFIX}", "") for name in secrets()]
    database = sqlite_file(settings)
    files = [one for one in (*(Path(one) for one in named if one), database) if one is not None and one.exists()]
    open_ = [one for one in files if one.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    if not open_:
        return [ok("permissions", "Nobody else on this machine may read the database or a secret.")] if files else []
    names = " ".join(str(one) for one in open_)
    return [warning("permissions", f"Others on this machine may read {names}.", f"chmod 600 {names}")]


def sqlite_file(settings: Settings) -> Path | None:
    """The file of a SQLite database; None for a server's."""
    scheme, _, path = settings.database_url.partition(":///")
    return Path(path) if scheme.startswith("sqlite") and path else None


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that there is."""
    return next((one for one in (folder.absolute(), *folder.absolute().parents) if one.exists()), Path("/"))
