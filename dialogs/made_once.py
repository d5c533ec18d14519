"""What is made of a value once, for as long as the value lives: the same answer may go to many."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import ref

V = TypeVar("V")
T = TypeVar("T")


class MadeOnce(Generic[V, T]):
    """A function of one immutable value that remembers what it gave. Nobody may alter that, since others get it too."""

    def __init__(self, make: Callable[[V], T]) -> None:
        self._make = make
        self._made: dict[int, tuple[ref[Any], T]] = {}  # by identity: values with a mapping in them have no hash

    def __call__(self, value: V) -> T:
        key = id(value)
        known = self._made.get(key)
        if known is not None and known[0]() is value:
            return known[1]
        made = self._make(value)
        self._made[key] = ref(value, lambda _: self._made.pop(key, None)), made
        return made
