"""The log goes to standard error: standard output is for data, and a log line between JSON lines breaks them."""

import logging
import sys

import structlog


def aside(*, whole: bool = False) -> None:
    """Log to standard error: what went wrong, and (`whole`, where the bot serves) what is worth knowing.

    Tracebacks are plain: the pretty ones show local variables, and with them people's words and addresses.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if whole else logging.WARNING),
    )
