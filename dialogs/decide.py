""" "Accept 5", "grant 5": the verdict of an officer or a manager."""

from dialogs.ask import asked
from dialogs.extensions import SAYS, reason_behind, verdict, waiting, withdraw
from dialogs.items import meant
from dialogs.later import not_here_yet
from dialogs.reply import Reply
from dialogs.return_text import accept_these
from dialogs.returns_which import Sight, sight
from dialogs.turn import Outcome, Turn
from dialogs.words import say


async def decide(turn: Turn) -> Outcome:
    """A yes or a no to a date that waits; what is accepted else is the wording of a return, while one is under way."""
    said = turn.meant.args.get("verdict")
    if turn.meant.args.get("waiting"):
        return waiting(turn)
    if said == "withdraw":
        return withdraw(turn)
    if said == "reason":
        return await reason_behind(turn)
    if said == "accept" and (of_return := await _of_return(turn)) is not None:
        return of_return
    if turn.meant.asks and turn.meant.candidates and "until" in turn.meant.args:
        return asked(turn)  # a date is given to one action, however many the number has
    if said in SAYS and (decided := await verdict(turn)) is not None:
        return decided
    return asked(turn) if turn.meant.asks else await not_here_yet(turn)


async def _of_return(turn: Turn) -> Outcome | None:
    """The wording of a return under way; where a date of the same action waits too, it is asked which."""
    items = meant(turn)
    found = await sight(turn) if items and not turn.meant.asks else None
    if not isinstance(found, Sight) or found.made.frozen is not None:
        return None
    mine = [one for one in items if one.plan.id == found.plan.id]
    if any(one.action.extension for one in mine):
        return Outcome(Reply(text=say("extension.or_text", ref=mine[0].action.ref, label=found.made.label)))
    return await accept_these(found, mine)
