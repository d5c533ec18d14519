""" "Hang on, what's overdue of mine first": words that put something else off, before a question."""

from dialogs.understanding.clauses import clauses_of
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.questions import asks_something
from dialogs.understanding.sentence import Sentence


def without_interruption(sentence: Sentence) -> Sentence:
    """The question alone, where nothing but such words stand before it and behind it; else the sentence as it is."""
    for clause in clauses_of(sentence):
        if not LEXICON.has("interrupts", clause.tagged):
            begin = next(place for place, unit in enumerate(sentence.units) if unit is clause.units[0])
            found = LEXICON.search("interrupts_first", clause.tagged)
            begin += clause.line.span(found)[1] if found else 0
            if not begin:
                return sentence
            rest = sentence.part(begin, len(sentence.units))
            return _without_end(rest) if asks_something(rest) else sentence
    return sentence


def _without_end(question: Sentence) -> Sentence:
    """Without the "first" or "before I answer" behind it."""
    found = LEXICON.search("interrupts_end", question.tagged)
    return question if found is None else question.part(0, question.line.span(found, "end")[0])
