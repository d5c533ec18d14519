"""Asks a channel's directory who somebody is: once for each new identity, and never for one that is linked already."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.now import Now
from bot.sender import Sender
from dialogs.message import Message
from storage.store import Store
from storage.work import Identity

AGAIN = timedelta(
    hours=1
)  # until somebody who is linked with nobody is looked up again: their address may be set by then
LIMIT = 50_000  # identities remembered; then it starts afresh

Key = tuple[str, str, str]  # organisation, channel, id


class Recogniser:
    """Completes the sender of a message. Nothing that it does is waited for by somebody who is known."""

    def __init__(self, store: Store, sender: Sender, now: Now) -> None:
        self._store = store
        self._sender = sender
        self._now = now
        self._linked: set[Key] = set()
        self._asked: dict[Key, datetime] = {}

    async def completed(self, message: Message) -> Message:
        """The message, its sender as the directory has them where that had to be asked. Raises StorageError."""
        key = (message.organisation, message.sender.channel, message.sender.id)
        if key in self._linked or message.sender.email or not self._due(key):
            return message
        account = await self._store.account(message.organisation, Identity(message.sender.channel, message.sender.id))
        self._keep_small()
        if account is not None and account.person is not None:
            self._linked.add(key)
            return message
        self._asked[key] = self._now()
        told = await self._sender.who(message)
        return message if told is None else replace(message, sender=told)

    def _due(self, key: Key) -> bool:
        asked = self._asked.get(key)
        return asked is None or self._now() - asked >= AGAIN

    def _keep_small(self) -> None:
        if len(self._linked) + len(self._asked) >= LIMIT:
            self._linked.clear()
            self._asked.clear()
