"""Greetings, thanks, and a yes or no when nothing was asked. None of it changes anything."""

from dialogs.focus import turned_away
from dialogs.help import starting_buttons
from dialogs.items import several
from dialogs.reply import Card, Reply
from dialogs.scope import mine
from dialogs.select import overdue
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.words import say


async def greeting(turn: Turn) -> Outcome:
    """Hello, and how the speaker's own actions stand."""
    own = mine(turn)
    late = overdue(own, turn.today)
    if late:
        state = say("talk.greeting_late", n=len(late), all=len(own), refs=refs_shown(late, several(turn)))
    else:
        state = say("talk.greeting_fine", n=len(own)) if own else say("talk.greeting_none")
    words = say("talk.greeting", name=turn.speaker.name.split()[0], state=state)
    return Outcome(
        Reply(text=words, card=Card(heading=words, buttons=starting_buttons(turn))), memory=turned_away(turn)
    )


async def thanks(turn: Turn) -> Outcome:
    return Outcome(Reply(text=say("talk.thanks")))


async def confirm(turn: Turn) -> Outcome:
    """A yes to which nothing is open."""
    return Outcome(Reply(text=say("talk.confirm")))


async def cancel(turn: Turn) -> Outcome:
    """A no: the open question has been dropped already, whatever it was, and nothing was changed."""
    return Outcome(Reply(text=say("talk.cancelled")))
