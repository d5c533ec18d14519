"""The connection to SQLite or PostgreSQL, and what its refusals mean. The only place where the two are told apart."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Transaction, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, IntegrityError, StatementError
from sqlalchemy.exc import OperationalError as NotNow
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from storage.append_only import THERE
from storage.beside import Beside, Here
from storage.work import Away, Stale, StorageError, Unsure

T = TypeVar("T")

CONNECTIONS = 10  # to a server: so many readers at most, and half as many writers
PATIENCE = 5.0  # seconds to wait for a lock or a connection before saying that the database is away
AGAIN = 0.02  # seconds until a new file is tried again that somebody else is making
BORN = "born"  # of a connection: the monotonic second at which it was made
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


class Broken(StorageError):
    """A row that the schema refuses for another reason than that somebody was quicker: a defect of ours."""


def address(url: str) -> URL:
    """The URL with the driver that we use. Raises StorageError where it is none, or names another database."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StorageError("That is no database address: use sqlite:///FILE or postgresql://USER@HOST/NAME.") from None
    driver = DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise StorageError(f"{parsed.get_backend_name()} is no database of ours: use sqlite:///FILE or postgresql://…")
    if driver.startswith("sqlite") and parsed.database in (None, "", ":memory:"):
        raise StorageError("A SQLite address names a file: sqlite:///planminder.db.")
    return parsed.set(drivername=driver)


class Database:
    """Two engines over one address: `read` gives single statements, each a snapshot of its own, without a transaction
    around them; `write` gives one transaction, which on SQLite takes the write lock at its start.
    """

    def __init__(self, url: str, patience: float = PATIENCE, connections: int = CONNECTIONS) -> None:
        self.url = address(url)
        self.patience = patience
        self.dialect = self.url.get_backend_name()
        self.shown = self.url.set(drivername=self.dialect).render_as_string()  # without its password
        self.sqlite = self.dialect == "sqlite"
        self.file = Path(self.url.database or "") if self.sqlite else None
        self._inode: int | None = self.inode()
        self._afresh = 0.0  # monotonic seconds; older connections to a server are not used again
        self.refused: Counter[str] = Counter()  # how often, by the kind of refusal
        self._turn = asyncio.Lock()  # SQLite has one writer; waiting here is fair, waiting there is polling
        self._reader = self._engine(connections, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)
        self._writer = self._engine((connections + 1) // 2)
        self._asking: Here | None = None
        self._doing: Beside | None = None
        if self.sqlite:
            event.listen(self._writer.sync_engine, "begin", _begin_immediate)
            self._asking = Here(self._driven(0, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True))
            self._doing = Beside(self._driven(patience))
            event.listen(self._doing.engine, "begin", _begin_immediate)

    def locking(self, connections: int, patience: float) -> AsyncEngine:
        """Connections apart from the others, each statement by itself, that wait for a lock for `patience` seconds.

        The caller disposes of them.
        """
        return self._engine(connections, patience, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True)

    def _engine(self, connections: int, patience: float | None = None, **options: Any) -> AsyncEngine:
        options |= {"pool_size": connections, "max_overflow": 0}
        # A server may have dropped an idle connection overnight: ask first. A file never does.
        connect_args = self._connect_args(self.patience if patience is None else patience)
        engine = create_async_engine(self.url, connect_args=connect_args, pool_pre_ping=not self.sqlite, **options)
        if self.sqlite:
            event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        else:
            event.listen(engine.sync_engine, "connect", _born)
            event.listen(engine.sync_engine, "checkout", self._of_this_time)
        return engine

    def _of_this_time(self, _: Any, record: Any, __: Any) -> None:
        """A connection from before the server went away may lead to another one than a new one: it is not used again.

        https://docs.sqlalchemy.org/en/20/core/pooling.html#disconnect-handling-pessimistic
        """
        if record.info.get(BORN, 0.0) < self._afresh:
            raise DisconnectionError

    def _driven(self, patience: float, **options: Any) -> Engine:
        """One connection through the driver itself."""
        connect_args = {**self._connect_args(patience), "check_same_thread": False}
        url = self.url.set(drivername="sqlite")
        engine = create_engine(url, connect_args=connect_args, pool_size=1, max_overflow=0, **options)
        event.listen(engine, "connect", _prepare_in_thread)
        return engine

    @property
    def engines(self) -> list[Engine]:
        """Whatever statements leave by, to listen to."""
        beside = [one.engine for one in (self._asking, self._doing) if one is not None]
        return [self._reader.sync_engine, self._writer.sync_engine, *beside]

    def _connect_args(self, patience: float) -> dict[str, Any]:
        if self.sqlite:
            return {"timeout": patience}  # SQLite's busy timeout
        locks = f"{int(patience * 1000)}ms"
        settings = {"lock_timeout": locks, "application_name": "planminder"}
        return {"timeout": self.patience, "command_timeout": 60, "server_settings": settings}

    async def close(self) -> None:
        await self._dispose()
        if self._doing is not None:
            self._doing.close()

    async def _dispose(self) -> None:
        await self._reader.dispose()
        await self._writer.dispose()
        if self._asking is not None:
            self._asking.forget()
        if self._doing is not None:
            await self._doing.forget()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; what goes wrong comes out as our errors."""
        with self._counted(), refusals(self.shown):
            self._present()
            async with self._reader.connect() as connection:
                yield connection

    @asynccontextmanager
    async def write(self, *, creating: bool = False) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back by default. `creating` where the file may be new."""
        with self._counted(), refusals(self.shown):
            if not creating:
                self._present()
            async with self._in_turn(), self._writer.connect() as connection:
                transaction = await connection.begin()
                yield connection
                if not creating:
                    self._present()  # a commit into a file that was deleted under us would be lost in silence
                with _committing(self.shown):
                    await transaction.commit()

    async def ask(self, call: Callable[[Connection], T]) -> T:
        """What a call reads that has its statements ready and reads little: on SQLite here and now, see `beside`."""
        if self._asking is not None:
            with self._counted(), refusals(self.shown), suppress(NotNow):
                self._present()
                return self._asking.run(call)
        async with self.read() as connection:
            return await connection.run_sync(call)

    async def do(self, call: Callable[[Connection], None]) -> None:
        """One transaction of a call that has all its statements ready."""
        if self._doing is None:
            async with self.write() as connection:
                await connection.run_sync(call)
            return

        def checked(connection: Connection) -> None:
            call(connection)
            self._present()  # as in `write`
            with _committing(self.shown):
                _transaction_of(connection).commit()

        with self._counted(), refusals(self.shown):
            self._present()
            async with self._in_turn():
                await self._doing.run(checked)

    @asynccontextmanager
    async def _in_turn(self) -> AsyncIterator[None]:
        if not self.sqlite:
            yield
            return
        async with self._turn:
            yield

    @contextmanager
    def _counted(self) -> Iterator[None]:
        try:
            yield
        except StorageError as error:
            self.refused[type(error).__name__.casefold()] += 1
            raise

    def may_differ(self) -> bool:
        """Whether what comes back after a failure may be another state: a replaced file, or a server that was gone."""
        return not self.sqlite or self.inode() != self._inode

    async def forget_connections(self) -> None:
        """Begin afresh, after the database went away and may be another file, or another server, now.

        Connections to a server may be in others' hands: they are let go of when they come back. A pool that is disposed
        of meanwhile would lose them, and the server would keep them open.
        """
        if self.sqlite:
            await self._dispose()
        self._afresh = time.monotonic()
        self._inode = self.inode()

    def make_folder(self) -> None:
        if self.file:
            self.file.parent.mkdir(parents=True, exist_ok=True)

    def make_file(self) -> None:
        """A new file that nobody else on this machine may read; those that SQLite puts beside it follow its rights."""
        if self.file:
            self.make_folder()
            self.file.touch(mode=0o600)

    def inode(self) -> int | None:
        """Which file this is, so that one that was removed or replaced is noticed; None where there is none."""
        try:
            return self.file.stat().st_ino if self.file else None
        except OSError:
            return None

    def _present(self) -> None:
        if self.file is None:
            return
        now = self.inode()
        if now is None:
            raise Away(f"There is no database {self.file.name}. `planminder database upgrade` makes one.")
        if self._inode is None:
            self._inode = now
        if now != self._inode:
            raise Away(f"The database {self.file.name} was replaced by another file. Nothing was recorded; try again.")


def _born(_: Any, record: Any) -> None:
    record.info[BORN] = time.monotonic()


def _prepare_sqlite(connection: Any, _: Any) -> None:
    _prepared(connection, lambda: await_only(asyncio.sleep(AGAIN)))


def _prepare_in_thread(connection: Any, _: Any) -> None:
    _prepared(connection, lambda: time.sleep(AGAIN))


def _prepared(connection: Any, pause: Callable[[], None]) -> None:
    """Foreign keys on, a commit that survives a power cut, and triggers that `INSERT OR REPLACE` does not pass."""
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's own is late and deferred
    cursor = connection.cursor()
    _into_wal(cursor, pause)
    for pragma in ("foreign_keys=ON", "synchronous=FULL", "recursive_triggers=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _into_wal(cursor: Any, pause: Callable[[], None]) -> None:
    """Of several that make one file at once, all but one are refused the change of journal, some only after they have
    held up the others: so nobody waits for it inside SQLite, and it is tried again."""
    cursor.execute("PRAGMA busy_timeout")
    patience = cursor.fetchone()[0]
    cursor.execute("PRAGMA busy_timeout=0")
    for left in range(int(patience / 1000 / AGAIN), -1, -1):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except OperationalError as error:
            if not left or "locked" not in str(error):
                raise
            pause()
    cursor.execute(f"PRAGMA busy_timeout={patience}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


# --- what a refusal means ----------------------------------------------------------------------------------------


@contextmanager
def refusals(shown: str) -> Iterator[None]:
    """Turn the drivers' errors into ours, whose texts can be shown to people."""
    try:
        yield
    except IntegrityError as error:
        raise _integrity(error) from error
    except DBAPIError as error:
        raise _refused(shown, error) from error
    except StatementError as error:  # a value that a column type refuses, such as a time without a zone
        raise (error.orig or error) from error
    except (OSError, PoolTimeout) as error:
        raise Away(f"The database ({shown}) cannot be reached. Nothing was recorded.") from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] == "asyncpg":  # what it raises before SQLAlchemy wraps it
            raise Away(f"The database ({shown}) refuses us: {error}. Nothing was recorded.") from error
        raise


REFUSED = ("full", "locked", "readonly", "read-only", "append-only")  # SQLite: then nothing was committed
ABORTED = ("23", "25", "40", "42", "53", "54", "55")  # classes of PostgreSQL's codes of a commit that did not happen


@contextmanager
def _committing(shown: str) -> Iterator[None]:
    """A commit whose answer did not come, or is none, may have happened.

    PostgreSQL ends a session with 57P01 before or behind the moment at which its commit is on the disk
    (https://www.postgresql.org/docs/15/errcodes-appendix.html); SQLite may fail to sync what it has written.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, OSError) as error:
        code = getattr(getattr(error, "orig", None), "sqlstate", None)
        certain = str(code)[:2] in ABORTED if code else any(one in str(error) for one in REFUSED)
        if certain:
            raise
        raise Unsure(f"The database ({shown}) went away while it was being written to.") from error


def _transaction_of(connection: Connection) -> Transaction:
    transaction = connection.get_transaction()
    if transaction is None:
        raise Broken("Nothing was begun here. Nothing was kept.")
    return transaction


def _integrity(error: IntegrityError) -> StorageError:
    """A key or a version that somebody else was quicker with is Stale; anything else is a defect."""
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    if "code_key" in str(error.orig):
        return StorageError("There is already a plan with this code. Nothing was recorded: choose another code.")
    if code in _QUICKER or THERE in str(error.orig):
        return Stale("Somebody else has just written here. Nothing was recorded; look again.")
    return Broken("This could not be recorded: it does not fit what is stored. Nothing was kept.")


_QUICKER = frozenset(
    (
        "SQLITE_CONSTRAINT_PRIMARYKEY",
        "SQLITE_CONSTRAINT_UNIQUE",
        "SQLITE_CONSTRAINT_NOTNULL",  # a version that was not the expected one, see `storage.statements`
        "23505",  # unique violation
        "23502",  # not-null violation
    )
)


def _refused(shown: str, error: DBAPIError) -> StorageError:
    text, code = str(error.orig), getattr(error.orig, "sqlstate", None)
    if code in ("40P01", "40001"):  # PostgreSQL chose us to give way to another replica
        return Stale("Somebody else was writing here. Nothing was recorded; look again.")
    if "locked" in text or code == "55P03":
        return Away("The database is busy: somebody else holds it. Nothing was recorded; try again in a moment.")
    if "full" in text:
        return Away("The database is full. Nothing was recorded.")
    if "readonly" in text or "read-only" in text:
        return Away("The database cannot be written to. Nothing was recorded.")
    if "append-only" in text:
        return Broken("The record of changes is append-only. Nothing was altered.")
    return Away(f"The database ({shown}) cannot be used just now ({_reason(error)}). Nothing was recorded.")


def _reason(error: DBAPIError) -> str:
    """The driver's own words, without the class that SQLAlchemy puts before them."""
    return str(error.orig).splitlines()[0].rpartition(">: ")[2] if str(error.orig) else type(error.orig).__name__
