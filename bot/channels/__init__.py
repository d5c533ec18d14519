"""What a channel is to the rest of the bot: something that takes our replies to where a conversation is held."""

from typing import Protocol, runtime_checkable

from dialogs.message import Message, Sender
from dialogs.reply import Reply
from storage.failures import Failure
from storage.work import Conversation, Outgoing


class Undeliverable(Exception):
    """A reply did not arrive. `reason` is for the log, `kind` for people.

    `permanent`: trying again is useless; `retry_after`: seconds the service asked for.
    """

    def __init__(
        self,
        reason: str,
        *,
        kind: Failure = Failure.UNKNOWN,
        permanent: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind
        self.permanent = permanent
        self.retry_after = retry_after


def reply_of(outgoing: Outgoing) -> Reply:
    """The reply that a message of ours carries: the value that it was made of here, else as it was stored."""
    made = outgoing.made_of
    return made if isinstance(made, Reply) else Reply.load(dict(outgoing.reply))


class Channel(Protocol):
    """One road to people. It turns what arrives into a Message for the router, and carries replies back."""

    @property
    def name(self) -> str: ...

    async def deliver(self, outgoing: Outgoing, conversation: Conversation) -> str | None:
        """Send one reply; the service's id of it, if it gives one. Raises Undeliverable."""
        ...

    async def close(self) -> None: ...


@runtime_checkable
class Redraws(Protocol):
    """A channel whose messages can be changed after they were sent."""

    async def redraw(self, outgoing: Outgoing, conversation: Conversation) -> None:
        """Put a reply quietly in the place of `outgoing.redraws`; nowhere where that is gone. Raises Undeliverable."""
        ...


@runtime_checkable
class Roster(Protocol):
    """A channel that can be asked who somebody is, where its messages do not say it."""

    async def who(self, message: Message) -> Sender:
        """The message's sender as the channel's directory has them. Raises Undeliverable."""
        ...
