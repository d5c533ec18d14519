"""Delivers the outbox: a turn's own replies at once, and whatever was left behind by a crash or an outage later."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog

from bot.channels import Channel, Undeliverable
from bot.now import Now
from storage.failures import Failure
from storage.store import Store
from storage.work import Conversation, Outgoing, StorageError

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)  # longer than a delivery may take, so that a second replica does not send it too
GIVE_UP_AFTER = 8  # tries; with the waits below about six hours
LONGEST_WAIT = timedelta(hours=2)


class Sender:
    """Takes replies to their channels and notes what became of them."""

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now
        self._channels: dict[str, Channel] = {}

    def join(self, channel: Channel) -> None:
        self._channels[channel.name] = channel

    async def deliver(self, organisation: str, replies: Iterable[Outgoing], conversation: Conversation) -> None:
        """Send in order; where one cannot be sent now, the later ones of the conversation wait behind it."""
        for outgoing in replies:
            if not await self._send(organisation, outgoing, conversation):
                return

    async def sweep(self, limit: int = 50) -> int:
        """Claim and send what is due and unsent; how many there were."""
        claimed = await self._store.claim(self._now(), limit, LEASE)
        for organisation, outgoing, conversation in claimed:
            await self._send(organisation, outgoing, conversation)
        return len(claimed)

    async def speak(self, outgoing: Outgoing, conversation: Conversation) -> None:
        """Send something that storage could not keep (that it is away, say). Once, and a failure is logged."""
        channel = self._channels.get(conversation.channel)
        try:
            if channel is not None:
                await channel.deliver(outgoing, conversation)
        except Undeliverable as lost:
            log.warning("reply lost", conversation=conversation.id, reason=lost.reason)

    async def close(self) -> None:
        await asyncio.gather(*(channel.close() for channel in self._channels.values()))

    async def _send(self, organisation: str, outgoing: Outgoing, conversation: Conversation) -> bool:
        channel = self._channels.get(conversation.channel)
        try:
            if conversation.gone:
                raise Undeliverable("the bot was removed there", kind=Failure.NOT_IN_CONVERSATION, permanent=True)
            if channel is None:
                raise Undeliverable(f"no {conversation.channel} channel here")
            sent_id = await channel.deliver(outgoing, conversation)
        except Undeliverable as failure:
            await self._failed(organisation, outgoing, failure)
            return failure.permanent
        try:
            await self._store.sent(organisation, outgoing.cause, sent_id, self._now())
        except StorageError as away:
            # It is there, and we cannot note it: the one gap in which a message may be sent twice.
            log.warning("sent but not noted", cause=outgoing.cause, reason=str(away))
        return True

    async def _failed(self, organisation: str, outgoing: Outgoing, failure: Undeliverable) -> None:
        retry_at = None if failure.permanent else retry_at_after(outgoing.tries, self._now(), failure.retry_after)
        log.warning("not delivered", cause=outgoing.cause, reason=failure.reason, retry_at=retry_at)
        try:
            await self._store.failed(organisation, outgoing.cause, failure.reason, retry_at)
        except StorageError as away:
            log.warning("failure not noted", cause=outgoing.cause, reason=str(away))


def retry_at_after(tries: int, now: datetime, asked: float | None) -> datetime | None:
    """When to try again after `tries` earlier tries: as the service asked, else doubling from 15 s; None: give up."""
    if tries + 1 >= GIVE_UP_AFTER:
        return None
    wait = timedelta(seconds=asked) if asked is not None else timedelta(seconds=15 * 2**tries)
    return now + min(wait, LONGEST_WAIT)
