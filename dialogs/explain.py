""" "What does “on time completion expected” mean": a plan's own status words, and what they stand for."""

from dialogs.items import Item, several
from dialogs.reply import Reply
from dialogs.select import many
from dialogs.shown import refs_shown
from dialogs.turn import Outcome, Turn
from dialogs.words import joined, say, symbol
from storage.plan import Plan
from storage.status import Status


async def explain(turn: Turn) -> Outcome:
    """A status word in each live plan that has it, and which actions have that status now."""
    asked_for = str(turn.meant.args.get("word") or turn.meant.args.get("text") or turn.meant.text).casefold()
    named = [(plan, found) for plan in turn.live if (found := _label(plan, asked_for))]
    told = [_told(turn, plan, *found) for plan, found in named]
    if not told and (given := next(iter(many(turn.meant.args.get("status"))), None)):
        told = [_told(turn, plan, plan.scheme.label(Status(given)), Status(given)) for plan in turn.live]
    if not told and say("explain.overdue_word") in asked_for:
        told = [say("explain.overdue")]
    return Outcome(Reply(text="\n".join(told) if told else _unknown(turn)))


def _label(plan: Plan, asked_for: str) -> tuple[str, Status] | None:
    """The longest of the plan's own words, or of ours, that was asked about."""
    words = sorted(plan.scheme.choices(), key=lambda pair: -len(pair[0]))
    return next((pair for pair in words if pair[0].casefold() in asked_for), None)


def _told(turn: Turn, plan: Plan, label: str, status: Status) -> str:
    having = [Item(plan, one) for one in plan.actions.values() if one.status is status]
    said = say("explain.status", plan=plan.code, label=label, meaning=say(f"meaning.{status.value}"))
    return f"{said} {say('explain.count', n=len(having), refs=refs_shown(having, several(turn)))}"


def _unknown(turn: Turn) -> str:
    known = (say("explain.plan_words", plan=plan.code, labels=_labels(plan)) for plan in turn.live)
    return say("explain.unknown", known=" ".join(known)).strip()


def _labels(plan: Plan) -> str:
    pairs = plan.scheme.labels or plan.scheme.choices()
    return joined(say("line.status", symbol=symbol(status), label=label) for label, status in pairs)
