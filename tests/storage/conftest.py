"""Both databases, each test with one of its own; and stores that are closed afterwards."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import text

from storage import tables
from storage.append_only import TABLES, triggers
from storage.database import Database
from storage.store import Store, upgrade
from tests.storage.council import founding

SERVER = os.environ.get("PLANMINDER_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]

OpenStore = Callable[..., Awaitable[Store]]
Run = Callable[..., Awaitable[None]]


def on_server(command: str, address: str = SERVER) -> None:
    """Run a command on the PostgreSQL server of the tests."""

    async def run() -> None:
        connection = await asyncpg.connect(address, timeout=3)
        try:
            await connection.execute(command)
        finally:
            await connection.close()

    asyncio.run(run())


def at_server(name: str) -> str:
    return f"{SERVER.rpartition('/')[0]}/{name}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the schema and nothing in it."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    asyncio.run(upgrade(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def postgres() -> str:
    """The server's address; without a server the test is skipped, and says so."""
    try:
        on_server("SELECT 1")
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        pytest.skip(f"no PostgreSQL at {SERVER}: {error}")
    return SERVER


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Iterator[str]:
    """A database with the schema and nothing in it, which PostgreSQL copies for each test."""
    name = f"planminder_template_{uuid4().hex}"
    on_server(f"CREATE DATABASE {name}")
    try:
        asyncio.run(upgrade(at_server(name)))
        yield name
    finally:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def new_postgres(postgres: str) -> Iterator[Callable[..., str]]:
    """Makes databases on the server, and drops them afterwards."""
    made: list[str] = []

    def make(template: str = "template1") -> str:
        made.append(f"planminder_test_{uuid4().hex}")
        on_server(f"CREATE DATABASE {made[-1]} TEMPLATE {template}")
        return at_server(made[-1])

    yield make
    for name in made:
        on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A file with the schema and nothing in it, for what only SQLite has."""
    shutil.copy(sqlite_template, tmp_path / "planminder.db")
    return f"sqlite:///{tmp_path / 'planminder.db'}"


EMPTY = ";".join(
    (
        "SET session_replication_role = replica",  # no triggers: this is not the bot, but a broom
        *(str(table.delete()) for table in tables.metadata.sorted_tables),
    )
)


@pytest.fixture(scope="session")
def shared_postgres(postgres_template: str) -> Iterator[str]:
    """One database for the tests that only use it: emptying it costs less than making another."""
    name = f"planminder_shared_{uuid4().hex}"
    on_server(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield at_server(name)
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database with the schema and nothing in it; the test's own where it may alter the schema (fixture `run`)."""
    if "run" in request.fixturenames:
        yield request.getfixturevalue("new_postgres")(request.getfixturevalue("postgres_template"))
        return
    shared: str = request.getfixturevalue("shared_postgres")
    yield shared
    on_server(EMPTY, shared)


@pytest.fixture
def run(url: str) -> Run:
    """Runs statements past the store, as a program would that knows no rules."""

    async def running(*commands: str) -> None:
        database = Database(url)
        try:
            async with database._writer.begin() as connection:
                for command in commands:
                    await connection.execute(text(command))
        finally:
            await database.close()

    return running


@pytest.fixture
def unprotected(url: str) -> tuple[str, ...]:
    """What a tamperer does first: every trigger of the append-only tables goes."""
    if url.startswith("sqlite"):
        return tuple(f"DROP TRIGGER {one}" for table in TABLES for one in sorted(triggers(table, sqlite=True)))
    return tuple(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES)


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest) -> str:
    """An address with the schema and nothing in it, on SQLite and on PostgreSQL."""
    made: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return made


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An address without a schema: no file yet on SQLite, an empty database on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'planminder.db'}"
    made: str = request.getfixturevalue("new_postgres")()
    return made


@pytest.fixture
async def open_store(url: str) -> AsyncIterator[OpenStore]:
    """Opens stores over the test's database: each is a process of its own, as it were."""
    opened: list[Store] = []

    async def opening(patience: float = 5.0) -> Store:
        opened.append(await Store.open(url, patience))
        return opened[-1]

    yield opening
    for store in opened:
        await store.close()


@pytest.fixture
async def store(open_store: OpenStore) -> Store:
    """A store with the council in it."""
    made = await open_store()
    await made.flush(founding())
    return made


@pytest.fixture
async def other(store: Store, open_store: OpenStore) -> Store:
    """A second process over the same database."""
    return await open_store()
