"""No search for cycles while very many values are made that all stay, nor among them afterwards.

Python looks through everything again and again as values are made (https://docs.python.org/3/library/gc.html); with a
hundred thousand new ones, none of which can be in a cycle, that takes longer than making them, and each later search
takes as long again. Values that are not in a cycle go as soon as nobody has them, also after `gc.freeze`.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class _Within:
    """How many are within, in this process, and whether the collector was on before the first of them."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.number = 0
        self.was_on = False


_within = _Within()


@contextmanager
def uncollected() -> Iterator[None]:
    """May be nested and used by several threads at once: the last one out turns the collector on again, if it was."""
    with _within.lock:
        if _within.number == 0:
            _within.was_on = gc.isenabled()
            gc.disable()
        _within.number += 1
    try:
        yield
    finally:
        _leave()


def _leave() -> None:
    with _within.lock:
        _within.number -= 1
        if _within.number == 0 and _within.was_on:
            gc.freeze()
            gc.enable()
