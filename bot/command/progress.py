"""Long work says on standard error that it is under way, and for how long."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 1.0  # seconds in which nothing needs to be said


@contextmanager
def progress(doing: str) -> Iterator[None]:
    """While the work inside goes on: one line that counts seconds on a terminal, elsewhere a line now and then."""
    done = threading.Event()
    teller = threading.Thread(target=_tell, args=(doing, done), daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()


def _tell(doing: str, done: threading.Event) -> None:
    begun, terminal, wait, said = time.monotonic(), sys.stderr.isatty(), PATIENCE, False
    while not done.wait(wait):
        elapsed = round(time.monotonic() - begun)
        sys.stderr.write(f"\r{doing} … {elapsed} s" if terminal else f"{doing} … {elapsed} s\n")
        sys.stderr.flush()
        said = True
        wait = PATIENCE if terminal else wait * 2
    if said and terminal:
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
