"""One connection to a SQLite file for what is asked or written in one go. Everything else uses the asynchronous ones.

A statement through an asyncio driver goes to the driver's thread four times and back. A turn's transaction goes there
once, to a thread of its own, since it waits for the disk. The one statement that each turn begins with goes nowhere: it
takes less time than the way to a thread.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine

T = TypeVar("T")


class Here:
    """In the thread that takes messages. The engine waits for no lock: whoever meets one asks elsewhere."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._connection: Connection | None = None

    def run(self, call: Callable[[Connection], T]) -> T:
        """What a call reads over the connection. Raises what the driver refuses; the next call connects anew."""
        try:
            if self._connection is None:
                self._connection = self.engine.connect()
            return call(self._connection)
        except BaseException:
            self.forget()
            raise

    def forget(self) -> None:
        """Close the connection; the next call makes another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        self.engine.dispose()


class Beside:
    """In a thread of its own, each call one transaction. `engine` makes its connections there alone."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._thread = ThreadPoolExecutor(1, "planminder-sqlite")

    async def run(self, call: Callable[[Connection], T]) -> T:
        """What a call gives over the connection, which it has to itself meanwhile."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, call)

    def _run(self, call: Callable[[Connection], T]) -> T:
        with self.engine.begin() as connection:
            return call(connection)

    async def forget(self) -> None:
        """Close the connection; the next call makes another."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self.engine.dispose)

    def close(self) -> None:
        """Let the thread end."""
        self._thread.shutdown(wait=False)
