"""Delivers the outbox: a turn's own replies at once, and whatever else is due from a sweep, at the service's pace."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.channels import Channel, Redraws, Roster, Undeliverable
from bot.now import Now
from bot.pace import UNLIMITED, Limits, Pace
from bot.watching import UNWATCHED, Watch
from dialogs.message import Message
from dialogs.message import Sender as Speaker
from storage.failures import Failure
from storage.store import Store
from storage.work import Conversation, Outgoing, StorageError, Try

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=30)  # longer than a delivery may take, so that a second replica does not send it too
ASKING = 5.0  # seconds for a channel's directory to answer, while somebody new waits
PATIENCE = 25.0  # seconds that a delivery may take, with its waits
IN_OTHER_HANDS, LOOK_AGAIN = 2.0, 0.05  # seconds to wait for what another process is sending, and between two looks
SHORT = 3.0  # seconds: so long a wait is sat out, for whoever is waiting for an answer
AT_ONCE = 25  # deliveries of a sweep side by side
ROUNDS = 200  # of a sweep, so that the clock's other work comes round
FIRST_WAIT, LONGEST_WAIT = 15.0, 3_600.0  # seconds, between two tries
GIVE_UP_AFTER = timedelta(days=1)  # after it was to be sent; then it is shown as not delivered
NOTE_AGAIN = 0.2  # seconds until it is tried once more to note what was sent
FARTHEST = 10 * 24 * 3_600.0  # seconds that a service may ask for


@dataclass(frozen=True, slots=True)
class _Road:
    """A channel, and how fast it may be spoken to."""

    channel: Channel
    conversation: Pace
    organisation: Pace
    unasked: Pace


class Sender:
    """Takes replies to their channels and notes what became of them."""

    def __init__(
        self,
        store: Store,
        now: Now,
        *,
        seconds: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        watch: Watch = UNWATCHED,
    ) -> None:
        self._watch = watch
        self._store = store
        self._now = now
        self._seconds = seconds
        self._sleep = sleep
        self._chance = chance
        self._roads: dict[str, _Road] = {}

    def join(self, channel: Channel, limits: Limits = UNLIMITED) -> None:
        paces = Pace(limits.conversation), Pace(limits.organisation), Pace(limits.unasked)
        self._roads[channel.name] = _Road(channel, *paces)

    def carries(self, channel: str) -> bool:
        """Whether there is a road to this channel from here."""
        return channel in self._roads

    async def deliver(
        self, organisation: str, replies: Sequence[Outgoing], conversation: Conversation, *, behind: bool = True
    ) -> None:
        """Send a turn's replies in order; where one cannot be sent now, the later ones wait behind it.

        `behind`: something that was said here earlier may be unsent; it goes first, since somebody is there now.
        """
        if behind and replies and not await self._cleared(organisation, replies[0].cause, conversation):
            return
        for outgoing in replies:
            if not await self._send(organisation, outgoing, conversation, asked=True):
                return

    async def _cleared(self, organisation: str, cause: str, conversation: Conversation) -> bool:
        """Send what comes before a message in its conversation; whether nothing is left of it.

        What another process has in hand is waited for a little. The sweep sends what had to wait for longer.
        """
        until = self._seconds() + IN_OTHER_HANDS
        try:
            while True:
                claimed = await self._store.claim(self._now(), 1, LEASE, (organisation, conversation.id))
                if claimed and not await self._send(*claimed[0], asked=True):
                    return False
                if not claimed and not await self._store.behind(organisation, cause, self._now()):
                    return True
                if not claimed and self._seconds() >= until:
                    return False
                if not claimed:
                    await self._sleep(LOOK_AGAIN)
        except StorageError as away:
            log.warning("left for the clock", reason=str(away))
            return False

    async def sweep(self) -> int:
        """Claim and send what is due and unsent, many conversations side by side; how many messages there were."""
        swept = 0
        for _ in range(ROUNDS):
            claimed = await self._store.claim(self._now(), AT_ONCE, LEASE)
            if not claimed:
                break
            await asyncio.gather(*(self._send(*one, asked=False) for one in claimed))
            swept += len(claimed)
        return swept

    async def speak(self, outgoing: Outgoing, conversation: Conversation) -> None:
        """Send something that storage could not keep (that it is away, say). Once, and a failure is logged."""
        road = self._roads.get(conversation.channel)
        try:
            if road is not None:
                await road.channel.deliver(outgoing, conversation)
        except Undeliverable as lost:
            log.warning("reply lost", conversation=conversation.id, reason=lost.reason)

    async def who(self, message: Message) -> Speaker | None:
        """A message's sender as their channel's directory has them; None where it cannot be asked, or not now."""
        road = self._roads.get(message.sender.channel)
        if road is None or not isinstance(road.channel, Roster):
            return None
        try:
            return await asyncio.wait_for(road.channel.who(message), ASKING)
        except (Undeliverable, TimeoutError) as away:
            log.warning("directory not asked", channel=message.sender.channel, reason=repr(away))
            return None

    async def close(self) -> None:
        await asyncio.gather(*(road.channel.close() for road in self._roads.values()))

    # one message -------------------------------------------------------------------------------------------------

    async def _send(self, organisation: str, outgoing: Outgoing, conversation: Conversation, *, asked: bool) -> bool:
        """Whether what is said next may follow: it is there, or can never be."""
        trying = outgoing.trying or Try(1, self._now())
        try:
            with self._watch.span("deliver", channel=conversation.channel):
                sent_id = await self._delivered(organisation, outgoing, conversation, asked=asked)
        except Undeliverable as failure:
            return await self._failed(organisation, outgoing, trying, failure)
        self._watch.delivery(conversation.channel, "sent")
        await self._noted(organisation, outgoing.cause, sent_id, trying)
        return True

    async def _noted(self, organisation: str, cause: str, sent_id: str | None, trying: Try) -> None:
        """That it is there. Where it cannot be noted, it is sent again later: the one gap in which that may happen."""
        for last in (False, True):
            try:
                await self._store.sent(organisation, cause, sent_id, self._now(), trying)
                return
            except StorageError as away:
                if last:
                    log.warning("sent but not noted", cause=cause, reason=str(away))
                    return
            await self._sleep(NOTE_AGAIN)

    async def _delivered(
        self, organisation: str, outgoing: Outgoing, conversation: Conversation, *, asked: bool
    ) -> str | None:
        """The service's id of the message. A short wait that the service asks for is sat out here."""
        road = self._roads.get(conversation.channel)
        if conversation.gone:
            kind = Failure.NOT_INSTALLED if conversation.place == "personal" else Failure.NOT_IN_CONVERSATION
            raise Undeliverable("the bot was removed there", kind=kind, permanent=True)
        if road is None:
            raise Undeliverable(f"no {conversation.channel} channel here")
        try:
            async with asyncio.timeout(PATIENCE):
                for last in (False, True):
                    await self._in_turn(road, organisation, conversation, asked=asked)
                    try:
                        return await self._carried(road.channel, organisation, outgoing, conversation)
                    except Undeliverable as failure:
                        if last or failure.permanent or failure.retry_after is None or failure.retry_after > SHORT:
                            raise
                        await self._sleep(failure.retry_after)
        except TimeoutError:
            raise Undeliverable("the delivery took too long", kind=Failure.SERVICE_AWAY) from None
        return None

    async def _carried(
        self, channel: Channel, organisation: str, outgoing: Outgoing, conversation: Conversation
    ) -> str | None:
        """A message as it is meant: posted, or drawn in the place of an earlier one that shows nothing newer since."""
        if outgoing.redraws is None:
            return await channel.deliver(outgoing, conversation)
        if not isinstance(channel, Redraws) or await self._superseded(organisation, outgoing):
            return None
        await channel.redraw(outgoing, conversation)
        return outgoing.redraws

    async def _superseded(self, organisation: str, outgoing: Outgoing) -> bool:
        try:
            return await self._store.screens.superseded(organisation, outgoing.cause)
        except StorageError as away:
            raise Undeliverable(str(away), kind=Failure.SERVICE_AWAY) from None

    async def _in_turn(self, road: _Road, organisation: str, conversation: Conversation, *, asked: bool) -> None:
        """Wait until the service may be spoken to. Raises Undeliverable where that is not soon."""
        where = (organisation, conversation.id)
        steps = [(road.conversation, where), (road.organisation, (organisation,))]
        if not asked:
            steps.insert(1, (road.unasked, (organisation,)))
        for pace, key in steps:
            now = self._seconds()
            at = pace.next_at(key, now)
            if at - now > SHORT:
                raise Undeliverable("as fast as the service allows", kind=Failure.THROTTLED, retry_after=at - now)
            pace.promise(key, at)
            if at > now:
                await self._sleep(at - now)

    async def _failed(self, organisation: str, outgoing: Outgoing, trying: Try, failure: Undeliverable) -> bool:
        """Whether it is given up."""
        now = self._now()
        again = None if failure.permanent else self._retry_at(outgoing, now, failure.retry_after)
        self._watch.delivery(outgoing.channel, failure.kind.value)
        log.warning(
            "not delivered", cause=outgoing.cause, kind=failure.kind.value, reason=failure.reason, retry_at=again
        )
        try:
            await self._store.failed(organisation, outgoing.cause, failure.kind, failure.reason, now, again, trying)
        except StorageError as away:
            log.warning("failure not noted", cause=outgoing.cause, reason=str(away))
        return again is None

    def _retry_at(self, outgoing: Outgoing, now: datetime, asked: float | None) -> datetime | None:
        return retry_at_after(outgoing.tries, outgoing.due or now, now, asked, self._chance())


def retry_at_after(
    tries: int, since: datetime, now: datetime, asked: float | None, chance: float = 0.5
) -> datetime | None:
    """When to try again after `tries` earlier tries of what was to be sent `since`; None: give up.

    As the service asked and up to a fifth later, else doubling from 15 seconds to an hour, a fifth more or less: many
    that failed together do not come back together. `chance` lies between 0 and 1.
    """
    if asked is not None:
        wait = min(max(asked, 1.0), FARTHEST) * (1 + 0.2 * chance)
    else:
        wait = min(FIRST_WAIT * 2 ** min(tries, 16), LONGEST_WAIT) * (0.8 + 0.4 * chance)
    at = now + timedelta(seconds=wait)
    return at if at - since <= GIVE_UP_AFTER else None
