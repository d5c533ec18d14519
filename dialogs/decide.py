""" "Accept 5", "grant 5": the verdict of an officer or a manager."""

from dialogs.ask import asked
from dialogs.items import meant
from dialogs.later import not_here_yet
from dialogs.return_text import accept_these
from dialogs.returns_which import Sight, sight
from dialogs.turn import Outcome, Turn


async def decide(turn: Turn) -> Outcome:
    """What is accepted is the wording of a return, while one is under way."""
    if turn.meant.asks:
        return asked(turn)
    items = meant(turn)
    if turn.meant.args.get("verdict") == "accept" and items:
        found = await sight(turn)
        if isinstance(found, Sight) and found.made.frozen is None:
            return await accept_these(found, [one for one in items if one.plan.id == found.plan.id])
    return await not_here_yet(turn)
