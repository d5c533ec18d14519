"""What Teams says when a message cannot be delivered, and what that comes to.

The codes and which of them are worth another try:
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages#status-codes-from-bot-conversational-apis
`MessageWritesBlocked`, its `subCode` inside a text:
https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages#understand-who-blocked-muted-or-uninstalled-a-bot

Where we try again although the page says that it is useless (401, 500, InvalidBotApiHost), somebody else mends it
within the day: an administrator the registration, the service its fault, the person's next message the address. What
was to be said then still arrives.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.channels import Undeliverable
from storage.failures import Failure


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way in which the service refuses; `again`: it may be different later. None matches any."""

    status: int | None
    code: str | None
    kind: Failure
    again: bool = False

    def fits(self, status: int, codes: frozenset[str]) -> bool:
        return self.status in (None, status) and (self.code is None or self.code.casefold() in codes)


# The first that fits holds: codes before bare statuses.
REFUSALS = (
    Refusal(403, "MessageWritesBlocked", Failure.BLOCKED),
    Refusal(403, "ConversationBlockedByUser", Failure.BLOCKED),
    Refusal(403, "BotDisabledByAdmin", Failure.DISABLED),
    Refusal(403, "BotNotInConversationRoster", Failure.NOT_IN_CONVERSATION),
    Refusal(403, "ForbiddenOperationException", Failure.NOT_INSTALLED),
    Refusal(403, "InvalidBotApiHost", Failure.WRONG_ADDRESS, again=True),
    Refusal(403, "NotEnoughPermissions", Failure.FORBIDDEN),
    Refusal(404, "ActivityNotFoundInConversation", Failure.GONE),
    Refusal(404, "ConversationNotFound", Failure.GONE),
    Refusal(401, "BotNotRegistered", Failure.BAD_CREDENTIALS, again=True),
    Refusal(400, None, Failure.REFUSED),
    Refusal(401, None, Failure.BAD_CREDENTIALS, again=True),
    Refusal(403, None, Failure.FORBIDDEN),
    Refusal(404, None, Failure.GONE),
    Refusal(408, None, Failure.SERVICE_AWAY, again=True),
    Refusal(412, None, Failure.SERVICE_AWAY, again=True),
    Refusal(413, None, Failure.TOO_LARGE),
    Refusal(425, None, Failure.SERVICE_AWAY, again=True),
    Refusal(429, None, Failure.THROTTLED, again=True),
    Refusal(500, None, Failure.SERVICE_AWAY, again=True),
    Refusal(502, None, Failure.SERVICE_AWAY, again=True),
    Refusal(503, None, Failure.SERVICE_AWAY, again=True),
    Refusal(504, None, Failure.SERVICE_AWAY, again=True),
)
ANYTHING_ELSE = Refusal(None, None, Failure.UNKNOWN)


def refused(status: int, body: object, said: str | None = None, wait: float | None = None) -> Undeliverable:
    """The failure that an answer of the service is. `said` is its status line's phrase, `wait` its Retry-After."""
    codes = tuple(_codes(body))
    folded = frozenset(code.casefold() for code in codes)
    found = next((one for one in REFUSALS if one.fits(status, folded)), ANYTHING_ELSE)
    named = found.code or next(iter(codes), None) or said or ""
    return Undeliverable(
        f"Teams answered {status} {named}".strip(), kind=found.kind, permanent=not found.again, retry_after=wait
    )


def _codes(body: object, depth: int = 3) -> Iterator[str]:
    """Every `code` and `subCode` of an answer: beneath `error`, or in JSON that `message` holds as a text."""
    if not isinstance(body, dict) or depth == 0:
        return
    for key in ("code", "subCode", "errorSubCode"):
        if isinstance(body.get(key), str) and body[key]:
            yield body[key].replace(" ", "")  # "Bad Argument" on the page, "BadArgument" on the wire
    for key in ("error", "innerHttpError", "body"):
        yield from _codes(body.get(key), depth - 1)
    yield from _codes(_inside(body.get("message")), depth - 1)


def _inside(text: Any) -> object:
    if not isinstance(text, str) or not text.lstrip().startswith("{"):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
