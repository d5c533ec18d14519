"""News whose question nobody answered: what was certain of it is not kept, and that is said once."""

from dataclasses import replace

from dialogs.memory import Memory, Question
from dialogs.shown import with_words
from dialogs.turn import Outcome
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.words import joined, say

ANSWERS = (Intent.CANCEL, Intent.CONFIRM, Intent.UNDO)


def told_unkept(before: Memory, meant: Interpretation | None, outcome: Outcome) -> Outcome:
    """What a dialog decided, and which actions were not updated because their question was passed over."""
    reply, question = outcome.reply, before.question
    if reply is None or question is None or meant is None or not _passed_over(question, meant, outcome.memory):
        return outcome
    refs = joined([one.action for one in question.pending.changes])
    return replace(outcome, reply=with_words(reply, say("ask.passed_over", refs=refs)))


def _passed_over(question: Question, meant: Interpretation, after: Memory | None) -> bool:
    """Whether the message is about something else, and the question is open no more."""
    pending = question.pending
    if pending.intent is not Intent.UPDATE or pending.asks in (None, Asks.CONFIRM) or meant.intent in ANSWERS:
        return False
    still = after is not None and after.question is not None and after.question.id == question.id
    held = {(one.plan_id, one.action_id) for one in pending.changes}
    said = {(one.plan_id, one.action_id) for one in meant.changes} | set(meant.targets)
    return bool(held) and not still and after is not None and held.isdisjoint(said)
