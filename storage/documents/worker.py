"""The process that reads documents for the bot: one request after another, bounded in memory and time.

Run by `storage.documents.aside` as `python -m storage.documents.worker FD BYTES`, with the end of a pipe. It ends with
its parent, for then the pipe ends.
"""

import logging
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from storage.documents.document import PlanDocument
from storage.documents.errors import Unreadable
from storage.documents.handed import Handed, read_handed
from storage.documents.people_file import is_of_people
from storage.documents.read import read_document
from storage.documents.returned import ReturnedSheet, read_returned

RETIRE_AT = 160 * 1024 * 1024  # bytes still held after a request: a fresh process is worth its start
ALONE = 120  # seconds after which a request that nobody stopped ends the process: the parent may be gone
TOGETHER = 500  # recommendations that are sent at a time: a whole plan in one message takes as much memory again
PEOPLE = "it is a list of people, not a plan. Whoever looks after the bot reads it: planminder people import FILE."
_WARM = b"No,Action,Owner,Timescale,RAG\n1,Write,Jo Smith,May 2027,Green\n"


def main() -> None:
    """Answer requests until there are none. Each answer is a plan in pieces, a sheet of ours or a reason, and then
    whether this process goes on."""
    pipe, memory = Connection(int(sys.argv[1])), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what a PDF lacks is no news to whoever runs the bot
    read_document("warm.csv", _WARM)  # the words that documents are read by are looked up once
    try:
        pipe.send(True)
        while _served(pipe):
            pass
    except (EOFError, OSError, KeyboardInterrupt):  # nobody asks any more
        return


def _served(pipe: Connection) -> bool:
    """Answer one request, and whether this process goes on."""
    name, content, today = pipe.recv()
    signal.alarm(ALONE)
    try:
        answer, whole = _read(name, content, today, pipe.send), True
    except MemoryError:
        answer, whole = "it needs more memory than a plan may take.", False
    _send(pipe, answer)
    goes_on = whole and _resident() < RETIRE_AT
    pipe.send(goes_on)
    signal.alarm(0)
    return goes_on


def _resident() -> int:
    """Bytes of memory that this process holds; where nothing tells, the most that it ever held."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _send(pipe: Connection, answer: PlanDocument | ReturnedSheet | Handed | str) -> None:
    if not isinstance(answer, PlanDocument):
        return pipe.send(answer)
    pipe.send(answer.model_copy(update={"recommendations": []}))
    for place in range(0, len(answer.recommendations), TOGETHER):
        pipe.send(answer.recommendations[place : place + TOGETHER])
    return None


def _read(
    name: str, content: bytes, today: date | None, told: Callable[[int], None]
) -> PlanDocument | ReturnedSheet | Handed | str:
    try:
        return (
            read_returned(name, content)
            or read_handed(name, content, today)
            or read_document(name, content, today, told)
        )
    except Unreadable as wrong:
        return PEOPLE if is_of_people(name, content, today or date.min) else wrong.reason
    except MemoryError:
        raise
    except Exception:  # a file that nobody foresaw costs its sender an answer, and us a look at the log
        traceback.print_exc()
        return "it could not be read: something in it is not as it should be."


if __name__ == "__main__":
    main()
