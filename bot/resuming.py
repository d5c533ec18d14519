"""Messages that were kept until it was certain who wrote them: each has its turn once, in the order of arrival."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.now import Now
from bot.sender import Sender
from dialogs.memory import Memory
from dialogs.message import Message
from storage.store import Store
from storage.work import Conversation, Held, Loaded, Stale, Work

TRIES = 25  # as for any turn that meets another's write


class Turns(Protocol):
    """The router, as far as a message that was kept needs it."""

    def turn(self, organisation: str, conversation: str) -> AbstractAsyncContextManager[None]: ...

    async def kept_turn(self, message: Message, place: Conversation, loaded: Loaded, held: Held) -> Work: ...


class Resuming:
    """Takes up what is stored as kept. Two processes may: what one of them has written is Stale for the other."""

    def __init__(self, store: Store, sender: Sender, now: Now, turns: Turns) -> None:
        self._store = store
        self._sender = sender
        self._now = now
        self._turns = turns

    async def resume(self) -> int:
        """How many messages had their turn. Raises StorageError."""
        return sum([await self._resumed(organisation, one) for organisation, one in await self._store.held()])

    async def _resumed(self, organisation: str, held: Held) -> bool:
        place = await self._store.conversation(organisation, held.conversation)
        if place is None:
            return False
        async with self._turns.turn(organisation, held.conversation):
            work = await self._written(organisation, held, place)
            if work is not None:
                await self._sender.deliver(organisation, work.outgoing, place)
        return work is not None

    async def _written(self, organisation: str, held: Held, place: Conversation) -> Work | None:
        """The turn's work, once it is committed; None where it has to wait, or another process was quicker."""
        message = Message.load(held.said)
        answered = message.in_reply_to
        for _ in range(TRIES):
            loaded = await self._store.load(organisation, held.conversation, held.identity, answered=answered)
            if _asks(loaded, self._now()):
                return None  # what an earlier message led to is answered first
            work = await self._turns.kept_turn(message, place, loaded, held)
            try:
                await self._store.flush(work)
            except Stale:
                if (organisation, held) not in await self._store.held():
                    return None
                continue
            return work
        return None


def _asks(loaded: Loaded, now: datetime) -> bool:
    return Memory.model_validate(loaded.memory or {}).at(now).question is not None
