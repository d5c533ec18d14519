"""One message against what is stored: who says it, what it means, and what the dialog makes of that. Writes nothing."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.now import Now, zone_of
from bot.past import StoredPast
from bot.reading import PRESSED, context_of, leaves_open, understand
from dialogs import DIALOGS
from dialogs.aside import put_aside, taken_up
from dialogs.change_sets import change_set_of
from dialogs.closed import closed, without_buttons
from dialogs.edited import deleted, edited
from dialogs.home import home
from dialogs.impossible import impossible
from dialogs.in_place import in_place
from dialogs.introduce import introduce
from dialogs.kept import as_kept
from dialogs.left_open import told_unkept
from dialogs.memory import Memory, Question
from dialogs.message import Message, MessageKind, Place
from dialogs.recognise import Arrival, known_from, news_of, recognise
from dialogs.reply import Recipient, Reply
from dialogs.rights import shut_out
from dialogs.sight import directory_on, known_to, seen_by, still_in_sight
from dialogs.turn import Elsewhere, Outcome, Turn
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.waiting import edit_of_kept, edits_kept, guest, said_to_be, waiting
from dialogs.welcome import is_news, welcome, welcome_here, with_terms
from storage.people import Person
from storage.store import Store
from storage.work import Account, Added, Identity, Loaded, Removed, Withdraw

ABOUT_ANOTHER = (MessageKind.EDITED, MessageKind.DELETED)
COMING_AND_GOING = (MessageKind.INSTALLED, MessageKind.REMOVED, MessageKind.RENAMED)  # nothing that is said to the bot
UNSAID = (MessageKind.DELETED, MessageKind.REMOVED, MessageKind.RENAMED)  # nobody says by it who they are


class Deciding:
    """Decides; a turn that meets another's write decides again."""

    def __init__(self, store: Store, now: Now, zone: ZoneInfo, *, local: bool, administrator: str) -> None:
        self._store = store
        self._now = now
        self._zone = zone
        self._local = local
        self._administrator = administrator

    async def decide(
        self, message: Message, loaded: Loaded, *, kept: bool = False
    ) -> tuple[Interpretation | None, Outcome]:
        """What a message means and what is done about it. What was `kept` counts from the day on which it was said."""
        account = known_from(message, loaded.account, self._now())
        arrival = await self._arrival(message, loaded, account)
        speaker = None if self._shut_out(account) else arrival.person
        if speaker is not None and (why := shut_out(speaker, self._now().astimezone(self._zone).date())):
            silent = message.kind in (*UNSAID, *COMING_AND_GOING)
            said = Outcome(None if silent else Reply(text=why, recipient=Recipient.ONLY_YOU))
            return None, replace(said, writes=(*news_of(account, loaded.account), *arrival.writes))
        memory = taken_up(message, Memory.model_validate(loaded.memory or {}).at(self._now()))
        today = (_said(message) if kept else self._now()).astimezone(self._zone).date()
        known = _with(loaded, speaker) if speaker else loaded
        known = seen_by(known, speaker, directory_on(known, today), private=message.place is Place.PERSONAL)
        memory = still_in_sight(memory, known.plans) if known.unseen else memory
        context = context_of(message, known, memory, today, speaker)
        context = replace(context, directory=known_to(context.directory, known.unseen, known.plans.values()))
        if message.kind in COMING_AND_GOING:
            meant, outcome = None, await self._came_or_went(message, known, memory, speaker, account, arrival)
        elif speaker is None:
            meant, outcome = await self._met(message, known, context, account, arrival)
        elif message.kind in ABOUT_ANOTHER:
            meant, outcome = None, await self._about_another(message, known, memory, context, speaker, kept=kept)
        elif message.kind is MessageKind.HOME:
            nothing = Interpretation(text="", intent=Intent.LIST)
            meant, outcome = None, home(self._turn_of(message, known, nothing, memory, speaker, self._now()))
        else:
            meant, outcome = await self._spoken(message, known, memory, context, speaker, kept=kept)
        writes = (*news_of(account, loaded.account), *arrival.writes, *self._withdrawn(message), *outcome.writes)
        outcome = told_unkept(memory, meant, put_aside(memory, meant, outcome))
        redrawn = await self._question_closed(message, closed(message, memory, outcome.memory))
        return meant, replace(outcome, writes=writes, elsewhere=(*outcome.elsewhere, *redrawn))

    async def _question_closed(self, message: Message, question: Question | None) -> tuple[Elsewhere, ...]:
        """The card of a question that is closed, without its buttons."""
        if question is None or question.message is None:
            return ()
        card = await self._store.screens.answer_to(message.organisation, message.conversation, question.message)
        if card is None or (card.to is not None and message.place is not Place.PERSONAL):
            return ()
        return (Elsewhere(card.conversation, card.channel, without_buttons(question), card.message, card.thread),)

    # who it is -----------------------------------------------------------------------------------------------

    def _shut_out(self, account: Account) -> bool:
        return account.guest and not self._local

    async def _arrival(self, message: Message, loaded: Loaded, account: Account) -> Arrival:
        """Whom the identity is linked with, or turns out to be."""
        for_others = message.kind is MessageKind.INSTALLED and message.place is not Place.PERSONAL
        if loaded.person is not None:
            return Arrival(loaded.directory.people.get(loaded.person))
        if self._local or account.guest or message.kind in UNSAID or for_others:
            return Arrival()
        past = StoredPast(self._store, message.organisation, message.conversation)
        said = said_to_be(message, loaded.directory)
        return await recognise(message, account, loaded.claim, loaded.directory, past, self._administrator, said)

    def _withdrawn(self, message: Message) -> tuple[Withdraw, ...]:
        """A message that is deleted while it is kept never has its turn, even if its writer is known by now."""
        if self._local or message.kind is not MessageKind.DELETED or not message.in_reply_to:
            return ()
        identity = Identity(message.sender.channel, message.sender.id)
        return (Withdraw(identity, message.conversation, message.in_reply_to),)

    async def _met(
        self, message: Message, loaded: Loaded, context: Context, account: Account, arrival: Arrival
    ) -> tuple[Interpretation | None, Outcome]:
        """Somebody of whom it is not certain who they are. What they say is read as whom they seem to be."""
        if message.kind in UNSAID:
            return None, Outcome(None)
        meant = understand(message, replace(context, speaker=_claimed(arrival, loaded), question=None, focus=None))
        return meant, await self._not_known(message, meant, loaded, account, arrival)

    async def _not_known(
        self, message: Message, meant: Interpretation, loaded: Loaded, account: Account, arrival: Arrival
    ) -> Outcome:
        directory = directory_on(loaded, self._now().astimezone(self._zone).date())
        if self._local:
            return introduce(message, meant, directory, loaded.plans)
        if account.guest:
            return guest(message)
        held = await self._store.kept(message.organisation, account.identity) if arrival.claim else []
        return waiting(message, meant, arrival, directory, held)

    # what it is about ----------------------------------------------------------------------------------------

    async def _spoken(
        self, message: Message, loaded: Loaded, memory: Memory, context: Context, speaker: Person, *, kept: bool
    ) -> tuple[Interpretation, Outcome]:
        meant = understand(message, context)
        left = memory if leaves_open(meant, memory) else memory.model_copy(update={"question": None})
        turn = replace(self._turn_of(message, loaded, meant, left, speaker, self._now()), today=context.today)
        outcome = await _run(turn)
        return meant, await as_kept(turn, outcome) if kept else outcome

    async def _about_another(
        self, message: Message, loaded: Loaded, memory: Memory, context: Context, speaker: Person, *, kept: bool
    ) -> Outcome:
        """An edit or a deletion: about what was heard before."""
        if not kept and not self._local and await self._waits_still(message):
            meant = understand(message, replace(context, question=None, focus=None))
            return replace(edit_of_kept(message, meant), memory=memory)
        nothing = Interpretation(text=message.text, intent=Intent.UNKNOWN)
        turn = self._turn_of(message, loaded, nothing, memory, speaker, self._now())
        turn = replace(turn, today=context.today)
        first = change_set_of(replace(message, kind=MessageKind.NEW, id=message.in_reply_to or ""))
        decided = await (deleted(turn, first) if message.kind is MessageKind.DELETED else edited(turn, context, first))
        outcome = await _run(decided) if isinstance(decided, Turn) else decided
        outcome = outcome if outcome.memory is not None else replace(outcome, memory=memory)
        return await as_kept(turn, outcome) if kept else outcome

    async def _waits_still(self, message: Message) -> bool:
        """Whether an edit is of a message of theirs that has not had its turn, though it is certain who they are."""
        if message.kind is not MessageKind.EDITED:
            return False
        identity = Identity(message.sender.channel, message.sender.id)
        return edits_kept(message, await self._store.kept(message.organisation, identity))

    async def _came_or_went(
        self,
        message: Message,
        loaded: Loaded,
        memory: Memory,
        speaker: Person | None,
        account: Account,
        arrival: Arrival,
    ) -> Outcome:
        """The bot was added, and says hello, or was removed, and is silent. Each once, however often it is told."""
        if message.kind is MessageKind.RENAMED or not is_news(message, loaded.presence):
            return Outcome(None, memory=memory)
        if message.kind is MessageKind.REMOVED:
            return Outcome(None, (Removed(_extent(message), message.sent),), memory)
        nothing = Interpretation(text="", intent=Intent.GREETING)
        if speaker is not None:
            said = await welcome(self._turn_of(message, loaded, nothing, memory, speaker, self._now()))
        elif message.place is not Place.PERSONAL:
            said = Outcome(welcome_here(message.place, ()))
        else:
            said = with_terms(await self._not_known(message, nothing, loaded, account, arrival), message.place)
        added = Added(_extent(message), message.sent)
        return replace(said, writes=(*said.writes, added), memory=said.memory or memory)

    def _turn_of(
        self,
        message: Message,
        loaded: Loaded,
        meant: Interpretation,
        memory: Memory,
        speaker: Person,
        now: datetime,
    ) -> Turn:
        today = now.astimezone(self._zone).date()
        seen = frozenset(loaded.plans) if loaded.unseen else None
        return Turn(
            message=message,
            meant=meant,
            plans=dict(loaded.plans),
            directory=directory_on(loaded, today),
            speaker=speaker,
            memory=memory,
            schedules=loaded.schedules,
            now=now,
            today=today,
            zone=zone_of(message.zone, self._zone),
            change_set=change_set_of(message),
            past=StoredPast(self._store, message.organisation, message.conversation, seen),
            unseen=loaded.unseen,
            local=self._local,
        )


def _extent(message: Message) -> str:
    """Where the bot came or went: the whole team or workspace, or one conversation."""
    return message.within if message.whole and message.within else message.conversation


def _said(message: Message) -> datetime:
    """When something was said; an edit may bear the time of the message that it edits."""
    return message.received if message.kind in ABOUT_ANOTHER else message.sent


async def _run(turn: Turn) -> Outcome:
    """What the dialog of a turn decides; where it leaves the memory alone, that is as the turn has it."""
    if (not_there := impossible(turn)) is not None:
        return Outcome(Reply(text=not_there), memory=turn.memory)
    run = DIALOGS[turn.meant.intent].run
    outcome = await (in_place(turn, run) if turn.message.kind in PRESSED else run(turn))
    return outcome if outcome.memory is not None else replace(outcome, memory=turn.memory)


def _claimed(arrival: Arrival, loaded: Loaded) -> Person | None:
    """Whom somebody seems to be, so that "mine" and "me" are read; nothing of it is shown."""
    candidates = arrival.claim.candidates if arrival.claim else ()
    return loaded.directory.people.get(candidates[0]) if len(candidates) == 1 else None


def _with(loaded: Loaded, person: Person) -> Loaded:
    """What the turn starts from, with somebody who has just been recognised in it."""
    if loaded.person == person.id and loaded.directory.people.get(person.id) is person:
        return loaded  # the same directory value, beside which its names are kept
    people = {**loaded.directory.people, person.id: person}
    return replace(loaded, directory=replace(loaded.directory, people=people), person=person.id)
