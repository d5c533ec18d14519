"""What cannot be done here yet: one honest line that says what can. Nothing is changed."""

from dialogs.examples import example_ref
from dialogs.items import meant
from dialogs.reply import Reply
from dialogs.turn import Outcome, Turn
from dialogs.words import say


async def not_here_yet(turn: Turn) -> Outcome:
    named = [one.action.ref for one in meant(turn)] or [example_ref(turn)]
    return Outcome(Reply(text=say(f"later.{turn.meant.intent.value}", ref=named[0])))
