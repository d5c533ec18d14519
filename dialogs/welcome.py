"""The first words where the bot was added: what it does here, how to begin, what is recorded and who reads it.

In somebody's own chat they are about that person's actions; where several read, about what can be asked there. Both say
that notes, internal ones too, may have to be disclosed, since whoever writes them should know it beforehand.
"""

from collections.abc import Sequence
from dataclasses import replace

from dialogs.examples import examples
from dialogs.help import starting_buttons
from dialogs.items import Item, several
from dialogs.message import Message, MessageKind, Place
from dialogs.reply import Card, Reply
from dialogs.rights import may_load
from dialogs.schedule_words import listed as schedules_listed
from dialogs.scope import mine
from dialogs.select import overdue
from dialogs.shown import line, line_text
from dialogs.turn import Outcome, Turn
from dialogs.words import joined, listed, say
from storage.plan import Plan
from storage.work import Presence

MOST = 3  # of the reader's own actions: the first card stays on one screen of a telephone


def is_news(message: Message, presence: Presence) -> bool:
    """Whether being added or removed is told for the first time. Services tell it twice, and late, in any order."""
    if message.kind is MessageKind.REMOVED:
        return not presence.gone and (presence.added is None or presence.added < message.sent)
    return not presence.there and (presence.removed is None or presence.removed < message.sent)


async def welcome(turn: Turn) -> Outcome:
    """The first card for somebody who is known: in their own chat, or where they added the bot for others too."""
    if not turn.private:
        return Outcome(welcome_here(turn.message.place, turn.live, _posted(turn)), memory=turn.memory)
    own = mine(turn)
    heading = say("welcome.hello", name=turn.speaker.name.split()[0], plans=_plans(turn.live))
    if not turn.live:
        return Outcome(_empty_house(turn, heading), memory=turn.memory)
    bullets = [say("help.example", example=one) for one in examples(turn)]
    lines = tuple(line(one, turn, turn.today, many=several(turn)) for one in own[:MOST])
    state, told = _state(turn, own), _told(Place.PERSONAL)
    spoken = (heading, state, *map(line_text, lines), say("welcome.try"), *bullets, *told)
    card = Card(
        heading=heading,
        intro=state,
        lines=lines,
        more=say("welcome.more", shown=len(lines), n=len(own)) if len(own) > len(lines) else None,
        paragraphs=("\n".join((say("welcome.try"), *bullets)), *told),
        buttons=starting_buttons(turn),
    )
    return Outcome(Reply(text="\n".join(spoken), card=card), memory=turn.memory)


def _empty_house(turn: Turn, heading: str) -> Reply:
    """Before there is a plan: how it comes in, for whoever may load it."""
    begin = say("import.how") if may_load(turn.speaker, local=turn.local) else say("list.no_plan")
    parts = (begin, *_told(Place.PERSONAL))
    return Reply(text="\n".join((heading, *parts)), card=Card(heading=heading, paragraphs=parts))


def welcome_here(place: Place, plans: Sequence[Plan], posted: str = "") -> Reply:
    """The first card where several read: nothing of the plans but their names."""
    heading = say("welcome.here", plans=_plans(plans))
    bullets = "\n".join(say("help.example", example=one) for one in listed("welcome.examples_here"))
    parts = (say("welcome.how_here"), bullets, *([posted] if posted else []), *_told(place))
    return Reply(text="\n".join((heading, *parts)), card=Card(heading=heading, paragraphs=parts))


def with_terms(outcome: Outcome, place: Place) -> Outcome:
    """What somebody who is not known yet is told, with what is recorded and who reads it."""
    if outcome.reply is None:
        return outcome
    told = _told(place)
    card = outcome.reply.card
    if card is not None:
        card = card.model_copy(update={"paragraphs": (*card.paragraphs, *told)})
    text = "\n".join((outcome.reply.text, *told))
    return replace(outcome, reply=outcome.reply.model_copy(update={"text": text, "card": card}))


def _told(place: Place) -> tuple[str, str, str]:
    seen = "welcome.seen" if place is Place.PERSONAL else "welcome.seen_here"
    return say("welcome.recorded"), say(seen), say("welcome.disclosed")


def _plans(plans: Sequence[Plan]) -> str:
    return joined(one.title or one.code for one in plans) or say("welcome.no_plan")


def _state(turn: Turn, own: Sequence[Item]) -> str:
    late = overdue(own, turn.today)
    if late:
        return say("welcome.own_late", n=len(own), late=len(late))
    return say("welcome.own", n=len(own)) if own else say("welcome.none_own")


def _posted(turn: Turn) -> str:
    """What is posted here already, where the bot was here before."""
    return schedules_listed(turn) if turn.schedules else ""
