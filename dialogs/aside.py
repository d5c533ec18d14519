"""A document under review that something else came between: it is put aside, and taken up where somebody says so.

An answer to it is pressed on its own card, or "go on with the document" is said; no other words are taken for one.
"""

from dataclasses import replace

from dialogs.memory import UPLOAD, Memory, Question
from dialogs.message import Message, MessageKind
from dialogs.reply import Reply, read_payload
from dialogs.reviewing import resumes
from dialogs.shown import with_words
from dialogs.turn import Outcome
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.words import say


def taken_up(message: Message, memory: Memory) -> Memory:
    """The memory with the document as the open question again, where the message is about it."""
    aside = memory.aside
    if aside is None or not (is_pressed(message, aside) or (message.kind is MessageKind.NEW and resumes(message.text))):
        return memory
    other = memory.question if memory.question is not None and memory.question.reviews else None
    return memory.model_copy(update={"question": aside, "aside": other})


def is_pressed(message: Message, question: Question) -> bool:
    """Whether a button of a question's own card was pressed."""
    press = read_payload(message.payload) if message.kind in (MessageKind.BUTTON, MessageKind.FORM) else None
    return press is not None and press.question == question.id


def put_aside(before: Memory, meant: Interpretation | None, outcome: Outcome) -> Outcome:
    """What a dialog decided, with the document still remembered that it knows nothing of; said when that begins."""
    if outcome.memory is None:
        return outcome
    dropped = _dropped(before.question, meant, outcome.memory)
    after = outcome.memory.model_copy(update={"aside": dropped or before.aside})
    reply = outcome.reply
    if dropped is None or reply is None or after.question is not None:
        return replace(outcome, memory=after)
    return replace(outcome, memory=after, reply=_told(reply, dropped))


def _dropped(question: Question | None, meant: Interpretation | None, after: Memory) -> Question | None:
    """The document that was open and is neither answered, saved, refused nor asked again."""
    if question is None or not question.reviews or (meant is not None and meant.intent is Intent.CANCEL):
        return None
    upload = question.pending.args[UPLOAD]
    again = after.question is not None and after.question.pending.args.get(UPLOAD) == upload
    answered = meant is not None and meant.args.get(UPLOAD) == upload
    return None if again or answered else question


def _told(reply: Reply, dropped: Question) -> Reply:
    return with_words(reply, say("import.aside", name=dropped.pending.args["file"]))
