"""The sentence of a long message that asks: "I have the board on 10 December. Could you list what is overdue? Thanks".

What stands around it is a greeting or a story, whose dates and words are no part of the question.
"""

from dialogs.understanding.clauses import clauses_of
from dialogs.understanding.dates import When
from dialogs.understanding.items import Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence

STOPS = frozenset((".", "!", "?", "\n"))


def the_question(sentence: Sentence) -> Sentence:
    """Only the part that asks; the whole where nothing asks, or where the rest may be news of its own."""
    parts = _parts(sentence)
    asks = [part for part in parts if LEXICON.has("asks_for", part.tagged)]
    if asks and len(asks) < len(parts) and not any(_tells(part) for part in parts if part not in asks):
        first, last = asks[0].units[0].first, asks[-1].units[-1].last
        return _told_before(_without_stories(_between(sentence, first, last)), sentence)
    return _told_before(_within(_without_stories(sentence)), sentence)


def _within(sentence: Sentence) -> Sentence:
    """The question behind a story in one sentence: "I've got SMT on Thursday and need to know what's late"."""
    found = LEXICON.search("asks_within", sentence.tagged)
    if found is None:
        return sentence
    _, begin = sentence.line.span(found)
    before, rest = sentence.part(0, begin), sentence.part(begin, len(sentence.units))
    if not LEXICON.has("story", before.tagged) or _tells(before):
        return sentence
    return rest


def _told_before(question: Sentence, whole: Sentence) -> Sentence:
    """ "What's due before then", "what's she late on": the day, and the person, that the story has named."""
    left = {unit.first for unit in question.units}
    told = [unit for unit in whole.units if unit.first not in left]
    for name, kind in (("then", When), ("pronoun_person", Who)):
        named = [unit for unit in told if isinstance(unit.item, kind)]
        found = LEXICON.search(name, question.tagged)
        if found and len(named) == 1:
            place, _ = question.line.span(found, "word")
            question = question.instead(place, named[0])
    return question


def _parts(sentence: Sentence) -> list[Sentence]:
    """The sentences of a message."""
    found: list[Sentence] = []
    begin = 0
    for place, unit in enumerate(sentence.units):
        if unit.tag in STOPS:
            found += [sentence.part(begin, place + 1)] if place > begin else []
            begin = place + 1
    if begin < len(sentence.units):
        found.append(sentence.part(begin, len(sentence.units)))
    return found


def _tells(part: Sentence) -> bool:
    """Whether a sentence may be more than a story: it names an action or a status, or orders something."""
    return bool(part.refs() or part.statuses()) or LEXICON.has("no_story", part.tagged)


def _without_stories(sentence: Sentence) -> Sentence:
    """ "Got SMT on Thursday, what's overdue", "what does RAG mean, sorry if that's daft": the clause that asks."""
    clauses = list(clauses_of(sentence))
    if len(clauses) < 2 or not any(_asks(one, place, sentence) for place, one in enumerate(clauses)):
        return sentence
    dropped = {
        unit.first
        for one in clauses
        if LEXICON.has("story", one.tagged) and not LEXICON.has("asks_for", one.tagged) and not _tells(one)
        for unit in one.units
    }
    kept = [place for place, unit in enumerate(sentence.units) if unit.first not in dropped]
    while kept and sentence.units[kept[0]].tag in (",", "-", ".", ":"):
        kept = kept[1:]
    while kept and sentence.units[kept[-1]].tag in (",", "-", ":"):
        kept = kept[:-1]
    return sentence.only(kept) if dropped and kept else sentence


def _asks(clause: Sentence, place: int, whole: Sentence) -> bool:
    """ "…, which took a while" asks nothing, where "which" begins no message and no question mark ends it."""
    relative = place > 0 and not whole.tagged.rstrip(" .!").endswith("?") and LEXICON.has("relative", clause.tagged)
    return not relative and LEXICON.has("asks_for", clause.tagged)


def _between(sentence: Sentence, first: int, last: int) -> Sentence:
    return sentence.only([place for place, unit in enumerate(sentence.units) if first <= unit.first < last])
