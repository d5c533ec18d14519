"""What Slack says when a message cannot be delivered, and what that means: for good or for now, and why.

Errors of the methods that we call, from their pages: https://docs.slack.dev/reference/methods/chat.postMessage,
chat.update, chat.postEphemeral, conversations.open, views.open, views.publish, files.getUploadURLExternal,
files.completeUploadExternal. Rate limits: https://docs.slack.dev/apis/web-api/rate-limits
"""

import tomllib
from collections.abc import Awaitable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeVar

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.channels import Undeliverable
from storage.failures import Failure

T = TypeVar("T")

HTTP_TOO_MANY = 429
DEFAULT_WAIT = 30.0  # seconds, where Slack asks to wait and does not say how long


async def asked(call: Awaitable[T]) -> T:
    """What a call of the Web API answers. Raises Undeliverable with what Slack said, and never with a token."""
    try:
        return await call
    except SlackApiError as refused:
        raise undeliverable(refused.response) from None
    except (SlackClientError, ClientError, TimeoutError) as away:
        reason = f"Slack is out of reach ({type(away).__name__})"
        raise Undeliverable(reason, kind=Failure.SERVICE_AWAY) from None


def undeliverable(response: Any) -> Undeliverable:
    """What a refusal means. `response` is the SDK's, or aiohttp's where the answer was no JSON."""
    status: int = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    error = _error(response)
    if status == HTTP_TOO_MANY or error in ("ratelimited", "rate_limited"):
        wait = _seconds(getattr(response, "headers", None) or {})
        return Undeliverable(f"Slack answered {error or status}", kind=Failure.THROTTLED, retry_after=wait)
    kind, permanent = table().get(error, (Failure.SERVICE_AWAY if status >= 500 else Failure.UNKNOWN, False))
    return Undeliverable(f"Slack answered {error or status}", kind=kind, permanent=permanent)


@lru_cache(maxsize=1)
def table() -> Mapping[str, tuple[Failure, bool]]:
    """Each documented error: what stands in the way, and whether trying again is useless."""
    rows = tomllib.loads(files(__package__).joinpath("failures.toml").read_text("utf-8"))
    return {
        error: (Failure(kind), lasting == "for_good")
        for lasting, kinds in rows.items()
        for kind, errors in kinds.items()
        for error in errors
    }


def _error(response: Any) -> str:
    data = getattr(response, "data", response)
    error = data.get("error") if isinstance(data, dict) else None
    return error if isinstance(error, str) else ""


def _seconds(headers: Mapping[str, Any]) -> float:
    given = {str(name).casefold(): value for name, value in headers.items()}.get("retry-after")
    given = given[0] if isinstance(given, list) and given else given
    try:
        return max(float(str(given)), 1.0)
    except ValueError:
        return DEFAULT_WAIT
