"""How much one person may say, and how much may be said in one conversation: more is not taken in, and that is said.

A bucket that fills evenly (a token bucket): a whole minute may come at once. Whoever empties one is told, once, until
when nothing is recorded, and until then nothing is: what comes is neither half taken in nor answered in a storm.
"""

import math
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

REST = 20.0  # seconds at least for which nothing is taken in, once it was too much
REMEMBERED = 20_000  # buckets; the one that was touched longest ago is let go of: it is full by then, or it is refilled
MINUTE = 60.0


class Whose(StrEnum):
    """Whose allowance is used up."""

    PERSON = "person"
    CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is not taken in, for how many seconds more, and whether that is still to be said to this person."""

    whose: Whose
    seconds: float
    first: bool


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float  # seconds, when it was looked at last
    closed_until: float = -math.inf
    told: frozenset[str] = frozenset()


class Buckets:
    """One bucket each of `per_minute` tokens; 0 is no limit. Seconds are those of a clock that never goes back."""

    def __init__(self, per_minute: int) -> None:
        self._most = per_minute
        self._buckets: OrderedDict[tuple[str, ...], _Bucket] = OrderedDict()

    def closed_for(self, key: tuple[str, ...], now: float) -> float:
        """Take one token; 0, or how many seconds nothing more is taken from this bucket."""
        if not self._most:
            return 0.0
        bucket = self._filled(key, now)
        if now < bucket.closed_until:
            return bucket.closed_until - now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        rest = max(REST, MINUTE / self._most)
        bucket.closed_until, bucket.told = now + rest, frozenset()
        return rest

    def first_told(self, key: tuple[str, ...], who: str) -> bool:
        """Whether somebody hears for the first time that this bucket is closed."""
        bucket = self._buckets[key]
        first = who not in bucket.told
        bucket.told |= {who}
        return first

    def _filled(self, key: tuple[str, ...], now: float) -> _Bucket:
        bucket = self._buckets.setdefault(key, _Bucket(float(self._most), now))
        self._buckets.move_to_end(key)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
        bucket.tokens = min(self._most, bucket.tokens + (now - bucket.filled) * self._most / MINUTE)
        bucket.filled = now
        return bucket


class Allowance:
    """The two limits together."""

    def __init__(self, person: int = 0, conversation: int = 0, free: Iterable[str] = ()) -> None:
        """Messages a minute, 0 for any number; `free`: channels without a limit, such as the shell of this machine."""
        self._person = Buckets(person)
        self._conversation = Buckets(conversation)
        self._free = frozenset(free)

    def refusal(self, channel: str, organisation: str, who: str, conversation: str, now: float) -> Refusal | None:
        """None where a message may be taken in. The person's own allowance is asked first."""
        if channel in self._free:
            return None
        asked = (
            (Whose.PERSON, self._person, (organisation, channel, who)),
            (Whose.CONVERSATION, self._conversation, (organisation, conversation)),
        )
        for whose, buckets, key in asked:
            seconds = buckets.closed_for(key, now)
            if seconds:
                return Refusal(whose, seconds, buckets.first_told(key, who))
        return None


UNLIMITED = Allowance()
