"""The process that fills in a template: values and a template on its input, a document or a reason on its output.

Run by `dialogs.reports.template` as `python -m dialogs.reports.template_worker BYTES SECONDS`.
"""

import pickle
import resource
import sys

from dialogs.reports.template import DONE, REFUSED, BadTemplate
from dialogs.reports.template_word import render
from dialogs.words import say


def main() -> int:
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    given, template = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  # from our own process alone
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer, code = render(given, template), DONE
    except BadTemplate as wrong:
        answer, code = str(wrong).encode("utf-8"), REFUSED
    except (MemoryError, RecursionError):
        answer, code = say("template.ended").encode("utf-8"), REFUSED
    sys.stdout.buffer.write(answer)
    return code


if __name__ == "__main__":
    sys.exit(main())
