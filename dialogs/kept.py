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
    """The actions that it would change and that somebody else has changed since it was said."""
    pairs = {
        (write.plan, change.subject): None
        for write in outcome.writes
        if isinstance(write, Recorded)
        for change in write.changes
    }
    return [shown for plan, action in pairs if (shown := await _moved(turn, plan, action))]


async def _moved(turn: Turn, plan: int, action: int) -> str | None:
    found = item(turn.plans, plan, action)
    changes = await turn.past.changes(plan, action) if found else []
    later = any(one.recorded > turn.message.received and not _kept_too(turn, one) for one in changes)
    return shown_ref(found, several(turn)) if found and later else None


def _kept_too(turn: Turn, change: Change) -> bool:
    """Another message of theirs that was kept: this account could change nothing while it waited."""
    return change.recorder == turn.speaker.id and change.source.startswith(f"{turn.message.sender.channel}: ")
