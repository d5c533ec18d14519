"""The plans of every size, on SQLite and on PostgreSQL, filled side by side before anything is measured."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg

from benchmarks.peers.house import ROOT, environment
from benchmarks.peers.plan import analysed

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@contextmanager
def plans(folder: Path, sizes: list[int], server: str | None) -> Iterator[dict[tuple[str, int], str]]:
    """(engine, actions) → the address of a database. Those on a server are dropped at the end."""
    made = {(SQLITE, size): f"sqlite:///{folder / f'plan-{size}.db'}" for size in sizes}
    names = [f"planminder_bench_{uuid4().hex}" for _ in sizes] if server else []
    try:
        for name, size in zip(names, sizes, strict=False):
            asyncio.run(_on(str(server), f"CREATE DATABASE {name}"))
            made[POSTGRESQL, size] = f"{str(server).rpartition('/')[0]}/{name}"
        filling = [_filling(url, size) for (_, size), url in made.items()]
        if any([one.wait() for one in filling]):  # all of them, before anything is dropped
            raise SystemExit("A plan could not be made.")
        for engine, size in made:
            if engine == POSTGRESQL:
                asyncio.run(analysed(made[engine, size]))
        yield made
    finally:
        for name in names:
            asyncio.run(_on(str(server), f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def reached(server: str) -> bool:
    """Whether there is a PostgreSQL server."""
    try:
        asyncio.run(_on(server, "SELECT 1"))
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return False
    return True


def _filling(url: str, size: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks.peers.plan", url, str(size)], cwd=ROOT, env=environment({})
    )


async def _on(server: str, command: str) -> None:
    connection = await asyncpg.connect(server, timeout=3)
    try:
        await connection.execute(command)
    finally:
        await connection.close()
