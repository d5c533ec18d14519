"""One connection to a SQLite file in a thread of its own, for what is asked or written in one go.

A statement through an asyncio driver goes to the driver's thread four times and back; here a turn's whole transaction
goes once. Everything else uses the asynchronous connections.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")


class Beside:
    """`engine` makes its connections in the thread alone; `writing`: each call is one transaction."""

    def __init__(self, engine: Callable[[], Engine], *, writing: bool) -> None:
        self.engine = engine()
        self._writing = writing
        self._thread = ThreadPoolExecutor(1, "planminder-sqlite")

    async def run(self, call: Callable[[Connection], T]) -> T:
        """What a call gives over the connection, which it has to itself meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, call)

    def _run(self, call: Callable[[Connection], T]) -> T:
        with self.engine.begin() if self._writing else self.engine.connect() as connection:
            return call(connection)

    async def forget(self) -> None:
        """Close the connection; the next call makes another."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self.engine.dispose)

    def close(self) -> None:
        """Let the thread end."""
        self._thread.shutdown(wait=False)
