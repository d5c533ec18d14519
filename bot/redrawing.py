"""Cards of actions that have changed since are drawn anew where they stand, by the clock, so that many changes are one.

Nothing is remembered for that but the outbox: a card says at which change number of its plan it was drawn, and what
brings it again. What had been shown to one person is drawn for that one, and in their private chat alone with what is
internal; nobody is notified, and nothing is posted where a card is gone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.now import Now, zone_of
from bot.past import StoredPast
from bot.sender import Sender
from dialogs.again import again
from dialogs.memory import Memory
from dialogs.message import Message, MessageKind, Place
from dialogs.message import Sender as Speaker
from dialogs.reply import Reply
from dialogs.rights import in_sight
from dialogs.turn import Turn
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.since import changes_since
from storage.people import today_in
from storage.plan import Plan
from storage.shown import Shown
from storage.store import Store
from storage.work import Conversation, Outgoing

FRESH = timedelta(days=7)  # an older card says how it stands when it is pressed
NEWEST = 3  # cards in each conversation for one action: its own, a list that it is in, and the Home tab of Slack


class Redrawing:
    """A duty of the clock. Two replicas may see to it at once: the cause names the message and the plan's number."""

    def __init__(self, store: Store, sender: Sender, now: Now, zone: ZoneInfo, *, local: bool) -> None:
        self._store = store
        self._sender = sender
        self._now = now
        self._zone = zone
        self._local = local
        self._seen: dict[str, Mapping[int, int]] = {}  # organisation → its plans' numbers when this process looked

    async def tick(self) -> int:
        """Put the old cards of every organisation whose plans have changed into the outbox; how many. Raises Away."""
        return sum([await self._look(one) for one in await self._store.organisations()])

    async def _look(self, organisation: str) -> int:
        plans = await self._store.plans(organisation)
        numbers = {plan.id: plan.number for plan in plans.values()}
        if numbers == self._seen.get(organisation):
            return 0
        stale = list(stale_cards(await self._store.screens.shown(organisation, self._now() - FRESH), plans))
        spoken_in = await self._store.screens.spoken_in(organisation) if stale else set()
        ready = [(card, reply) for card, reply in stale if card.conversation not in spoken_in]
        drawn = [await self._draw(organisation, plans, card, reply) for card, reply in ready]
        if len(ready) == len(stale):  # what is on its way may replace the card itself: the next tick looks again
            self._seen[organisation] = numbers
        return sum(drawn)

    async def _draw(self, organisation: str, plans: Mapping[int, Plan], card: Shown, before: Reply) -> bool:
        place = await self._store.conversation(organisation, card.conversation)
        if place is None or place.gone or not self._sender.carries(card.channel):
            return False
        turn = await self._turn(organisation, plans, place, card, before)
        reply = await again(turn, before) if turn is not None else None
        if reply is None:
            return False
        outgoing = Outgoing(
            cause=f"redraw:{card.conversation}:{card.message}:{_numbers(reply)}",
            conversation=card.conversation,
            channel=card.channel,
            reply=reply.dump(),
            thread=card.thread,
            to=card.to,
            redraws=card.message,
        )
        (new,) = await self._store.post(organisation, [outgoing], self._now())
        return new

    async def _turn(
        self, organisation: str, plans: Mapping[int, Plan], place: Conversation, card: Shown, before: Reply
    ) -> Turn | None:
        """The turn in which whoever had asked asks again; None where they may not see it there any more."""
        directory = await self._store.directory(organisation)
        person = before.again.person if before.again else None
        speaker = directory.people.get(person) if person is not None else None
        private = place.place == Place.PERSONAL
        if speaker is None or (card.reader != person if private else card.to is not None):
            return None
        now = self._now()
        today = now.astimezone(self._zone).date()
        seen = in_sight(plans, speaker, today_in(directory, today), private=private)
        message = Message(
            id="",
            kind=MessageKind.NEW,
            organisation=organisation,
            conversation=place.id,
            place=Place(place.place),
            sender=Speaker(card.channel, card.to or ""),
            text="",
            sent=now,
            received=now,
        )
        return Turn(
            message=message,
            meant=Interpretation(text="", intent=Intent.LIST),
            plans=seen,
            directory=today_in(directory, today),
            speaker=speaker,
            memory=Memory(),
            schedules=(),
            now=now,
            today=today,
            zone=zone_of(place.zone, self._zone),
            change_set="",
            past=StoredPast(self._store, organisation, place.id, frozenset(seen)),
            local=self._local,
        )


def stale_cards(shown: list[Shown], plans: Mapping[int, Plan]) -> Iterator[tuple[Shown, Reply]]:
    """Of what was sent, newest first, the cards that are the newest for an action that has changed since."""
    messages: set[tuple[str, str]] = set()
    cards: Counter[tuple[str, int, int]] = Counter()
    for one in shown:
        if (one.conversation, one.message) in messages:
            continue  # older contents of a message that was replaced
        messages.add((one.conversation, one.message))
        reply = Reply.load(dict(one.reply))
        if reply.again is None:
            continue
        newest = [pair for pair in one.actions if cards[one.conversation, *pair] < NEWEST]
        cards.update((one.conversation, *pair) for pair in one.actions)
        if any(_changed(plans, pair, reply.seen_of(pair[0])) for pair in newest):
            yield one, reply


def _numbers(reply: Reply) -> str:
    """Which state of which plans a card shows."""
    if not reply.each:
        return f"{reply.plan}:{reply.seen}"
    return ",".join(f"{one.plan}:{one.seen}" for one in reply.each)


def _changed(plans: Mapping[int, Plan], pair: tuple[int, int], seen: int | None) -> bool:
    plan = plans.get(pair[0])
    if plan is None:
        return False
    later = changes_since(plan, pair[1], seen)
    return later is None or bool(later)
