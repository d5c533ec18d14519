"""A copy of the whole database while it is used, and its return: on SQLite a database file, on PostgreSQL an archive of
`pg_dump --format=custom` (https://www.postgresql.org/docs/15/app-pgdump.html).

A copy appears whole under its name or not at all, readable by its owner alone. Restoring never overwrites: what stood
there is moved aside and named, and only a copy whose record is whole takes its place.
"""

import asyncio
import os
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.checking import check
from storage.database import Database
from storage.schema import is_there, upgrade
from storage.work import Away, StorageError

ARCHIVE = b"PGDMP"  # how pg_dump's custom format begins
FILE = b"SQLite format 3\0"
PLAIN = ("--no-owner", "--no-privileges")  # whoever restores it owns it
ASIDE = "before_"  # how the schema begins in which a restore keeps what stood there
BESIDE = ("", "-wal", "-shm")  # a database file and what SQLite keeps beside it


@dataclass(frozen=True, slots=True)
class Restored:
    """What is wrong with the copy, which was then refused or taken as it is; and where the old database is kept."""

    findings: tuple[str, ...] = ()
    kept: str | None = None


# --- making a copy ---------------------------------------------------------------------------------------------------


async def backup(url: str, path: Path | str) -> None:
    """Copy a database to a new file while it is used. Raises StorageError where that cannot be done, or Away."""
    database, to = Database(url), Path(path)
    if database.file is None:
        with _appearing(to) as partial:
            await _dump(database, partial)
        return
    if database.inode() is None:
        raise Away(f"There is no database at {database.file}.")
    await asyncio.to_thread(_copy_file, database.file, to)


def _copy_file(source: Path, to: Path) -> None:
    with _appearing(to) as partial, closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(partial)) as new:
        old.backup(new)


@contextmanager
def _appearing(to: Path) -> Iterator[Path]:
    """A file that is written under another name, and appears under its own once it is whole and on the disk."""
    if to.exists():
        raise StorageError(f"{to} is there already; a copy never replaces a file.")
    partial = to.with_name(f"{to.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        yield partial
        _onto_disk(partial)
        partial.replace(to)
        _onto_disk(to.parent)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"{to} could not be written: {error}.") from error
    finally:
        partial.unlink(missing_ok=True)


def _onto_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


async def _dump(database: Database, to: Path) -> None:
    """Without what earlier restores have kept aside."""
    await _tool("pg_dump", database, "--format=custom", *PLAIN, f"--exclude-schema={ASIDE}*", f"--file={to}")


async def _tool(name: str, database: Database, *arguments: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by its environment, never by its arguments."""
    program = shutil.which(name)
    if program is None:
        raise StorageError(
            f"PostgreSQL's own {name} is needed for this and is not on this machine (on Debian: apt install "
            f"postgresql-client). Nothing was done. Where it is: {name} --format=custom … {database.shown}"
        )
    address = database.url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = dict(os.environ) | ({"PGPASSWORD": str(database.url.password)} if database.url.password else {})
    command = [program, *arguments, f"--dbname={address}"]
    done = await asyncio.to_thread(
        subprocess.run, command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, check=False
    )
    if done.returncode:
        raise StorageError(f"{name} failed: {done.stderr.decode(errors='replace').strip()[-500:]}")


# --- putting it back -------------------------------------------------------------------------------------------------


async def restore(url: str, path: Path | str, stamp: str, *, replace: bool = False, damaged: bool = False) -> Restored:
    """Put a copy into the place of a database, which must be empty or, with `replace`, is kept aside.

    `stamp` names what is kept aside. An older schema is brought up. A copy whose record is not whole is refused unless
    `damaged`. Raises StorageError, and then everything is as it was.
    """
    database, source = Database(url), Path(path)
    _demand(source, FILE if database.file else ARCHIVE)
    if not replace and await is_there(url):
        raise StorageError(
            f"There is a database at {database.file or database.shown} already. Nothing was done; with --replace it is "
            "kept aside and the copy takes its place."
        )
    way = _restore_file if database.file else _restore_server
    return await way(database, source, stamp, damaged)


def _demand(source: Path, begins: bytes) -> None:
    try:
        with source.open("rb") as file:
            found = file.read(len(begins))
    except OSError as error:
        raise StorageError(f"{source} cannot be read: {error.strerror}. Nothing was done.") from error
    if found != begins:
        what = "SQLite database" if begins == FILE else "archive of pg_dump --format=custom"
        raise StorageError(f"{source} is no {what}. Nothing was done.")


async def _restore_file(database: Database, source: Path, stamp: str, damaged: bool) -> Restored:
    to = database.file or Path()
    database.make_folder()
    partial = to.with_name(f"{to.name}.restoring")
    try:
        await asyncio.to_thread(_free, to)
        _remove(partial)
        await asyncio.to_thread(_copy_file, source, partial)
        findings = await _whole(f"sqlite:///{partial}")
        if findings and not damaged:
            return Restored(findings)
        kept = _set_aside(to, to.with_name(f"{to.name}.before-{stamp}"))
        partial.replace(to)
        _onto_disk(to.parent)
        return Restored(findings if damaged else (), str(kept) if kept else None)
    finally:
        _remove(partial)


async def _whole(url: str) -> tuple[str, ...]:
    await upgrade(url)
    return tuple(await check(url))


def _free(file: Path) -> None:
    """Raises StorageError where another process has the file open: its memory would be of a database that is gone.

    Every connection in WAL mode holds a shared lock as long as it lives, so that an exclusive one shows it
    (https://www.sqlite.org/pragma.html#pragma_locking_mode).
    """
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as alone:
            alone.execute("PRAGMA locking_mode=EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise StorageError(f"{file} is in use. Stop the bot first; nothing was done.") from error


def _set_aside(file: Path, to: Path) -> Path | None:
    if not file.exists():
        return None
    for end in BESIDE:
        part = file.with_name(file.name + end)
        if part.exists():
            part.rename(to.with_name(to.name + end))
    return to


def _remove(file: Path) -> None:
    for end in BESIDE:
        file.with_name(file.name + end).unlink(missing_ok=True)


async def _restore_server(database: Database, source: Path, stamp: str, damaged: bool) -> Restored:
    """The old tables stay in a schema of their own; on any failure they are put back."""
    url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    there, aside = await is_there(url), f"{ASIDE}{stamp}".replace("-", "_").lower()
    async with _schemas(database) as connection:
        await _demand_alone(connection)
        await connection.execute(text(f"ALTER SCHEMA public RENAME TO {aside}"))
        await connection.execute(text("CREATE SCHEMA public"))
    try:
        await _tool(
            "pg_restore",
            database,
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
            str(source),
        )
        async with _schemas(database) as connection:  # an archive holds no statistics: without them joins go row by row
            await connection.execute(text("ANALYZE"))
        findings = await _whole(url)
    except BaseException:
        await _put_back(database, aside)
        raise
    if findings and not damaged:
        await _put_back(database, aside)
        return Restored(findings)
    if not there:
        async with _schemas(database) as connection:
            await connection.execute(text(f"DROP SCHEMA {aside} CASCADE"))
    return Restored(findings, f"the schema {aside}" if there else None)


async def _put_back(database: Database, aside: str) -> None:
    async with _schemas(database) as connection:
        await connection.execute(text("DROP SCHEMA IF EXISTS public CASCADE"))
        await connection.execute(text(f"ALTER SCHEMA {aside} RENAME TO public"))


@asynccontextmanager
async def _schemas(database: Database) -> AsyncIterator[AsyncConnection]:
    try:
        async with database.write(creating=True) as connection:
            yield connection
    finally:
        await database.close()


async def _demand_alone(connection: AsyncConnection) -> None:
    """Raises StorageError where a bot is connected: its memory would be of a database that is gone."""
    others = await connection.scalar(
        text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'planminder' AND pid <> pg_backend_pid()"
        )
    )
    if others:
        raise StorageError("The database is in use. Stop the bot first; nothing was done.")
