"""What is only good for a moment: a trigger that may open a modal, an address that takes an answer, a modal's reply.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.channels.slack.body import Json, text
from bot.loopback import loopback_url
from dialogs.message import Message

TRIGGERED = 2.5  # seconds that a trigger is trusted; Slack gives it 3
ANSWERED = 29 * 60.0  # seconds that a response_url is used; Slack gives it 30 minutes and 5 answers
ANSWERS = 5
KEPT = 5_000  # moments
HOST = "https://hooks.slack.com/"


@dataclass(slots=True)
class Moment:
    """Of one press, command or submitted form."""

    trigger: str = ""
    response_url: str = ""
    form: bool = False  # a modal was submitted, and is still open until it is acknowledged
    at: float = 0.0
    answers: int = 0
    message: str | None = None  # the message of ours that held the button
    view: dict[str, Any] | None = field(default=None)  # what shall take the place of the submitted form


class Moments:
    """Moments by message id. They live in this process: another one has other means."""

    def __init__(self, api_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._local = loopback_url(api_url)
        self._clock = clock
        self._kept: OrderedDict[str, Moment] = OrderedDict()

    def keep(self, message: Message, body: Json, *, late: bool = False) -> Moment:
        """Remember what came with the body of a message; `late`, where Slack waits for nothing any more."""
        url = text(body, "response_url")
        moment = Moment("" if late else text(body, "trigger_id"), url if self._answerable(url) else "")
        moment.form = body.get("type") == "view_submission" and not late
        moment.message, moment.at = message.in_reply_to, self._clock()
        self._kept[message.id] = moment
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return moment

    def opening(self, message_id: str | None) -> Moment | None:
        """The moment, while its trigger still opens a modal."""
        moment = self._kept.get(message_id or "")
        live = moment is not None and moment.trigger and self._clock() - moment.at < TRIGGERED
        return moment if live else None

    def answering(self, message_id: str | None) -> str:
        """An address that takes an answer; "" where there is none any more. Each call uses one of its answers up."""
        moment = self._kept.get(message_id or "")
        if moment is None or self._clock() - moment.at >= ANSWERED or moment.answers >= ANSWERS:
            return ""
        moment.answers += 1
        return moment.response_url

    def _answerable(self, url: str) -> bool:
        return url.startswith(HOST) or (self._local and loopback_url(url))
