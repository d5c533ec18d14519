"""Wakes, and lets everything that has duties of its own see to what is due: `bot.app` lists them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping

import structlog

from bot.watching import UNWATCHED, Watch
from storage.work import StorageError

log = structlog.get_logger(__name__)

Duty = Callable[[], Awaitable[object]]
"""Sees to what is due now. It may be called at any time, by several replicas at once, and again after it failed."""


class Clock:
    """Calls each duty in turn, in the order in which they are given."""

    def __init__(self, duties: Mapping[str, Duty], watch: Watch = UNWATCHED) -> None:
        self._duties = dict(duties)
        self._watch = watch
        self._stopping = asyncio.Event()
        self.beat: float | None = None  # monotonic seconds at which the latest duty was over; None before the first

    def add(self, name: str, duty: Duty) -> None:
        """One duty more, after the others: a channel's own."""
        self._duties[name] = duty

    async def run(self, seconds: Callable[[], float]) -> None:
        """Tick until `stop`."""
        while not self._stopping.is_set():
            await self.tick()
            try:
                await asyncio.wait_for(self._stopping.wait(), seconds())
            except TimeoutError:
                continue

    def stop(self) -> None:
        """The duty that is under way is the last one, so that nothing is cut off between a message and its record."""
        self._stopping.set()

    async def tick(self) -> None:
        """See to everything once. A duty that fails is logged, keeps no other from its turn, and is tried again."""
        for name, duty in self._duties.items():
            if self._stopping.is_set():
                return
            began = time.monotonic()
            done = await self._done(name, duty)
            self.beat = time.monotonic()
            self._watch.duty(name, self.beat - began, done=done)

    async def _done(self, name: str, duty: Duty) -> bool:
        try:
            with self._watch.span("duty", duty=name):
                await duty()
        except StorageError as away:
            log.warning("duty missed", duty=name, reason=str(away))
        except Exception:
            log.exception("duty failed", duty=name)
        else:
            return True
        return False
