"""Reading a document in another process, bounded in time and memory: whatever a file holds, the bot lives on."""

import asyncio
import atexit
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path, PurePath

from storage.documents.document import PlanDocument, ReadRecommendation
from storage.documents.errors import Unreadable
from storage.documents.handed import Handed
from storage.documents.returned import ReturnedSheet
from storage.documents.table import MAX_PACKED

MEMORY = 500 * 1000 * 1000  # bytes of address space of the process that reads
SECONDS = 3.0  # for the smallest file
SECONDS_PER_MB = 5.0  # more for each megabyte as handed in
SECONDS_PER_PAGED_MB = 30.0  # the same for a PDF, whose tables are found by measuring every letter
MOST_SECONDS = 60.0  # for the largest file, before its rows are found
SECONDS_PER_ROW = 0.001  # more for each row, once the rows are found
START = 60.0  # seconds in which the process must be there

Read = PlanDocument | ReturnedSheet | Handed  # what a file can be
_ROOT = Path(__file__).parents[2]


async def read_document_aside(name: str, content: bytes, today: date | None = None) -> PlanDocument:
    """`read_document` without holding up the caller; also `Unreadable` where it takes too long or too much memory.

    One document is read at a time, by one process that is started for the first and kept for the next.
    """
    return await asyncio.get_running_loop().run_in_executor(_QUEUE, _READER.read, name, content, today)


async def read_file_aside(name: str, content: bytes, today: date | None = None) -> Read:
    """The same for a file that may be a sheet of ours, filled in."""
    return await asyncio.get_running_loop().run_in_executor(_QUEUE, _READER.read_any, name, content, today)


def read_bounded(name: str, content: bytes, today: date | None = None) -> PlanDocument:
    """The same for a caller that may wait."""
    return _QUEUE.submit(_READER.read, name, content, today).result()


# --- the process --------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Reader:
    """A process that reads, started when it is needed. `memory` is in bytes, `seconds` for the smallest file."""

    memory: int = MEMORY
    seconds: float = SECONDS
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _pipe: Connection | None = field(default=None, init=False)
    _until: float = field(default=0.0, init=False)

    def read(self, name: str, content: bytes, today: date | None = None) -> PlanDocument:
        """Read one plan; `Unreadable` also for a file at which the process ended or was ended."""
        answer = self.read_any(name, content, today)
        if isinstance(answer, ReturnedSheet):
            about = f"it is a sheet of the {answer.label} return of {answer.plan}, filled in."
            raise Unreadable(_file(name), f"{about} Record it with: planminder return sheet FILE.")
        if isinstance(answer, Handed) and answer.document is not None:
            return answer.document
        if isinstance(answer, Handed):
            about = f"it is a {answer.kind}, filled in."
            raise Unreadable(_file(name), f"{about} Record it with: planminder sheet take FILE.")
        return answer

    def read_any(self, name: str, content: bytes, today: date | None = None) -> Read:
        """Read one file, a plan or a sheet of ours; `Unreadable` as for `read`."""
        file = _file(name)
        if len(content) > MAX_PACKED:  # not worth sending over
            raise Unreadable(file, f"the file is larger than {MAX_PACKED // 1024 // 1024} MB.")
        answer = self._answer(file, content, today)
        if isinstance(answer, str):
            raise Unreadable(file, answer)
        return answer

    @property
    def process(self) -> int | None:
        """The id of the process, where there is one."""
        return None if self._process is None or self._process.poll() is not None else self._process.pid

    def stop(self) -> None:
        """End the process, if there is one; the next document starts another."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._pipe = None

    def _answer(self, file: str, content: bytes, today: date | None) -> Read | str:
        try:
            pipe = self._started()
            pipe.send((file, content, today))
            self._until = time.monotonic() + self.seconds + _more(file, content)
            return self._received(pipe)
        except TimeoutError:
            self.stop()
            return "it takes too long to read."
        except (EOFError, OSError, MemoryError):
            self.stop()
            return "it could not be read: it needs more than a plan may take."

    def _received(self, pipe: Connection) -> Read | str:
        """The pieces of an answer put together: how many rows there are, the plan or a reason, and its parts."""
        answer: Read | str = ""
        parts: list[ReadRecommendation] = []
        while not isinstance(piece := self._next(pipe), bool):
            if isinstance(piece, int):
                self._until += piece * SECONDS_PER_ROW
            elif isinstance(piece, list):
                parts += piece
            elif isinstance(piece, PlanDocument | ReturnedSheet | Handed | str):
                answer = piece
        if not piece:  # it will not take another
            self.stop()
        return answer.model_copy(update={"recommendations": parts}) if isinstance(answer, PlanDocument) else answer

    def _next(self, pipe: Connection) -> object:
        if not pipe.poll(max(0.0, self._until - time.monotonic())):
            raise TimeoutError
        return pipe.recv()

    def _started(self) -> Connection:
        if self._pipe is not None and self.process is not None:
            return self._pipe
        self.stop()
        self._pipe, theirs = Pipe()
        with theirs:
            self._process = _process(theirs.fileno(), self.memory)
        self._until = time.monotonic() + START
        self._next(self._pipe)
        return self._pipe


def _file(name: str) -> str:
    return PurePath(name.replace("\\", "/")).name or "the file"


def _more(file: str, content: bytes) -> float:
    paged = PurePath(file).suffix.casefold() == ".pdf"
    each = SECONDS_PER_PAGED_MB if paged else SECONDS_PER_MB
    return min(MOST_SECONDS, len(content) / 1024 / 1024 * each)


def _process(pipe: int, memory: int) -> subprocess.Popen[bytes]:
    """It is given the end of a pipe and no word of our settings: what a file makes it do, it knows no secret."""
    return subprocess.Popen(  # noqa: S603  # our own module, by our own interpreter
        [sys.executable, "-m", "storage.documents.worker", str(pipe), str(memory)],
        pass_fds=[pipe],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PATH": os.defpath, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
    )


_READER = Reader()
_QUEUE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="documents")
atexit.register(_READER.stop)
