"""The terminal as a channel: what the bot says to a line is collected, and the command prints it."""

from collections.abc import Callable
from uuid import uuid4

from bot.channels import reply_of
from dialogs.reply import Reply
from storage.work import Conversation, Outgoing

NAME = "console"


class ConsoleChannel:
    """Keeps the replies of the current line until they are taken; with `show`, says each of them at once as well."""

    name = NAME

    def __init__(self, show: Callable[[Reply], None] | None = None) -> None:
        self._show = show
        self._replies: list[Reply] = []

    async def deliver(self, outgoing: Outgoing, conversation: Conversation) -> str | None:
        reply = reply_of(outgoing)
        self._replies.append(reply)
        if self._show:
            self._show(reply)
        return f"{NAME}-{uuid4().hex}"

    def taken(self) -> list[Reply]:
        """The replies since the last call, oldest first; they are then forgotten."""
        replies, self._replies = self._replies, []
        return replies

    async def close(self) -> None:
        """Nothing is held open."""
