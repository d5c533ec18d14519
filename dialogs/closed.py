"""The card of a question that is open no longer loses its buttons, whatever closed it but a press on that card."""

from dialogs.aside import is_pressed
from dialogs.memory import Memory, Question
from dialogs.message import Message
from dialogs.reply import Card, Reply
from dialogs.words import say


def closed(message: Message, before: Memory, after: Memory | None) -> Question | None:
    """The question that this message closed, where its card still stands as it was asked."""
    question = before.question
    if question is None or question.message is None or after is None or is_pressed(message, question):
        return None
    still = {one.id for one in (after.question, after.aside) if one is not None}
    return None if question.id in still else question


def without_buttons(question: Question) -> Reply:
    """The card of a question that is closed."""
    asked, *more = question.asked.split("\n")
    heading, *above = [*([question.about] if question.about else []), asked]
    intro = "\n".join([*above, say("ask.closed")])
    card = Card(heading=heading, intro=intro, paragraphs=tuple(more))
    return Reply(text=f"{question.asked}\n{say('ask.closed')}", card=card)
