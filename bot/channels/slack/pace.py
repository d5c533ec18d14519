"""How fast Slack may be asked: one message a second and conversation, and nothing before it said so.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from bot.channels import Undeliverable
from bot.channels.slack.failures import asked
from storage.failures import Failure

SPACING = 1.0  # seconds between two messages in one conversation
PATIENCE = 8.0  # seconds that a message waits here; with the sending itself less than the lease on it
REMEMBERED = 10_000  # conversations

T = TypeVar("T")

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Pace:
    """Keeps the times; `clock` gives monotonic seconds."""

    def __init__(self, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        self._free: OrderedDict[tuple[str, str], float] = OrderedDict()  # (team, conversation) → when the next may go
        self._shut: dict[tuple[str, str], float] = {}  # (team, method) → until when Slack wants to be left alone

    async def message(self, team: str, conversation: str) -> None:
        """Wait for a message's turn in its conversation. Raises Undeliverable where that is too far away."""
        now, key = self._clock(), (team, conversation)
        at = max(now, self._free.get(key, now))
        if at - now > PATIENCE:
            raise _throttled("too many messages for one conversation", at - now)
        self._free[key] = at + SPACING
        self._free.move_to_end(key)
        while len(self._free) > REMEMBERED:
            self._free.popitem(last=False)
        if at > now:
            await self._sleep(at - now)

    async def ask(self, team: str, call: Callable[..., Awaitable[T]], **arguments: Any) -> T:
        """What a method of the SDK's client answers. While Slack wants to be left alone by it, it is not asked at all.

        Raises Undeliverable.
        """
        key = (team, call.__name__)
        left = self._shut.get(key, 0.0) - self._clock()
        if left > 0:
            raise _throttled(f"Slack wants to be left alone by {call.__name__}", left)
        try:
            return await asked(call(**arguments))
        except Undeliverable as refused:
            if refused.retry_after is not None:
                self._shut[key] = self._clock() + refused.retry_after
            raise


def _throttled(reason: str, wait: float) -> Undeliverable:
    return Undeliverable(reason, kind=Failure.THROTTLED, retry_after=wait)
