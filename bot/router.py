"""One turn: lock the conversation, read, understand, let the dialog decide, commit, then speak."""

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

import structlog

from bot.now import Now
from bot.sender import Sender
from dialogs import DIALOGS, applied
from dialogs.attached import answered_with_files, with_files
from dialogs.edited import deleted, edited, taken_back
from dialogs.home import home
from dialogs.import_plan import answers_to_review, waits_for_review
from dialogs.in_place import in_place
from dialogs.introduce import introduce
from dialogs.memory import Memory
from dialogs.message import Message, MessageKind, Place
from dialogs.reply import Recipient, Reply, read_payload
from dialogs.turn import Outcome, Turn
from dialogs.understanding.answers import answer
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.understanding.pressed import WHY, is_open, pressed, unfit
from dialogs.understanding.reading import interpret
from dialogs.welcome import is_news, welcome, welcome_here, with_terms
from dialogs.words import say
from storage.failures import Unreached
from storage.people import Person
from storage.plan import Change, Plan, PlanState
from storage.store import Store
from storage.work import (
    Added,
    Conversation,
    Heard,
    Identity,
    Loaded,
    Outgoing,
    Presence,
    Recorded,
    Removed,
    Stale,
    StorageError,
    Work,
)

log = structlog.get_logger(__name__)

TRIES = 25  # a turn that meets another's write of the same action decides again on what stands then
_PRESSED = (MessageKind.BUTTON, MessageKind.FORM)
LOGGED = 300  # characters of a message that was not understood, as it is logged


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message: how it was read, what was written and what was said."""

    meant: Interpretation | None = None
    applied: list[dict[str, Any]] = field(default_factory=list)
    replies: tuple[Reply, ...] = ()
    recorded: bool = True


@dataclass(frozen=True, slots=True)
class _Past:
    """The history of one organisation and of one conversation, for the dialogs that ask for it."""

    store: Store
    organisation: str
    conversation: str

    async def changes(self, plan: int, action: int | None = None) -> Sequence[Change]:
        return await self.store.changes(self.organisation, plan, action)

    async def as_at(self, plan: int, day: date) -> Plan:
        return await self.store.as_at(self.organisation, plan, day)

    async def heard(self, message: str) -> Heard | None:
        return await self.store.heard(self.organisation, self.conversation, message)

    async def unreached(self) -> Sequence[Unreached]:
        return await self.store.could_not_reach(self.organisation)

    async def upload(self, upload: str) -> Mapping[str, Any] | None:
        return await self.store.upload(self.organisation, upload)


class Router:
    """Takes messages of every channel, one conversation's in turn."""

    def __init__(self, store: Store, sender: Sender, now: Now, zone: ZoneInfo, *, local: bool) -> None:
        self._store = store
        self._sender = sender
        self._now = now
        self._zone = zone
        self._local = local
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def take(self, message: Message) -> Taken:
        """One message, from its arrival until its replies have left. Never raises for what a message says."""
        conversation = _conversation(message)
        lock = self._locks.setdefault((message.organisation, message.conversation), asyncio.Lock())
        async with lock:
            try:
                taken, outgoing = await self._turn(message, conversation)
            except StorageError as away:
                return await self._not_recorded(message, conversation, say("not_recorded", reason=str(away)))
            except Exception:
                turn = change_set_of(message)
                log.exception("turn failed", turn=turn, organisation=message.organisation)
                return await self._not_recorded(message, conversation, say("turn_failed", turn=turn))
            await self._sender.deliver(message.organisation, outgoing, conversation)
        return taken

    async def _turn(self, message: Message, conversation: Conversation) -> tuple[Taken, Sequence[Outgoing]]:
        identity = Identity(message.sender.channel, message.sender.id)
        for _ in range(TRIES):
            loaded = await self._store.load(message.organisation, message.conversation, identity, message.id)
            if loaded.seen is not None:
                return Taken(), await self._still_unsent(message, loaded.seen.unsent)
            meant, outcome = await self._decide(message, loaded)
            work = self._work(message, conversation, identity, loaded, outcome)
            try:
                await self._store.flush(work)
            except Stale:
                continue
            if meant is not None and meant.intent is Intent.UNKNOWN and WHY not in meant.args:
                log.info("not understood", turn=change_set_of(message), corpus=corpus_entry(message))
            written = [one for one in outcome.writes if isinstance(one, Recorded)]
            said = applied.applied(loaded.plans, written, loaded.directory)
            return Taken(meant, said, outcome.replies), work.outgoing
        raise Stale(say("too_busy"))

    async def _still_unsent(self, message: Message, unsent: Sequence[Outgoing]) -> list[Outgoing]:
        """Of a redelivered message's replies those that nobody else has in hand."""
        now = self._now()
        mine = [one for one in unsent if await self._store.renew(message.organisation, one.cause, now)]
        return [replace(one, **_towards(message, Reply.load(dict(one.reply)))) for one in mine]

    # deciding ------------------------------------------------------------------------------------------------

    async def _decide(self, message: Message, loaded: Loaded) -> tuple[Interpretation | None, Outcome]:
        now = self._now()
        memory = Memory.model_validate(loaded.memory or {}).at(now)
        today = now.astimezone(self._zone).date()
        context = _context(message, loaded, memory, today)
        if message.kind in COMING_AND_GOING:
            return None, await self._came_or_went(message, loaded, memory, context)
        if message.kind in ABOUT_ANOTHER:
            return None, await self._about_another(message, loaded, memory, context)
        if message.kind is MessageKind.HOME and context.speaker is not None:
            nothing = Interpretation(text="", intent=Intent.LIST)
            return None, home(self._turn_of(message, loaded, nothing, memory, context.speaker, now))
        meant = understand(message, context)
        if context.speaker is None:
            return meant, introduce(message, meant, loaded.directory, loaded.plans, local=self._local)
        kept = memory if _leaves_open(meant, memory) else memory.model_copy(update={"question": None})
        turn = self._turn_of(message, loaded, meant, kept, context.speaker, now)
        return meant, await _run(turn)

    async def _about_another(self, message: Message, loaded: Loaded, memory: Memory, context: Context) -> Outcome:
        """An edit or a deletion: about what was heard before. A stranger's is no matter."""
        if context.speaker is None:
            return Outcome(None, memory=memory)
        nothing = Interpretation(text=message.text, intent=Intent.UNKNOWN)
        turn = self._turn_of(message, loaded, nothing, memory, context.speaker, self._now())
        first = change_set_of(replace(message, kind=MessageKind.NEW, id=message.in_reply_to or ""))
        decided = await (deleted(turn, first) if message.kind is MessageKind.DELETED else edited(turn, context, first))
        if isinstance(decided, Turn):
            return await _run(decided)
        return decided if decided.memory is not None else replace(decided, memory=memory)

    async def _came_or_went(self, message: Message, loaded: Loaded, memory: Memory, context: Context) -> Outcome:
        """The bot was added, and says hello, or was removed, and is silent. Each once, however often it is told."""
        if not is_news(message, loaded.presence):
            return Outcome(None, memory=memory)
        if message.kind is MessageKind.REMOVED:
            return Outcome(None, (Removed(_extent(message), message.sent),), memory)
        said = await self._hello(message, loaded, memory, context)
        added = Added(_extent(message), message.sent)
        return replace(said, writes=(*said.writes, added), memory=said.memory or memory)

    async def _hello(self, message: Message, loaded: Loaded, memory: Memory, context: Context) -> Outcome:
        if context.speaker is not None:
            nothing = Interpretation(text="", intent=Intent.GREETING)
            return await welcome(self._turn_of(message, loaded, nothing, memory, context.speaker, self._now()))
        if message.place is not Place.PERSONAL:
            return Outcome(welcome_here(message.place, ()))
        nothing = Interpretation(text="", intent=Intent.GREETING)
        said = introduce(message, nothing, loaded.directory, loaded.plans, local=self._local)
        return with_terms(said, message.place)

    def _turn_of(
        self,
        message: Message,
        loaded: Loaded,
        meant: Interpretation,
        memory: Memory,
        speaker: Person,
        now: datetime,
    ) -> Turn:
        return Turn(
            message=message,
            meant=meant,
            plans=dict(loaded.plans),
            directory=loaded.directory,
            speaker=speaker,
            memory=memory,
            schedules=loaded.schedules,
            now=now,
            today=now.astimezone(self._zone).date(),
            zone=_zone(message.zone, self._zone),
            change_set=change_set_of(message),
            past=_Past(self._store, message.organisation, message.conversation),
            local=self._local,
        )

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
            outgoing=_outgoing(message, outcome.replies),
        )

    async def _not_recorded(self, message: Message, conversation: Conversation, words: str) -> Taken:
        """Say that nothing was kept. Nothing of it goes through storage, which may be away."""
        reply = Reply(text=words)
        (outgoing,) = _outgoing(message, (reply,))
        await self._sender.speak(outgoing, conversation)
        return Taken(replies=(reply,), recorded=False)


def understand(message: Message, context: Context) -> Interpretation:
    """What a message means: a button's payload, the open question's answer, or a new subject. Decided only here."""
    if message.kind in _PRESSED:
        return _pressed(message, context)
    meant = _answer(message, context) or taken_back(interpret(message.text, context), context)
    return with_files(meant, [one.name for one in message.attachments]) if message.attachments else meant


def _pressed(message: Message, context: Context) -> Interpretation:
    """What a press means. A button that says an answer in words is read as if they were typed."""
    payload = read_payload(message.payload)
    if payload is None:
        return unfit("unreadable")
    if payload.act == "answer" and payload.note is not None and is_open(payload, context):
        return _answer(replace(message, text=payload.note), context) or unfit("unreadable")
    return pressed(payload, message.inputs, context)


def _answer(message: Message, context: Context) -> Interpretation | None:
    """The message as the answer to the open question; a file beside no words answers nothing."""
    if context.question is None or not message.text.strip():
        return None
    reviewed = answers_to_review(message.text, context.question.pending, context.today)
    answered = reviewed or answer(message.text, context)
    return answered_with_files(answered, context.question) if answered else None


ABOUT_ANOTHER = (MessageKind.EDITED, MessageKind.DELETED)
COMING_AND_GOING = (MessageKind.INSTALLED, MessageKind.REMOVED)


def _extent(message: Message) -> str:
    """Where the bot came or went: the whole team or workspace, or one conversation."""
    return message.within if message.whole and message.within else message.conversation


def _back_again(message: Message, presence: Presence) -> tuple[Added, ...]:
    """Who speaks where the bot was removed has added it again, whether or not that has been told yet."""
    if message.kind in COMING_AND_GOING or not presence.gone or presence.removed is None:
        return ()
    return (Added(message.conversation, message.sent, whole=False),) if message.sent > presence.removed else ()


async def _run(turn: Turn) -> Outcome:
    """What the dialog of a turn decides; where it leaves the memory alone, that is as the turn has it."""
    run = DIALOGS[turn.meant.intent].run
    outcome = await (in_place(turn, run) if turn.message.kind in _PRESSED else run(turn))
    return outcome if outcome.memory is not None else replace(outcome, memory=turn.memory)


def _leaves_open(meant: Interpretation, memory: Memory) -> bool:
    """Politeness is no change of subject; nor are words that are not understood, but they must not lead to a yes.

    A no is left the question that it drops, so that its answer can say whether there was one. A document waits on,
    because its question is put again.
    """
    if WHY in meant.args:
        return True  # a button of an old card says nothing about the question
    if meant.intent is Intent.UNKNOWN:
        asked = memory.question
        return asked is not None and (asked.pending.asks is not Asks.CONFIRM or waits_for_review(asked))
    return meant.intent in (Intent.THANKS, Intent.GREETING, Intent.CANCEL)


def change_set_of(message: Message) -> str:
    """One message, one change set: short, and the same when the message is delivered again.

    That of an edit begins with that of the message it edits, so that all of one message's updates are found by it.
    """
    if message.kind is MessageKind.EDITED:
        first = replace(message, kind=MessageKind.NEW, id=message.in_reply_to or "")
        return f"{change_set_of(first)}-{_digest(message)[:6]}"
    return _digest(message)


def _digest(message: Message) -> str:
    whole = "\n".join((message.sender.channel, message.conversation, message.id))
    return hashlib.sha256(whole.encode()).hexdigest()[:12]


def corpus_entry(message: Message) -> str:
    """What to add to `tests/understanding` once it is known what was meant: a line of YAML, which JSON is."""
    text = " ".join(message.text.split())[:LOGGED]
    return "- " + json.dumps({"text": text, "expect": {"intent": "?"}}, ensure_ascii=False)


def _context(message: Message, loaded: Loaded, memory: Memory, today: date) -> Context:
    return Context(
        plans=tuple(plan for plan in loaded.plans.values() if plan.state is PlanState.LIVE),
        directory=loaded.directory,
        speaker=loaded.directory.people.get(loaded.person) if loaded.person is not None else None,
        today=today,
        focus=memory.focus,
        question=memory.question,
        card=loaded.shown.get(message.in_reply_to or "", ()),
    )


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


def _outgoing(message: Message, replies: Sequence[Reply]) -> tuple[Outgoing, ...]:
    cause = f"reply:{message.sender.channel}:{message.conversation}:{message.id}"
    return tuple(
        Outgoing(
            cause=f"{cause}:{place}",
            conversation=message.conversation,
            channel=message.sender.channel,
            reply=reply.dump(),
            in_reply_to=message.id,
            **_towards(message, reply),
        )
        for place, reply in enumerate(replies)
    )


def _towards(message: Message, reply: Reply) -> dict[str, Any]:
    """Where an answer belongs: the thread, and whose eyes alone it is for."""
    alone = message.place is Place.PERSONAL or reply.recipient is not Recipient.HERE
    whose = {"to": message.sender.id, "address": message.address} if alone else {}
    return {"thread": message.thread, **whose}


def _zone(name: str | None, default: ZoneInfo) -> ZoneInfo:
    """The conversation's zone; a name that this machine does not know counts as none."""
    try:
        return ZoneInfo(name) if name else default
    except (KeyError, ValueError, OSError):
        return default
