"""The answer to "is 31 March the new date of 5?", asked where a date may be somebody else's: yes sets it, no leaves it,
and what else was said is kept either way."""

from dialogs.understanding.agreeing import complete
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Asks, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import read_sentence
from dialogs.understanding.subjects import Settled
from dialogs.understanding.yes_no import agrees, declines


def one_date(words: str, pending: Interpretation, context: Context) -> Interpretation | None:
    """What was said, with the date or without it; None where the words are neither yes nor no."""
    if not asks_one(pending) or words in LEXICON.words("cancel"):
        return None
    if agrees(words):
        return with_date(pending, context)
    if words in LEXICON.words("no") or declines(words):
        return without_date(pending)
    return None


def asks_one(pending: Interpretation) -> bool:
    return pending.asks is Asks.WHICH_DATE and len(pending.candidates) == 1


def with_date(pending: Interpretation, context: Context) -> Interpretation:
    """The date as it was said, where it was said in words of its own."""
    (day,) = pending.candidates
    said = [one.ahead.text for one in read_sentence(pending.text, context).dates() if one.end.isoformat() == day]
    words = said[0] if len(said) == 1 else day
    return complete(pending, Settled(targets=tuple(pending.targets), date_words=words), context)


def without_date(pending: Interpretation) -> Interpretation | None:
    if not pending.changes:
        return None
    return pending.model_copy(update={"asks": None, "candidates": [], "targets": []})
