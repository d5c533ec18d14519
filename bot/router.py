"""One turn: lock the conversation, read, understand, let the dialog decide, commit, then speak."""

import asyncio
import math
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

import structlog

from bot.allowance import UNLIMITED, Allowance
from bot.deciding import COMING_AND_GOING, Deciding
from bot.now import Now
from bot.reading import corpus_entry
from bot.recognising import Recogniser
from bot.resuming import Resuming
from bot.sender import Sender
from bot.watching import UNWATCHED, Watch, turn_watched
from dialogs import applied
from dialogs.change_sets import change_set_of
from dialogs.message import Message, MessageKind, Place
from dialogs.reply import Recipient, Reply
from dialogs.turn import Outcome
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.pressed import WHY
from dialogs.words import say
from storage.store import Store
from storage.work import (
    Added,
    Away,
    Conversation,
    Heard,
    Held,
    Identity,
    LinkIdentity,
    Loaded,
    Outgoing,
    Presence,
    Recorded,
    Release,
    Stale,
    StorageError,
    Unsure,
    Work,
)

log = structlog.get_logger(__name__)

SPOKEN = frozenset({MessageKind.NEW, MessageKind.EDITED, MessageKind.DELETED, MessageKind.FILE})
BY_PEOPLE = SPOKEN | {MessageKind.BUTTON, MessageKind.FORM}
TRIES = 25  # a turn that meets another's write of the same action decides again on what stands then
WAIT = 0.02  # seconds at most before the second try, twice as long before the third, and so on: six seconds in all
LOOKS = (0.1, 0.4, 1.0, 2.0)  # seconds before each look at whether a commit without an answer has happened
SPARE = timedelta(seconds=3)  # a commit that took longer has used up the lease on its replies, which is taken anew


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message: how it was read, what was written and what was said."""

    meant: Interpretation | None = None
    applied: list[dict[str, Any]] = field(default_factory=list)
    replies: tuple[Reply, ...] = ()
    recorded: bool = True
    linked: bool = False  # it was settled who somebody is
    lost: str = ""  # why it was not recorded: `away`, `failed` or `refused`

    @property
    def outcome(self) -> str:
        """What became of it, in one word, for whoever counts."""
        if not self.recorded:
            return self.lost
        if self.applied:
            return "changed"
        if self.meant is None and not self.replies:
            return "nothing"
        return "asked" if self.meant is not None and self.meant.asks else "answered"


class Router:
    """Takes messages of every channel, one conversation's in turn."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        now: Now,
        zone: ZoneInfo,
        *,
        local: bool,
        administrator: str = "",
        allowance: Allowance = UNLIMITED,
        watch: Watch = UNWATCHED,
    ) -> None:
        self._allowance = allowance
        self._watch = watch
        self.under_way = 0  # turns that have begun and not ended
        self._store = store
        self._sender = sender
        self._now = now
        self._local = local
        self._deciding = Deciding(store, now, zone, local=local, administrator=administrator)
        self._recogniser = Recogniser(store, sender, now)
        self._resuming = Resuming(store, sender, now, self)
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def take(self, message: Message, tried: int | None = None) -> Taken:
        """One message, from its arrival until its replies have left. Never raises for what a message says.

        `tried`: how often its service has sent it before, where it sends again what is not acknowledged. It is told
        once that it waits, and Away is raised where storage is.
        """
        with turn_watched(self._watch, message.sender.channel, change_set_of(message)) as noted:
            self.under_way += 1
            try:
                taken = await self._taken(message, tried)
            finally:
                self.under_way -= 1
            noted.intent = taken.meant.intent.value if taken.meant else ""
            noted.outcome = taken.outcome
        return taken

    async def _taken(self, message: Message, tried: int | None) -> Taken:
        conversation = _conversation(message)
        if (too_much := await self._too_much(message, conversation)) is not None:
            return too_much
        turn = change_set_of(message)
        async with self.turn(message.organisation, message.conversation):
            try:
                message = message if self._local else await self._recogniser.completed(message)
                taken, outgoing, behind = await self._turn(message, conversation)
            except StorageError as away:
                if tried is not None and isinstance(away, Away):
                    await self._waits(message, conversation, told=tried > 0)
                    raise
                log.warning("turn not recorded", reason=str(away))
                unsure = isinstance(away, Unsure)
                words = say("not_known", turn=turn) if unsure else say("not_recorded", reason=str(away), turn=turn)
                return await self._not_recorded(message, conversation, words, "away")
            except Exception:
                log.exception("turn failed", organisation=message.organisation)
                return await self._not_recorded(message, conversation, say("turn_failed", turn=turn), "failed")
            here = [one for one in outgoing if one.conversation == conversation.id]
            await self._sender.deliver(message.organisation, here, conversation, behind=behind)
        if taken.linked or len(here) < len(outgoing):
            await self._settle(message.organisation, [one for one in outgoing if one not in here])
        return taken

    async def _too_much(self, message: Message, conversation: Conversation) -> Taken | None:
        """What is said where somebody says more than is taken in; None where it is not too much.

        It is said once, but for a press or a form, whose own answer it is.
        """
        if message.kind not in BY_PEOPLE:
            return None
        where, who = (message.sender.channel, message.organisation), message.sender.id
        refused = self._allowance.refusal(*where, who, message.conversation, time.monotonic())
        if refused is None:
            return None
        self._watch.turned_away(refused.whose.value)
        words = say(f"too_much.{refused.whose.value}", n=math.ceil(refused.seconds))
        if refused.first:
            log.warning("not taken in", reason=f"too much of one {refused.whose.value}", seconds=refused.seconds)
            return await self._not_recorded(message, conversation, words, "refused")
        return Taken(replies=(Reply(text=words),), recorded=False, lost="refused")

    async def resume(self) -> int:
        """Give what was kept its turn, where it is certain by now who wrote it; how many had one."""
        return await self._resuming.resume()

    async def kept_turn(self, message: Message, place: Conversation, loaded: Loaded, held: Held) -> Work:
        """The turn of a message that was kept: it has been heard and answered before."""
        _, outcome = await self._deciding.decide(message, loaded, kept=True)
        work = self._work(message, place, held.identity, loaded, outcome)
        done = Release(held.conversation, held.message, "had its turn")
        outgoing = _outgoing(message, outcome, kept=True)
        return replace(work, heard=None, writes=(*work.writes, done), outgoing=outgoing)

    @asynccontextmanager
    async def turn(self, organisation: str, conversation: str) -> AsyncIterator[None]:
        """Messages of one conversation are taken in turn, by whichever process they reach."""
        mine = self._locks.setdefault((organisation, conversation), asyncio.Lock())
        async with mine, self._store.in_turn.of(organisation, conversation):
            yield

    async def _settle(self, organisation: str, elsewhere: Sequence[Outgoing]) -> None:
        """What a turn means for others: they are told, then what they had said has its turn. The clock repeats it."""
        try:
            for one in elsewhere:
                if (place := await self._store.conversation(organisation, one.conversation)) is not None:
                    await self._sender.deliver(organisation, [one], place)
            await self.resume()
        except StorageError as away:
            log.warning("left for the clock", reason=str(away))

    async def _turn(self, message: Message, conversation: Conversation) -> tuple[Taken, Sequence[Outgoing], bool]:
        """What became of it, what is to be sent, and whether something unsent comes before that."""
        identity = Identity(message.sender.channel, message.sender.id)
        for tried in range(TRIES):
            loaded = await self._store.load(
                message.organisation, message.conversation, identity, message.id, message.in_reply_to
            )
            if loaded.seen is not None:
                return Taken(), await self._still_unsent(message, loaded.seen.unsent), False
            meant, outcome = await self._deciding.decide(message, loaded)
            work = self._work(message, conversation, identity, loaded, outcome)
            taken = _taken(meant, outcome, loaded)  # before the commit: after it nothing may fail that says it did not
            behind = loaded.waits is not None and loaded.waits <= self._now()
            try:
                doubted = await self._flush(work, message, identity)
            except Stale:
                await asyncio.sleep(random.uniform(0, WAIT * tried))  # noqa: S311 - so that two do not meet again
                continue
            if meant is not None and meant.intent is Intent.UNKNOWN and WHY not in meant.args:
                log.info("not understood", corpus=corpus_entry(message))
            outgoing: Sequence[Outgoing] = work.outgoing
            if doubted or self._now() - work.now > SPARE:
                outgoing = await self._still_unsent(message, outgoing)
            return taken, outgoing, behind
        raise Stale(say("too_busy"))

    async def _flush(self, work: Work, message: Message, identity: Identity) -> bool:
        """Write a turn; whether it was doubted meanwhile that it was kept. Raises Stale where it was not."""
        try:
            await self._store.flush(work)
        except Unsure as unsure:
            if not await self._was_kept(message, identity, unsure):
                raise Stale(str(unsure)) from unsure
            return True
        return False

    async def _was_kept(self, message: Message, identity: Identity, unsure: Unsure) -> bool:
        """Whether a message was recorded whose commit was not answered. Raises `unsure` where storage stays away."""
        for wait in LOOKS:
            await asyncio.sleep(wait)
            with suppress(Away):
                loaded = await self._store.load(message.organisation, message.conversation, identity, message.id)
                return loaded.seen is not None
        raise unsure

    async def _still_unsent(self, message: Message, unsent: Sequence[Outgoing]) -> list[Outgoing]:
        """Of a recorded message's replies those that nobody else has in hand; none where that cannot be told now.

        What is recorded must never be said not to be, so the database's refusal ends here: the clock sends them later.
        """
        now = self._now()
        try:
            tries = [await self._store.renew(message.organisation, one.cause, now) for one in unsent]
        except StorageError as away:
            log.warning("left for the clock", reason=str(away))
            return []
        return [
            replace(one, trying=trying, **_towards(message, Reply.load(dict(one.reply))))
            for one, trying in zip(unsent, tries, strict=True)
            if trying is not None
        ]

    # writing and speaking ------------------------------------------------------------------------------------

    def _work(
        self,
        message: Message,
        conversation: Conversation,
        identity: Identity,
        loaded: Loaded,
        outcome: Outcome,
    ) -> Work:
        remembered = outcome.memory.model_dump(mode="json", exclude_unset=True) if outcome.memory else None
        return Work(
            organisation=message.organisation,
            now=self._now(),
            writes=(*outcome.writes, *_back_again(message, loaded.presence)),
            conversation=conversation,
            identity=identity,
            address=message.address,
            heard=Heard(message.id, message.text, message.sent, message.received),
            memory=remembered,
            memory_version=loaded.memory_version,
            outgoing=_outgoing(message, outcome),
        )

    async def _waits(self, message: Message, conversation: Conversation, *, told: bool) -> None:
        """Say, once, that a message is not lost although nothing can be recorded now."""
        if not told and message.kind in SPOKEN:
            await self._speak(message, conversation, Reply(text=say("held_up")))

    async def _not_recorded(self, message: Message, conversation: Conversation, words: str, why: str) -> Taken:
        """Say that nothing was kept. Nothing of it goes through storage, which may be away."""
        reply = Reply(text=words)
        await self._speak(message, conversation, reply)
        return Taken(replies=(reply,), recorded=False, lost=why)

    async def _speak(self, message: Message, conversation: Conversation, reply: Reply) -> None:
        """In other people's sight only to whoever has spoken."""
        alone = reply if message.place is Place.PERSONAL else reply.model_copy(update={"recipient": Recipient.ONLY_YOU})
        (outgoing,) = _outgoing(message, Outcome(alone))
        await self._sender.speak(outgoing, conversation)


def _taken(meant: Interpretation | None, outcome: Outcome, loaded: Loaded) -> Taken:
    written = [one for one in outcome.writes if isinstance(one, Recorded)]
    said = applied.applied(loaded.plans, written, loaded.directory)
    linked = any(isinstance(one, LinkIdentity) for one in outcome.writes)
    return Taken(meant, said, outcome.replies, linked=linked)


def _back_again(message: Message, presence: Presence) -> tuple[Added, ...]:
    """Who speaks where the bot was removed has added it again, whether or not that has been told yet."""
    if message.kind in COMING_AND_GOING or not presence.gone or presence.removed is None:
        return ()
    return (Added(message.conversation, message.sent, whole=False),) if message.sent > presence.removed else ()


def _conversation(message: Message) -> Conversation:
    return Conversation(
        organisation=message.organisation,
        channel=message.sender.channel,
        id=message.conversation,
        place=message.place,
        zone=message.zone,
        reference=message.reference,
        title=message.title,
        within=message.within,
    )


def _outgoing(message: Message, outcome: Outcome, *, kept: bool = False) -> tuple[Outgoing, ...]:
    """The replies, and what is said in other conversations. A message that was kept has been answered once before."""
    cause = f"{'kept' if kept else 'reply'}:{message.sender.channel}:{message.conversation}:{message.id}"
    replies = tuple(
        Outgoing(
            cause=f"{cause}:{place}",
            conversation=message.conversation,
            channel=message.sender.channel,
            reply=reply.dump(),
            in_reply_to=message.id,
            made_of=reply,
            **_towards(message, reply),
        )
        for place, reply in enumerate(outcome.replies)
    )
    elsewhere = tuple(
        Outgoing(
            f"{cause}:elsewhere:{place}",
            one.conversation,
            one.channel,
            one.reply.dump(),
            thread=one.thread,
            redraws=one.redraws,
        )
        for place, one in enumerate(outcome.elsewhere)
    )
    return (*replies, *elsewhere)


def _towards(message: Message, reply: Reply) -> dict[str, Any]:
    """Where an answer belongs: the thread, and whose eyes alone it is for."""
    alone = message.place is Place.PERSONAL or reply.recipient is not Recipient.HERE
    whose = {"to": message.sender.id, "address": message.address} if alone else {}
    return {"thread": message.thread, **whose}
