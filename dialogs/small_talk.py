"""Greetings, thanks, and a yes or no when nothing was asked. None of it changes anything."""

from collections.abc import Sequence

from dialogs.extensions import just_asked, withdrawn
from dialogs.focus import turned_away
from dialogs.help import starting_buttons
from dialogs.items import Item, several
from dialogs.memory import Memory
from dialogs.reply import Button, Card, Payload, Reply
from dialogs.scope import mine
from dialogs.select import overdue, past_first
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.understanding.extending import WHY
from dialogs.undo import ChangeSet, standing, touched
from dialogs.words import say


async def greeting(turn: Turn) -> Outcome:
    """Hello, and how the speaker's own actions stand."""
    words = say("talk.greeting", name=turn.speaker.name.split()[0], state=_state(turn, mine(turn)))
    return Outcome(
        Reply(text=words, card=Card(heading=words, buttons=starting_buttons(turn))), memory=turned_away(turn)
    )


def _state(turn: Turn, own: Sequence[Item]) -> str:
    """How many are open, and how many of them are late by either date."""
    if not own:
        return say("talk.greeting_none")
    late, past = overdue(own, turn.today), past_first(own, turn.today)
    moved = say("talk.greeting_past", past=say("list.more_past" if late else "list.past_only", n=len(past)))
    slots = {"all": len(own), "refs": refs_shown(late, several(turn)), "past": moved if past else ""}
    return say("talk.greeting_late", n=len(late), **slots) if late else say("talk.greeting_fine", n=len(own), **slots)


async def thanks(turn: Turn) -> Outcome:
    return Outcome(Reply(text=say("talk.thanks")))


async def confirm(turn: Turn) -> Outcome:
    """A yes to which nothing is open."""
    return Outcome(Reply(text=say("talk.confirm")))


async def cancel(turn: Turn) -> Outcome:
    """A no drops the open question. Where none is open, what was recorded last stands, and is offered to go."""
    if turn.memory.question:
        return Outcome(Reply(text=say("talk.cancelled")), memory=_dropped(turn.memory))
    last = next(iter(standing(turn)), None)
    if last and _spoken_of(turn, last):
        if wishes := just_asked(turn, touched(turn, [last]), last.changes):
            return withdrawn(turn, wishes)
        return Outcome(_stands(turn, last))
    return Outcome(Reply(text=say("talk.nothing_open")))


def _dropped(memory: Memory) -> Memory:
    """Without the question; what was recorded before it is not what the next "forget it" would take back."""
    focus = memory.focus
    if focus and focus.intent == "update":
        focus = focus.model_copy(update={"intent": "show"})
    return memory.model_copy(update={"question": None, "focus": focus})


def _spoken_of(turn: Turn, last: ChangeSet) -> bool:
    """This conversation has recorded it, and has not turned to anything else since."""
    focus = turn.memory.focus
    if focus is None or focus.intent not in ("update", WHY):
        return False
    subjects = {(last.plan.id, change.subject) for change in last.changes}
    here = any(done.change_set == last.id for done in turn.memory.done)
    return here and not subjects.isdisjoint(focus.actions)


def _stands(turn: Turn, last: ChangeSet) -> Reply:
    words = say("talk.stands", refs=refs_shown(touched(turn, [last]), several(turn)))
    undo = Payload(act="undo", plan=last.plan.id, change_set=last.id)
    return Reply(text=words, card=Card(heading=words, buttons=(Button(label=say("button.undo"), payload=undo),)))
