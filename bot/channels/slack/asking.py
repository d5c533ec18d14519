"""Calls of the Web API: what they answer, and when they are not made at all because Slack wants to be left alone.

https://docs.slack.dev/apis/web-api/rate-limits
"""

import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.channels import Undeliverable
from bot.channels.slack.failures import asked
from bot.channels.slack.workspaces import Installed
from bot.pace import Limit, Limits
from storage.failures import Failure

T = TypeVar("T")

# One message a second and channel, of which a few may come at once: an answer and a form need not wait for each other.
# For a whole workspace "several hundred a minute", of which some are left for replies.
LIMITS = Limits(conversation=(Limit(3, 3.0),), organisation=(Limit(200, 60.0),), unasked=(Limit(120, 60.0),))


class Asking:
    """Asks Slack. A limit holds for a method in a workspace, so a refusal holds all calls of it back, for its time."""

    def __init__(self, client: Callable[[str], AsyncWebClient], clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._shut: dict[tuple[str, str], float] = {}  # (team, method) → until when
        self._chats: dict[tuple[str, str], str] = {}  # (team, user) → their chat with the bot

    def client(self, installed: Installed) -> AsyncWebClient:
        return self._client(installed.token)

    async def ask(self, installed: Installed, call: Callable[..., Awaitable[T]], **arguments: Any) -> T:
        """What a method of the SDK's client answers. Raises Undeliverable."""
        key = (installed.workspace.team, call.__name__)
        left = self._shut.get(key, 0.0) - self._clock()
        if left > 0:
            reason = f"Slack wants to be left alone by {call.__name__}"
            raise Undeliverable(reason, kind=Failure.THROTTLED, retry_after=left)
        try:
            return await asked(call(**arguments))
        except Undeliverable as refused:
            if refused.retry_after is not None:
                self._shut[key] = self._clock() + refused.retry_after
            raise

    async def chat_with(self, installed: Installed, user: str) -> str:
        """The id of somebody's own chat with the bot, opened where there is none yet. Raises Undeliverable."""
        key = (installed.workspace.team, user)
        if key not in self._chats:
            opened = await self.ask(installed, self.client(installed).conversations_open, users=user)
            self._chats[key] = str((opened.get("channel") or {}).get("id") or "")
        return self._chats[key]
