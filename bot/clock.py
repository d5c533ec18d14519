"""Wakes, and lets everything that has duties of its own see to what is due: `bot.app` lists them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from storage.work import StorageError

log = structlog.get_logger(__name__)

Duty = Callable[[], Awaitable[object]]
"""Sees to what is due now. It may be called at any time, by several replicas at once, and again after it failed."""


class Clock:
    """Calls each duty in turn, in the order in which they are given."""

    def __init__(self, duties: Mapping[str, Duty]) -> None:
        self._duties = dict(duties)

    def add(self, name: str, duty: Duty) -> None:
        """One duty more, after the others: a channel's own."""
        self._duties[name] = duty

    async def run(self, seconds: Callable[[], float]) -> None:
        """Tick for ever."""
        while True:
            await self.tick()
            await asyncio.sleep(seconds())

    async def tick(self) -> None:
        """See to everything once. A duty that fails is logged, keeps no other from its turn, and is tried again."""
        for name, duty in self._duties.items():
            try:
                await duty()
            except StorageError as away:
                log.warning("duty missed", duty=name, reason=str(away))
            except Exception:
                log.exception("duty failed", duty=name)
