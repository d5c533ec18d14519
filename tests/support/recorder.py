"""A channel that only remembers what was delivered, and fails as often as it is told to."""

from bot.channels import Undeliverable
from dialogs.reply import Reply
from storage.work import Conversation, Outgoing


class Recorder:
    """Public record: `delivered` holds (conversation, words) in order. `failing`: how many deliveries fail first."""

    def __init__(self, name: str = "console", failing: int = 0) -> None:
        self.name = name
        self.failing = failing
        self.delivered: list[tuple[str, str]] = []

    async def deliver(self, outgoing: Outgoing, conversation: Conversation) -> str | None:
        if self.failing:
            self.failing -= 1
            raise Undeliverable("the line is down")
        self.delivered.append((conversation.id, Reply.load(dict(outgoing.reply)).text))
        return f"sent-{len(self.delivered)}"

    async def close(self) -> None:
        """Nothing is held open."""
