"""The schema: brought up by Alembic from the first one, in one transaction, safe when two processes start at once."""

from functools import lru_cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database, refusals
from storage.work import Away, SchemaTooOld

MIGRATIONS = Path(__file__).parent / "migrations"
WAITS = 60.0  # seconds for whoever else is upgrading the same database just now
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
    if found is not None and _unknown(found):
        raise SchemaTooOld(f"The database ({database.shown}) was made by a newer Planminder. Use that version.")
    what = "is empty" if found is None else "is of an older Planminder"
    raise SchemaTooOld(f"The database ({database.shown}) {what}. Run `planminder database upgrade` first.")


def _revision(connection: Connection) -> str | None:
    try:
        return MigrationContext.configure(connection).get_current_revision()
    except DBAPIError as error:
        raise Away("This is no database of ours, or it cannot be read.") from error


def _to_head(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


@lru_cache(maxsize=1)
def _head() -> str | None:
    """This version's revision: the folder is read once, since readiness asks every second."""
    return _script().get_current_head()


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _unknown(found: str) -> bool:
    return found not in {script.revision for script in _script().walk_revisions()}
