"""What Slack is told has arrived although its turn is not done: durable before it is told so.

Slack sends nothing again that was answered, and waits three seconds only: https://docs.slack.dev/apis/events-api#responding
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

import structlog

from bot.channels import Undeliverable
from bot.channels.slack.body import part, text
from bot.channels.slack.people import NAME
from bot.channels.slack.reading import speaker_in
from bot.channels.slack.tasks import Tasks
from dialogs.message import Place
from dialogs.reply import Reply
from dialogs.words import day, say
from storage.failures import Failure
from storage.inbox import TRIED_FOR, Arrived
from storage.work import Conversation, Outgoing, StorageError

log = structlog.get_logger(__name__)

KEEPING = 0.7  # seconds for it to be durable; with the wait for the turn less than Slack's three
AT_ONCE = 25  # that one waking of the clock takes up
SECRETS = frozenset({"token"})  # of a body: Slack's old way to say who it is


class Inbox(Protocol):
    """The store, as far as it keeps what has arrived."""

    async def put_arrived(self, arrived: Arrived) -> None: ...

    async def take_arrived(self, channel: str, now: datetime, limit: int) -> list[Arrived]: ...

    async def settle_arrived(self, arrived: Arrived) -> None: ...

    async def leave_arrived(self, arrived: Arrived) -> None: ...

    async def post(
        self, organisation: str, outgoings: Iterable[Outgoing], now: datetime, place: Conversation | None = None
    ) -> list[bool]: ...

    async def post_in_vain(
        self, organisation: str, outgoing: Outgoing, now: datetime, place: Conversation, failure: Failure
    ) -> bool: ...


class NotKept(Exception):
    """It could not be made durable in time, so Slack is not told that it has arrived."""


class Arriving:
    """Keeps what is acknowledged before its turn is done, and gives what a dead process held its turn."""

    def __init__(self, store: Inbox, tasks: Tasks, now: Callable[[], datetime]) -> None:
        self._store = store
        self._tasks = tasks
        self._now = now
        self._here: set[tuple[str, str]] = set()  # whose turn is under way in this process

    async def keep(self, arrived: Arrived, turn: "asyncio.Task[Any]") -> None:
        """Return once it is durable; it is let go of when its turn is done. Raises NotKept, StorageError."""
        self._here.add(_key(arrived))
        keeping = self._tasks.start(self._until_done(arrived, turn, kept := asyncio.Event()))
        waiting = asyncio.ensure_future(kept.wait())
        await asyncio.wait({keeping, waiting}, timeout=KEEPING, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not kept.is_set():
            raise NotKept("the database did not take it in time")

    async def _until_done(self, arrived: Arrived, turn: "asyncio.Task[Any]", kept: asyncio.Event) -> None:
        try:
            await self._store.put_arrived(arrived)
            kept.set()
            await turn
            await self._store.settle_arrived(arrived)
        except StorageError as away:
            log.warning("slack request left for the clock", kept=kept.is_set(), reason=str(away))
        finally:
            self._here.discard(_key(arrived))

    async def take_up(self, turn: Callable[[Arrived], Awaitable[None]]) -> int:
        """Give what is in nobody's hands its turn; how many there were. Raises StorageError."""
        taken = await self._store.take_arrived(NAME, self._now(), AT_ONCE)
        for one in taken:
            if _key(one) not in self._here:
                await self._taken_up(one, turn)
        return len(taken)

    async def _taken_up(self, arrived: Arrived, turn: Callable[[Arrived], Awaitable[None]]) -> None:
        """What fails is tried again when its lease has ended, for a day."""
        try:
            await turn(arrived)
        except Undeliverable as away:
            log.warning("slack request waits", reason=away.reason)
        except StorageError:
            raise
        except Exception:
            log.exception("slack request failed again", id=arrived.id)
        else:
            await self._store.settle_arrived(arrived)
            return
        if self._now() - arrived.received >= TRIED_FOR:
            await self._left(arrived)

    async def _left(self, arrived: Arrived) -> None:
        """Give it up where it is seen: by whoever sent it, by the officers, and in the log. Each is told once."""
        log.error("slack request given up", id=arrived.id, received=arrived.received)
        organisation, now = arrived.organisation, self._now()
        writer, unheard = told_of(arrived)
        if writer.to:
            await self._store.post(organisation, [writer], now, _place(arrived, writer))
        await self._store.post_in_vain(organisation, unheard, now, _place(arrived, unheard), Failure.UNHEARD)
        await self._store.leave_arrived(arrived)


def arrived(
    body: Mapping[str, Any], team: str | None, enterprise: str | None, organisation: str, now: datetime
) -> Arrived:
    """A verified body, as it is kept."""
    kept = {key: value for key, value in body.items() if key not in SECRETS}
    return Arrived(organisation, NAME, key_of(kept), now, {"team": team, "enterprise": enterprise, "body": kept})


def told_of(arrived: Arrived) -> tuple[Outgoing, Outgoing]:
    """What is said of something that is given up: to whoever sent it, and, never sent, what officers are shown."""
    user = speaker_in(arrived.body["body"])
    who = f"{arrived.body['team']}:{user}" if user else None
    words = Reply(text=say("unreached.unheard", day=day(arrived.received.date()))).dump()
    cause = f"unheard:{NAME}:{arrived.id}"
    return (
        Outgoing(f"{cause}:told", f"to:{NAME}:{who}", NAME, words, to=who),
        # In a conversation of its own, so that whatever else reaches them does not hide it.
        Outgoing(cause, cause, NAME, words, in_reply_to=arrived.id, to=who),
    )


def _place(arrived: Arrived, outgoing: Outgoing) -> Conversation:
    """The sender's own chat, which the channel opens where it is not known."""
    kept = arrived.body
    known = {"team": kept["team"], "enterprise": kept["enterprise"], "user": speaker_in(kept["body"])}
    reference = {key: value for key, value in known.items() if value}
    return Conversation(arrived.organisation, NAME, outgoing.conversation, Place.PERSONAL, None, reference)


def key_of(body: Mapping[str, Any]) -> str:
    """The same for the same body: an event's id, or that of the moment at which somebody pressed or submitted.

    https://docs.slack.dev/apis/events-api#callback-field and https://docs.slack.dev/reference/interaction-payloads
    """
    own = text(body, "event_id") if part(body, "event") else text(body, "trigger_id")
    return own or sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _key(arrived: Arrived) -> tuple[str, str]:
    return arrived.organisation, arrived.id
