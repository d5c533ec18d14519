"""Every moment at which a turn waits: found by running it, not listed by hand.

All tasks that a loop starts are wrapped; whenever one is given the word, or gives it away, that is a point, and so is
each statement and each commit, in whichever thread. At a chosen one something is done: the process is killed, say.
"""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine, Generator, Iterable
from typing import Any

from sqlalchemy import Engine, event

Act = Callable[[], None]


class Points:
    """Counts the points that are passed while it is armed, and acts at one of them."""

    def __init__(self, at: int | None, act: Act) -> None:
        self._at, self._act = at, act
        self.passed = 0
        self.armed = False

    def arm(self, engines: Iterable[Engine]) -> None:
        """From now on. `engines`: each statement and each commit that leaves by them is a point too."""
        self.armed = True
        asyncio.get_running_loop().set_task_factory(self._task)
        for engine in engines:
            event.listen(engine, "before_cursor_execute", lambda *_: self.passing())
            event.listen(engine, "commit", lambda _: self.passing())

    def passing(self) -> None:
        if not self.armed:
            return
        self.passed += 1
        if self.passed == self._at:
            self._act()

    def _task(self, loop: asyncio.AbstractEventLoop, coroutine: Any, **given: Any) -> "asyncio.Task[Any]":
        return asyncio.Task(_Counted(coroutine, self), loop=loop, **given)


class _Counted(Coroutine[Any, Any, Any]):
    """A coroutine that passes a point whenever it goes on, and whenever it waits."""

    def __init__(self, inner: Coroutine[Any, Any, Any], points: Points) -> None:
        self._inner, self._points = inner, points

    def send(self, value: Any) -> Any:
        self._points.passing()
        waits_for = self._inner.send(value)
        self._points.passing()
        return waits_for

    def throw(self, *error: Any) -> Any:
        return self._inner.throw(*error)

    def close(self) -> None:
        self._inner.close()

    def __await__(self) -> Generator[Any, Any, Any]:
        return self._inner.__await__()


def kill() -> None:
    """As a power cut or the kernel does it: nothing more is run."""
    os.kill(os.getpid(), signal.SIGKILL)
