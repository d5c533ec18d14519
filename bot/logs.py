"""The log goes to standard error: standard output is for data, and a log line between JSON lines breaks them."""

import logging
import re
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

WORDED = frozenset({"corpus"})  # what holds a message's words
SECRETS = re.compile(
    r"[^@\s,;<>'\"()=:/]+@[^@\s,;<>'\"()=:/]+\.[^@\s,;<>'\"()=:/]+"  # an e-mail address
    r"|\b(?:xox[a-z]-|xapp-)[\w-]+|\beyJ[\w-]+\.[\w-]+\.?[\w-]*"  # Slack's tokens; signed ones
    r"|(?<=://)[^/@\s:]+:[^/@\s]+(?=@)",  # a password in an address
    re.IGNORECASE,
)


def aside(*, whole: bool = False, as_json: bool = False, words: bool = False) -> None:
    """Log to standard error: what went wrong, and (`whole`, where the bot serves) what is worth knowing.

    `as_json`: one object a line, for whatever collects logs. Tracebacks are plain: the pretty ones show local
    variables, and with them people's words and addresses. `words`: what people wrote may stand there too, and the texts
    of errors, which may quote it.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            *(() if words else (_without_words,)),
            *(_lines_of_json() if as_json else _lines()),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if whole else logging.WARNING),
    )


def _without_words(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Nothing that somebody wrote, no address, nothing that opens anything; of an error its kind and its places."""
    if failed := event.pop("exc_info", None):
        event["exception"] = _places(failed)
    return {name: _hidden(value) for name, value in event.items() if name not in WORDED}


def _hidden(value: Any) -> Any:
    return SECRETS.sub("…", value) if isinstance(value, str) else value


def _places(failed: Any) -> str:
    """Where an error and its causes came about, without their texts."""
    error = (
        failed[1] if isinstance(failed, tuple) else failed if isinstance(failed, BaseException) else sys.exc_info()[1]
    )
    told: list[str] = []
    while error is not None:
        places = traceback.extract_tb(error.__traceback__)
        told.append("".join(traceback.format_list([_unquoted(one) for one in places])) + type(error).__name__)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nby\n".join(told)


def _unquoted(place: traceback.FrameSummary) -> traceback.FrameSummary:
    return traceback.FrameSummary(place.filename, place.lineno, place.name, line="")


def _lines() -> tuple[Processor, ...]:
    shown = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=True), shown


def _lines_of_json() -> tuple[Processor, ...]:
    return (
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
    )
