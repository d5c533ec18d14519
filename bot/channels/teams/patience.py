"""A turn that takes its time: the request is answered before the service gives up, and the turn goes on.

The service calls a request failed after 15 seconds, and sends it again:
https://learn.microsoft.com/azure/bot-service/bot-builder-howto-long-operations-guidance
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from bot.channels import Undeliverable

log = structlog.get_logger(__name__)

Result = TypeVar("Result")
Signal = Callable[[], Awaitable[None]]  # shows the person that an answer is being made


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds. `answer` leaves 7 of the service's 15, of which the check of its keys may take 6; clients show a typing
    indicator for a few seconds."""

    answer: float = 8.0
    typing: float = 1.0
    again: float = 4.0
    close: float = 60.0


class Patience:
    """The turns under way. `close` lets them end, so that nothing that was acknowledged is dropped."""

    def __init__(self, waits: Waits) -> None:
        self._waits = waits
        self._under_way: set[asyncio.Task[Any]] = set()

    async def result(self, turn: Coroutine[Any, Any, Result], typing: Signal) -> Result | None:
        """What a turn gives, if it does so in time to be answered; None where it goes on. Raises what it raises."""
        task = asyncio.create_task(turn)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        later = asyncio.get_running_loop().call_later(self._waits.typing, self._beside, task, typing)
        task.add_done_callback(lambda _: later.cancel())
        done, _ = await asyncio.wait((task,), timeout=self._waits.answer)
        if done:
            return task.result()
        task.add_done_callback(_ended)
        return None

    async def close(self) -> None:
        """Wait for the turns under way; one that does not end in `Waits.close` seconds is given up."""
        if not self._under_way:
            return
        _, unending = await asyncio.wait(self._under_way, timeout=self._waits.close)
        for task in unending:
            task.cancel()
        await asyncio.gather(*unending, return_exceptions=True)

    def _beside(self, turn: asyncio.Task[Any], typing: Signal) -> None:
        """A task for what few turns come to: most have ended by then."""
        beside = asyncio.create_task(self._typing(typing))
        turn.add_done_callback(lambda _: beside.cancel())

    async def _typing(self, signal: Signal) -> None:
        """Show that an answer is being made, until cancelled. It is a courtesy: where it fails, it ends."""
        try:
            while True:
                await signal()
                await asyncio.sleep(self._waits.again)
        except Undeliverable as lost:
            log.info("typing indicator not shown", reason=lost.reason)


def _ended(task: asyncio.Task[Any]) -> None:
    """Nobody waits for it any more, so a failure is told to the log."""
    if not task.cancelled() and (failure := task.exception()):
        log.error("turn failed after its request was answered", reason=repr(failure))
