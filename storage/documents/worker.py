"""The process that reads documents for the bot: one request after another, bounded in memory and time.

Run by `storage.documents.aside` as `python -m storage.documents.worker FD BYTES`, with the end of a pipe. It ends with
its parent, for then the pipe ends.
"""

import resource
import signal
import sys
import traceback
from datetime import date
from multiprocessing.connection import Connection

from storage.documents.document import PlanDocument
from storage.documents.errors import Unreadable
from storage.documents.read import read_document

RETIRE_AT = 160 * 1024  # KiB of peak memory after which a fresh process is worth its start
GRACE = 2  # seconds after which a request that nobody stopped ends the process: the parent may be gone

Request = tuple[str, bytes, date | None, float]
Answer = tuple[PlanDocument | str, bool]


def main() -> None:
    """Answer requests until there are none."""
    pipe, memory = Connection(int(sys.argv[1])), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pipe.send(True)
        while _served(pipe):
            pass
    except (EOFError, OSError, KeyboardInterrupt):  # nobody asks any more
        return


def _served(pipe: Connection) -> bool:
    """Answer one request: a plan, or the reason why there is none; and whether this process goes on."""
    name, content, today, seconds = pipe.recv()
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
    try:
        answer, whole = _read(name, content, today), True
    except MemoryError:
        answer, whole = "it needs more memory than a plan may take.", False
    signal.setitimer(signal.ITIMER_REAL, 0)
    goes_on = whole and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < RETIRE_AT
    pipe.send((answer, goes_on))
    return goes_on


def _read(name: str, content: bytes, today: date | None) -> PlanDocument | str:
    try:
        return read_document(name, content, today)
    except Unreadable as wrong:
        return wrong.reason
    except MemoryError:
        raise
    except Exception:  # a file that nobody foresaw costs its sender an answer, and us a look at the log
        traceback.print_exc()
        return "it could not be read: something in it is not as it should be."


if __name__ == "__main__":
    main()
