"""How fast a service may be spoken to. Pure: when the next message may go, given when the last ones went."""

from collections import deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `messages` in any `seconds`."""

    messages: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service allows: in one conversation, to one organisation, and of the latter to what nobody waits for.

    `unasked` is less than `organisation`, so that a flood of reminders leaves room for replies to people who are
    talking. Empty: as fast as it goes.
    """

    conversation: tuple[Limit, ...] = ()
    organisation: tuple[Limit, ...] = ()
    unasked: tuple[Limit, ...] = ()


UNLIMITED = Limits()


def next_at(went: Sequence[float], limits: Iterable[Limit], now: float) -> float:
    """The earliest moment from `now` on at which one more may go; `went` are the moments so far, in order.

    Never before the last of `went`, which may lie ahead: those are promised already.
    """
    earliest = max(now, went[-1]) if went else now
    full = [went[-one.messages] + one.seconds for one in limits if len(went) >= one.messages]
    return max(earliest, *full) if full else earliest


class Pace:
    """The moments of each conversation or organisation, as far back as a limit looks. In this process only: where
    several share an allowance the service's own refusal, with its Retry-After, holds them back."""

    SWEPT = 1_024  # keys that are kept before the quiet ones are dropped

    def __init__(self, limits: tuple[Limit, ...]) -> None:
        self._limits = limits
        self._longest = max((one.seconds for one in limits), default=0.0)
        self._most = max((one.messages for one in limits), default=0)
        self._went: dict[Hashable, deque[float]] = {}

    def next_at(self, key: Hashable, now: float) -> float:
        return next_at(self._went.get(key, ()), self._limits, now)

    def promise(self, key: Hashable, at: float) -> None:
        """One goes at a moment that `next_at` gave."""
        if not self._limits:
            return
        if len(self._went) >= self.SWEPT:
            self._sweep(at)
        self._went.setdefault(key, deque(maxlen=self._most)).append(at)

    def _sweep(self, now: float) -> None:
        quiet = [key for key, went in self._went.items() if went[-1] + self._longest < now]
        for key in quiet:
            del self._went[key]
