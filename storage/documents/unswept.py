"""Reading without Python's search for circles of objects that hold one another."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """That search starts again and again while a long plan grows, takes a fifth of the time, and finds none there."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.enable()
