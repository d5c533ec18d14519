"""Asks a channel's directory who somebody is: at once for a new identity, and daily for one that is linked already,
since people leave and come back as somebody else's guests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.now import Now
from bot.sender import Sender
from dialogs.message import Message
from dialogs.recognise import SEEN_FOR
from storage.store import Store
from storage.work import COMMAND_LINE, Account, Identity

AGAIN = timedelta(
    hours=1
)  # until it is asked again of somebody who is linked with nobody: they may have an address then
DAILY = SEEN_FOR  # until it is asked again of somebody who is linked
LIMIT = 50_000  # identities remembered; then it starts afresh

Key = tuple[str, str, str]  # organisation, channel, id


class Recogniser:
    """Completes the sender of a message. Somebody who is known waits for it once a day at most, and never for long."""

    def __init__(self, store: Store, sender: Sender, now: Now) -> None:
        self._store = store
        self._sender = sender
        self._now = now
        self._next: dict[Key, datetime] = {}  # when an identity is looked up again; what is not here: at once

    async def completed(self, message: Message) -> Message:
        """The message, its sender as the directory has them where that had to be asked. Raises StorageError."""
        key = (message.organisation, message.sender.channel, message.sender.id)
        if message.sender.email or not self._due(key):
            return message
        account = await self._store.account(message.organisation, Identity(message.sender.channel, message.sender.id))
        self._keep_small()
        self._next[key] = _next(account, self._now())
        if not self._due(key):
            return message
        told = await self._sender.who(message)
        known = told is not None and account is not None and account.person is not None
        self._next[key] = self._now() + (DAILY if known else AGAIN)
        return message if told is None else replace(message, sender=told)

    def _due(self, key: Key) -> bool:
        return self._next.get(key, self._now()) <= self._now()

    def _keep_small(self) -> None:
        if len(self._next) >= LIMIT:
            self._next.clear()


def _next(account: Account | None, now: datetime) -> datetime:
    """When somebody is to be looked up, going by what is stored. Whom the command line has linked is its own affair."""
    if account is None or account.person is None:
        return now
    if account.verified_by == COMMAND_LINE:
        return datetime.max.replace(tzinfo=UTC)
    asked = max((one for one in (account.seen, account.linked) if one), default=None)
    return asked + DAILY if asked else now
