""" "5 to Ian", "MG leads on it now": who answers for an action, changed by those who may."""

from dialogs.ask import asked
from dialogs.examples import example_ref
from dialogs.not_mine import not_mine, taken
from dialogs.reply import Reply
from dialogs.turn import Outcome, Turn
from dialogs.update_action import update_action
from dialogs.words import say


async def assign(turn: Turn) -> Outcome:
    """Hand actions over. Rights are those of the update that it is."""
    if turn.meant.disowned and (outcome := await not_mine(turn)) is not None:
        return outcome
    if turn.meant.asks:
        return asked(turn)
    changes = turn.meant.changes
    if not changes:
        return Outcome(Reply(text=say("assign.which")))
    if any(one.owners and not one.owner_ids for one in changes):
        return Outcome(Reply(text=say("assign.unknown")))
    if all(one.owner_ids is None for one in changes):
        name = turn.speaker.name
        return Outcome(Reply(text=say("assign.no_people", ref=example_ref(turn), name=name)))
    return await taken(turn) or await update_action(turn)
