""" "What does “on time completion expected” mean": a plan's own status words, and what they stand for."""

import re

from dialogs.items import Item, several
from dialogs.reply import Reply
from dialogs.select import many
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.words import joined, say, symbol
from storage.plan import Plan
from storage.status import Status


async def explain(turn: Turn) -> Outcome:
    """The status words that were asked about, in each live plan that has them, and which actions have them now."""
    asked_for = f"{turn.meant.args.get('word') or ''} {turn.meant.text}".casefold()
    told = [_told(turn, plan, *found) for plan in turn.live for found in _named(plan, asked_for)]
    if not told and (given := next(iter(many(turn.meant.args.get("status"))), None)):
        told = [_told(turn, plan, plan.scheme.label(Status(given)), Status(given)) for plan in turn.live]
    if not told and say("explain.overdue_word") in asked_for:
        told = [say("explain.overdue")]
    return Outcome(Reply(text="\n".join(told) if told else _unknown(turn)))


def _named(plan: Plan, asked_for: str) -> list[tuple[str, Status]]:
    """The plan's words that were asked about, or ours for them; the longest first, as it may hold a shorter one."""
    ours = ((one.value.replace("_", " "), one) for one in Status)
    own = {label: label for label, _ in plan.scheme.choices()}
    found: dict[Status, str] = {}
    for word, status in sorted((*plan.scheme.choices(), *ours), key=lambda pair: -len(pair[0])):
        if whole := re.search(rf"\b{re.escape(word.casefold())}\b", asked_for):
            asked_for = asked_for.replace(whole[0], " ")
            found.setdefault(status, own.get(word) or plan.scheme.label(status))
    return [(label, status) for status, label in found.items()]


def _told(turn: Turn, plan: Plan, label: str, status: Status) -> str:
    having = [Item(plan, one) for one in plan.actions.values() if one.status is status]
    said = say("explain.status", plan=plan.code, label=label, meaning=say(f"meaning.{status.value}"))
    return f"{said} {say('explain.count', n=len(having), refs=refs_shown(having, several(turn)))}"


def _unknown(turn: Turn) -> str:
    known = " ".join(say("explain.plan_words", plan=plan.code, labels=_labels(plan)) for plan in turn.live)
    return say("explain.unknown", known=known).strip() if turn.meant.args.get("word") or not known else known


def _labels(plan: Plan) -> str:
    pairs = plan.scheme.labels or plan.scheme.choices()
    return joined(say("line.status", symbol=symbol(status), label=label) for label, status in pairs)
