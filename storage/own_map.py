"""A map that is somebody else's until it is written to."""

from collections.abc import Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class OwnMap(Generic[K, V]):
    """`now` is what to read from. It is copied at the first `mine`: most changes are of one action and of no ref."""

    __slots__ = ("_copied", "now")

    def __init__(self, now: Mapping[K, V]) -> None:
        self.now = now
        self._copied: dict[K, V] | None = None

    def mine(self) -> dict[K, V]:
        """The map to write to."""
        if self._copied is None:
            self.now = self._copied = dict(self.now)
        return self._copied
