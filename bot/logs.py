"""The log goes to standard error: standard output is for data, and a log line between JSON lines breaks them."""

import logging
import sys

import structlog
from structlog.typing import Processor


def aside(*, whole: bool = False, as_json: bool = False) -> None:
    """Log to standard error: what went wrong, and (`whole`, where the bot serves) what is worth knowing.

    `as_json`: one object a line, for whatever collects logs. Tracebacks are plain: the pretty ones show local
    variables, and with them people's words and addresses.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            *(_lines_of_json() if as_json else _lines()),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if whole else logging.WARNING),
    )


def _lines() -> tuple[Processor, ...]:
    shown = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=True), shown


def _lines_of_json() -> tuple[Processor, ...]:
    return (
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
    )
