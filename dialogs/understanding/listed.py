""" "The first one done": an action by its place in the list that was shown last."""

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence
from dialogs.understanding.subjects import Settled, Target
from dialogs.understanding.updates import read_told


def read_listed(sentence: Sentence, context: Context, settled: Settled) -> Interpretation | None:
    """News of an action that is named by its place; None where no list was shown or the words say nothing of it."""
    found = LEXICON.search("listed_place", sentence.tagged)
    shown = context.focus.actions if context.focus else ()
    if found is None or len(shown) < 2 or sentence.tagged.endswith("?"):
        return None
    target = _at_place(LEXICON.ordinals[found.group("place")], shown)
    if target is None:
        return None
    _, begin = sentence.line.span(found)
    return read_told(sentence.part(begin, len(sentence.units)), target, context, settled)


def _at_place(place: int, shown: tuple[Target, ...]) -> Target | None:
    """The action at a place, counted from 1, or from the end where it is negative."""
    if abs(place) > len(shown):
        return None
    return shown[place - 1 if place > 0 else place]
