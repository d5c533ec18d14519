"""From a message to what it means, in the context of its conversation. Decided only here."""

import json
from dataclasses import replace
from datetime import date

from dialogs.attached import answered_with_files, with_files
from dialogs.edited import taken_back
from dialogs.import_plan import answers_to_review, beside_review, waits_for_review
from dialogs.memory import Memory
from dialogs.message import Message, MessageKind
from dialogs.reply import read_payload
from dialogs.understanding.answers import answer
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Asks, Intent, Interpretation
from dialogs.understanding.no_such_plan import without_other_plan
from dialogs.understanding.pressed import WHY, is_open, pressed, unfit
from dialogs.understanding.read_before import read_before
from dialogs.understanding.tokens import too_long
from storage.people import Person
from storage.plan import PlanState
from storage.work import Loaded

PRESSED = (MessageKind.BUTTON, MessageKind.FORM)
LOGGED = 300  # characters of a message that was not understood, as it is logged


def understand(message: Message, context: Context) -> Interpretation:
    """What a message means: a button's payload, the open question's answer, or a new subject. Decided only here."""
    if message.kind in PRESSED:
        return _pressed(message, context)
    meant = _answer(message, context) or taken_back(read_before(message.text, context), context)
    if not message.attachments:
        return meant
    return beside_review(with_files(meant, [one.name for one in message.attachments]), context.question)


def _pressed(message: Message, context: Context) -> Interpretation:
    """What a press means. A button that says an answer in words is read as if they were typed."""
    payload = read_payload(message.payload)
    if payload is None:
        return unfit("unreadable")
    if payload.act == "answer" and payload.note is not None and is_open(payload, context):
        return _answer(replace(message, text=payload.note), context) or unfit("unreadable")
    return pressed(payload, message.inputs, context)


def _answer(message: Message, context: Context) -> Interpretation | None:
    """The message as the answer to the open question; a file beside no words answers nothing."""
    if context.question is None or not message.text.strip() or too_long(message.text):
        return None
    reviewed = answers_to_review(message.text, context.question.pending, context.today)
    answered = reviewed or answer(message.text, context)
    if answered is None:
        return None
    return without_other_plan(answered_with_files(answered, context.question), message.text, context)


def leaves_open(meant: Interpretation, memory: Memory) -> bool:
    """Politeness is no change of subject; nor are words that are not understood, but they must not lead to a yes.

    A no is left the question that it drops, so that its answer can say whether there was one. A document waits on,
    because its question is put again.
    """
    if WHY in meant.args:
        return True  # a button of an old card says nothing about the question
    if meant.intent is Intent.UNKNOWN:
        asked = memory.question
        return asked is not None and (asked.pending.asks is not Asks.CONFIRM or waits_for_review(asked))
    return meant.intent in (Intent.THANKS, Intent.GREETING, Intent.CANCEL)


def context_of(message: Message, loaded: Loaded, memory: Memory, today: date, speaker: Person | None) -> Context:
    """What a message is read against."""
    return Context(
        plans=tuple(plan for plan in loaded.plans.values() if plan.state is PlanState.LIVE),
        directory=loaded.directory,
        speaker=speaker,
        today=today,
        focus=memory.focus,
        question=memory.question,
        card=loaded.card,
        filling=memory.filling.plan if memory.filling else None,
    )


def corpus_entry(message: Message) -> str:
    """What to add to `tests/understanding` once it is known what was meant: a line of YAML, which JSON is."""
    text = " ".join(message.text.split())[:LOGGED]
    return "- " + json.dumps({"text": text, "expect": {"intent": "?"}}, ensure_ascii=False)
