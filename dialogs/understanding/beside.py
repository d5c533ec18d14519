"""News, and a hand-over behind it in one message: "5.1 on track, and give 5.3 to Kirsty"."""

from dialogs.understanding.assigning import read_assignment
from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.pointers import pointed
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Settled
from dialogs.understanding.updates import read_update

JOINTS = frozenset((",", ".", ";", "\n", "-", "and", "&", "also", "then", "plus"))


def read_beside(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """Both together as news; None where there is no second order, or where either must be asked about."""
    if context.card:
        return None
    for place in range(2, len(sentence.units)):
        rest = sentence.part(place, len(sentence.units))
        if sentence.units[place - 1].tag in JOINTS and LEXICON.has("hands_besides", rest.tagged):
            return _both(sentence.part(0, _end(sentence, place)), rest, context, settled)
    return None


def _end(sentence: Sentence, place: int) -> int:
    """Where the news ends, without what joins the order to it."""
    while place and sentence.units[place - 1].tag in JOINTS:
        place -= 1
    return place


def _both(news: Sentence, order: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    handed = read_assignment(pointed(order, context), context, settled)
    told = read_update(news, context, settled) if handed is not None and news.units else None
    if handed is None or told is None or handed.asks or told.asks or not (handed.changes and told.changes):
        return None
    if {one.action_id for one in handed.changes} & {one.action_id for one in told.changes}:
        return None
    return told.model_copy(
        update={"text": news.text, "intent": Intent.UPDATE, "changes": [*told.changes, *handed.changes]}
    )
