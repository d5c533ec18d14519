"""Tells people, and posts in channels, what nobody has just asked for: reminders, notices, summaries.

Everything goes through the outbox, once for each cause, and is delivered by the clock's next sweep or another
replica's. Whom it cannot reach is recorded, for the performance officer to see.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from bot.now import Now
from bot.sender import Sender
from dialogs.reply import Reply
from storage.addresses import Address
from storage.failures import Failure
from storage.rhythm import Asked, Prompt
from storage.store import Store
from storage.work import Conversation, Outgoing

NOWHERE = "nowhere"  # the channel of what has no address


class Told(StrEnum):
    """What became of it so far."""

    UNDER_WAY = "under way"
    ALREADY = "already"  # this cause has been told before
    NO_ADDRESS = "no address"  # and recorded so


class Courier:
    """Puts messages into the outbox, on the road that reaches their reader."""

    def __init__(self, store: Store, sender: Sender, now: Now) -> None:
        self._store = store
        self._sender = sender
        self._now = now

    async def tell(
        self, organisation: str, person: int, reply: Reply, *, cause: str, due: datetime | None = None
    ) -> Told:
        """Tell a person something in their own chat, where they were last heard. `cause` is unique; `due`: not before.

        Raises Away.
        """
        address = await self._address(organisation, person)
        if address is None:
            return await self._in_vain(organisation, person, reply, cause)
        outgoing, unopened = _to_person(organisation, address, person, reply, cause, due)
        return await self._post(organisation, outgoing, unopened)

    async def ask(
        self,
        organisation: str,
        person: int,
        reply: Reply,
        *,
        cause: str,
        said: Sequence[Asked],
        told: Sequence[Prompt],
    ) -> Told:
        """Tell a person what their message of a day holds, and record that it was said, all or nothing. Raises Away."""
        address = await self._address(organisation, person)
        if address is None:
            outgoing, nowhere = _to_nobody(organisation, person, reply, cause)
            await self._store.ask(organisation, outgoing, said, told, self._now(), nowhere, Failure.NO_ADDRESS)
            return Told.NO_ADDRESS
        outgoing, unopened = _to_person(organisation, address, person, reply, cause, None)
        new = await self._store.ask(organisation, outgoing, said, told, self._now(), unopened)
        return Told.UNDER_WAY if new else Told.ALREADY

    async def post(
        self,
        organisation: str,
        conversation: Conversation,
        reply: Reply,
        *,
        cause: str,
        thread: str | None = None,
        due: datetime | None = None,
    ) -> Told:
        """Post in a channel, a group or a chat, or in a thread there. Raises Away."""
        outgoing = Outgoing(
            cause=cause,
            conversation=conversation.id,
            channel=conversation.channel,
            reply=reply.dump(),
            thread=thread,
            due=due,
        )
        return await self._post(organisation, outgoing)

    async def reachable(self, organisation: str, person: int) -> bool:
        """Whether there is any road to a person. Raises Away."""
        return await self._address(organisation, person) is not None

    async def _address(self, organisation: str, person: int) -> Address | None:
        return newest(await self._store.addresses(organisation, person), self._sender.carries)

    async def _post(self, organisation: str, outgoing: Outgoing, unopened: Conversation | None = None) -> Told:
        (new,) = await self._store.post(organisation, [outgoing], self._now(), unopened)
        return Told.UNDER_WAY if new else Told.ALREADY

    async def _in_vain(self, organisation: str, person: int, reply: Reply, cause: str) -> Told:
        outgoing, where = _to_nobody(organisation, person, reply, cause)
        await self._store.post_in_vain(organisation, outgoing, self._now(), where, Failure.NO_ADDRESS)
        return Told.NO_ADDRESS


def newest(addresses: Iterable[Address], carried: Callable[[str], bool]) -> Address | None:
    """The address to use, of several with the last used first: the first on a channel that is carried here."""
    return next((one for one in addresses if carried(one.identity.channel)), None)


def _to_person(
    organisation: str, address: Address, person: int, reply: Reply, cause: str, due: datetime | None
) -> tuple[Outgoing, Conversation | None]:
    """The message, and the conversation where it is one in which nobody has spoken yet."""
    where = address.conversation or _to_open(organisation, address)
    outgoing = Outgoing(
        cause=cause,
        conversation=where.id,
        channel=where.channel,
        reply=reply.dump(),
        to=address.identity.id,
        person=person,
        due=due,
    )
    return outgoing, where if address.conversation is None else None


def _to_nobody(organisation: str, person: int, reply: Reply, cause: str) -> tuple[Outgoing, Conversation]:
    where = Conversation(organisation, NOWHERE, f"{NOWHERE}:{person}")
    return Outgoing(cause, where.id, where.channel, reply.dump(), person=person), where


def _to_open(organisation: str, address: Address) -> Conversation:
    """Where somebody has no chat with us yet: a conversation of our own naming, which the channel opens."""
    identity = address.identity
    return Conversation(
        organisation, identity.channel, f"to:{identity.channel}:{identity.id}", "personal", None, address.reference
    )
