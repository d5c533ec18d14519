"""What is noticed of the bot at work, for whoever looks after it: no words of people, no names, no addresses.

The parts tell a `Watch` what they do; `bot.metrics` counts it where the bot serves, and elsewhere nobody looks.
"""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)


class Watch(Protocol):
    """Is told what happens. None of it may raise or wait."""

    def turn(self, channel: str, intent: str, outcome: str, seconds: float) -> None:
        """A turn has ended: on what channel, how it was read ("" for not at all), and what became of it."""
        ...

    def delivery(self, channel: str, outcome: str) -> None:
        """A message of ours was tried: `sent`, or a storage.failures.Failure and whether it is given up."""
        ...

    def duty(self, name: str, seconds: float, *, done: bool) -> None:
        """The clock has seen to something, or could not."""
        ...

    def turned_away(self, reason: str) -> None:
        """A request or a message was not taken in: `overload`, `person` or `conversation`."""
        ...

    def span(self, name: str, **attributes: str) -> AbstractContextManager[object]:
        """A stretch of work, for traces."""
        ...


class Unwatched:
    """Nobody looks."""

    def turn(self, channel: str, intent: str, outcome: str, seconds: float) -> None: ...

    def delivery(self, channel: str, outcome: str) -> None: ...

    def duty(self, name: str, seconds: float, *, done: bool) -> None: ...

    def turned_away(self, reason: str) -> None: ...

    def span(self, name: str, **attributes: str) -> AbstractContextManager[object]:
        return nullcontext()


UNWATCHED = Unwatched()


@dataclass(slots=True)
class Noted:
    """What a turn has come to, said by the turn itself before it ends. `waits`: storage is away, it comes again."""

    intent: str = ""
    outcome: str = "waits"


@contextmanager
def turn_watched(watch: Watch, channel: str, turn: str) -> Iterator[Noted]:
    """One turn: counted, traced and told to the log, whose lines all carry the turn's name meanwhile."""
    noted, began = Noted(), time.perf_counter()
    with structlog.contextvars.bound_contextvars(turn=turn), watch.span("turn", channel=channel, turn=turn):
        try:
            yield noted
        finally:
            seconds = time.perf_counter() - began
            watch.turn(channel, noted.intent, noted.outcome, seconds)
            log.info("turn", channel=channel, intent=noted.intent, outcome=noted.outcome, seconds=round(seconds, 4))
