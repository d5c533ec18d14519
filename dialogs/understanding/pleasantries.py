"""What people write around their news: "Hi all, hope you are well", "Many thanks, Anne". It belongs to no note."""

from dialogs.understanding.clauses import ENDS, clauses_of
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence

NAME = 2  # words of a signature


def without_pleasantries(sentence: Sentence) -> Sentence:
    """The message without its greeting and its goodbye; as it is where nothing else would be left."""
    clauses = list(clauses_of(sentence))
    first, last = 0, len(clauses)
    while first < last and LEXICON.has("opening", clauses[first].tagged):
        first += 1
    while last > first + 1:
        if LEXICON.has("closing", clauses[last - 1].tagged):
            last -= 1
        elif last > first + 2 and _signs(clauses[last - 1]) and LEXICON.has("closing", clauses[last - 2].tagged):
            last -= 2
        else:
            break
    if first >= last or (first, last) == (0, len(clauses)):
        return sentence
    return _between(sentence, clauses[first], clauses[last - 1], last == len(clauses))


def _signs(clause: Sentence) -> bool:
    """A name and nothing else."""
    words = [clause.tokens[unit.first] for unit in clause.units]
    return len(words) <= NAME and all(word.word and word.capital for word in words)


def _between(sentence: Sentence, first: Sentence, last: Sentence, to_the_end: bool) -> Sentence:
    """From one clause to another, with the mark that ends it."""
    begin = next(place for place, unit in enumerate(sentence.units) if unit is first.units[0])
    end = next(place for place, unit in enumerate(sentence.units) if unit is last.units[-1]) + 1
    if to_the_end:
        return sentence.part(begin, len(sentence.units))
    marked = end < len(sentence.units) and sentence.units[end].tag in ENDS - {",", ":", "\n"}
    return sentence.part(begin, end + marked)
