"""The SDK's own log, in ours, without secrets: only what went wrong, never a body, a token or a ticket."""

import logging
import re

import structlog

log = structlog.get_logger(__name__)

_SECRETS = re.compile(r"\b(xox[a-z]-|xapp-)[\w-]+|((?:ticket|token|secret|code|state)=)[^&\s'\"]+", re.IGNORECASE)
LONGEST = 300  # characters


def safe(words: str) -> str:
    """Words without what opens anything."""
    return _SECRETS.sub(lambda found: f"{found[1] or found[2]}…", words)[:LONGEST]


class _Ours(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        log.warning("slack sdk", words=safe(record.getMessage()))


def sdk_logger() -> logging.Logger:
    """The logger that the SDK is given. Below an error it tells whole requests, so that is left out."""
    logger = logging.getLogger("planminder.slack")
    logger.setLevel(logging.ERROR)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(_Ours())
    return logger
