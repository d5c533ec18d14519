"""The schema: brought up by Alembic from the first one, in one transaction, safe when two processes start at once.

A process that finds the schema as it is wanted loads neither Alembic nor the migrations.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database, refusals
from storage.work import Away, SchemaTooOld

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
WAITS = 60.0  # seconds for whoever else is upgrading the same database just now
VERSION = "alembic_version"  # the table in which Alembic keeps the revision
_STEP = re.compile(r'^(revision|down_revision) = (?:"(\w+)"|None)', re.MULTILINE)
UPGRADE_LOCK = 5_023_006_011  # any number, as long as it is ours alone: PostgreSQL's advisory lock on upgrading


async def upgrade(url: str) -> None:
    """Bring the database to this version's schema, making it where there is none. Safe to repeat. Raises Away."""
    database = Database(url, WAITS)
    try:
        with refusals(database.shown):
            database.make_file()
        async with database.write(creating=True) as connection:
            if not database.sqlite:  # on SQLite the transaction has the write lock from its start
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": UPGRADE_LOCK})
            await connection.run_sync(_to_head)
    finally:
        await database.close()


async def prepare(url: str) -> None:
    """Make the database where there is none yet; an old one is left as it is, for `Store.open` to refuse."""
    if await _revision_at(url) is None:
        await upgrade(url)


async def is_there(url: str) -> bool:
    """Whether there is a database with a schema of ours. Makes none."""
    return await _revision_at(url) is not None


async def _revision_at(url: str) -> str | None:
    database = Database(url)
    try:
        return None if database.file and database.inode() is None else await revision(database)
    finally:
        await database.close()


async def revision(database: Database) -> str | None:
    """The schema's revision; None where there is no schema."""
    async with database.read() as connection:
        return await connection.run_sync(_revision)


async def demand_current(database: Database) -> None:
    """Raises SchemaTooOld, with what to do, unless the schema is the one of this version."""
    found, wanted = await revision(database), _head()
    if found == wanted:
        return
    if found is not None and found not in _steps():
        raise SchemaTooOld(f"The database ({database.shown}) was made by a newer Planminder. Use that version.")
    what = "is empty" if found is None else "is of an older Planminder"
    raise SchemaTooOld(f"The database ({database.shown}) {what}. Run `planminder database upgrade` first.")


def _revision(connection: Connection) -> str | None:
    try:
        if not inspect(connection).has_table(VERSION):
            return None
        found: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION}"))  # noqa: S608 - Alembic's table
        return found
    except DBAPIError as error:
        raise Away("This is no database of ours, or it cannot be read.") from error


def _to_head(connection: Connection) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


@lru_cache(maxsize=1)
def _head() -> str | None:
    """This version's revision: the folder is read once, since readiness asks every second."""
    steps = _steps()
    (head,) = steps.keys() - steps.values()
    return head


def _steps() -> dict[str, str | None]:
    """Each revision → the one before it, as the files of the migrations say."""
    told = (dict(_STEP.findall(file.read_text(encoding="utf-8"))) for file in (MIGRATIONS / "versions").glob("*.py"))
    return {one["revision"]: one["down_revision"] or None for one in told if one}
