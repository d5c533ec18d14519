"""A message that was kept until it was certain who wrote it, and has its turn now: as of the day it was said."""

from dataclasses import replace

from dialogs.items import item, several
from dialogs.reply import Card, Reply
from dialogs.shown import shown_ref
from dialogs.turn import Outcome, Turn
from dialogs.words import cut, day, joined, say
from storage.plan import Change
from storage.work import Recorded

QUOTED = 120  # characters of the message that are read back


async def as_kept(turn: Turn, outcome: Outcome) -> Outcome:
    """The outcome with what it answers before it; nothing is changed where somebody else has been quicker."""
    moved = await _changed_since(turn, outcome)
    said = {"day": day(turn.today), "text": cut(turn.message.text, QUOTED)}
    if moved:
        return Outcome(Reply(text=say("held.changed", refs=joined(moved), n=len(moved), **said)), memory=turn.memory)
    if outcome.reply is None:
        return outcome
    return replace(outcome, reply=_led(outcome.reply, say("held.applied", **said)))


def _led(reply: Reply, words: str) -> Reply:
    return reply.model_copy(update={"text": f"{words}\n{reply.text}", "card": _intro(reply.card, words)})


def _intro(card: Card | None, words: str) -> Card | None:
    if card is None:
        return None
    return card.model_copy(update={"intro": f"{words}\n{card.intro}" if card.intro else words})


async def _changed_since(turn: Turn, outcome: Outcome) -> list[str]:
    """The actions that it would change and that have been changed since it was said, other than by what goes before."""
    facts: dict[tuple[int, int], set[str]] = {}
    for write in (one for one in outcome.writes if isinstance(one, Recorded)):
        for change in write.changes:
            facts.setdefault((write.plan, change.subject), set()).update(change.facts)
    return [shown for pair, touched in facts.items() if (shown := await _moved(turn, *pair, touched))]


async def _moved(turn: Turn, plan: int, action: int, touched: set[str]) -> str | None:
    found = item(turn.plans, plan, action)
    if found is None:
        return None
    since = [one for one in await turn.past.changes(plan, action) if one.recorded > turn.message.received]
    later = [one for one in since if await _goes_over(turn, one, touched)]
    return shown_ref(found, several(turn)) if later else None


async def _goes_over(turn: Turn, change: Change, touched: set[str]) -> bool:
    """Whether a change that was recorded later stands: somebody else's, or what they themselves have said later.

    What they had said before may be recorded later all the same, since it was kept too.
    """
    own = f"{turn.message.sender.channel}: "
    if change.recorder != turn.speaker.id or not change.source.startswith(own):
        return True
    heard = await turn.past.heard(change.source.removeprefix(own), anywhere=True)
    later = heard is None or heard.received > turn.message.received
    return later and not touched.isdisjoint(change.facts)
