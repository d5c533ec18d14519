"""The log goes to standard error: standard output is for data, and a log line between JSON lines breaks them."""

import logging
import sys

import structlog


def aside(*, whole: bool = False) -> None:
    """Log to standard error: what went wrong, and (`whole`, where the bot serves) what is worth knowing."""
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if whole else logging.WARNING),
    )
