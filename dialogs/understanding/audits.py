""" "Export the audit trail of 9", "the change log of 4.3 in Excel": the past of an action as an auditor asks for it.

The words are read as those without the wish would be; only where they ask for a history is it one.
"""

from collections.abc import Callable

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence, read_sentence

AUDIT = "audit"  # in `Interpretation.args["do"]`


def read_audit(
    sentence: Sentence, context: Context, read: Callable[[Sentence], Interpretation]
) -> Interpretation | None:
    """The history with the wish for all of it; None for every other message."""
    if context.card or not LEXICON.has("audit_asked", sentence.tagged):
        return None
    as_file = [{"format": "csv"}] if LEXICON.has("audit_file", sentence.tagged) else []
    meant = read(read_sentence(_without_wish(sentence), context))
    if meant.intent is not Intent.HISTORY:
        return None
    filter_ = {key: value for one in (meant.filter, *as_file) for key, value in one.items()}
    return meant.model_copy(update={"text": sentence.text, "filter": filter_, "args": {**meant.args, "do": AUDIT}})


def _without_wish(sentence: Sentence) -> str:
    """ "The audit trail of 9": without who is to do what with it, and into which file."""
    text = sentence.text
    spans = [
        sentence.line.span(found)
        for name in ("audit_lead", "audit_file")
        for found in LEXICON.every(name, sentence.tagged)
    ]
    for first, last in sorted(set(spans), reverse=True):
        text = text[: sentence.units[first].start] + text[sentence.units[last - 1].end :]
    return text.strip(" .,!?")
