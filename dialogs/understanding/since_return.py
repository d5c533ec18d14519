""" "Overdue since the last return", "summary since the Q2 return": a day that only the plan's returns know.

The words are read as those with a day in their place would be; the filter then names the return instead of the day.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import Order
from dialogs.understanding.returns import return_said
from dialogs.understanding.sentence import Sentence, read_sentence
from dialogs.understanding.subjects import Settled

LAST = "last return"
NAMED = "since_return"  # in `Interpretation.args`, once it is looked up: the return whose day stands in the filter
STANDS_FOR = date(1990, 1, 1)  # nobody asks about that day
ASKS = (Intent.LIST, Intent.SUMMARY, Intent.HISTORY)


def read_since_return(
    sentence: Sentence, context: Context, read: Callable[[Sentence], Interpretation]
) -> Interpretation | None:
    """The question with the return's name where the day stands in its filter; None for every other message."""
    found = LEXICON.search("since_return", sentence.tagged)
    if found is None or LEXICON.has("return_changed", sentence.tagged):
        return None
    first, last = sentence.line.span(found)
    begin, end = sentence.units[first].start, sentence.units[last - 1].end
    words = f"since {STANDS_FOR.day} {STANDS_FOR:%B %Y}"
    meant = read(read_sentence(f"{sentence.text[:begin]}{words}{sentence.text[end:]}", context))
    filter_ = {key: _named(value, sentence, context, first, last) for key, value in meant.filter.items()}
    if meant.intent not in ASKS or filter_ == meant.filter:
        return None
    return meant.model_copy(update={"text": sentence.text, "filter": filter_})


def _named(value: Any, sentence: Sentence, context: Context, first: int, last: int) -> Any:
    if value not in (STANDS_FOR, STANDS_FOR.isoformat()):
        return value
    part = sentence.part(first, last)
    return return_said(Order(part, part, context, Settled())) or LAST
