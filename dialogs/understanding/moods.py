"""How certain a statement is: somebody else's word for it ("Ian says", "apparently") and the speaker's own doubt ("I
think", "might be", "not sure") are recognised wherever they stand. The words around them are read as if they were not
there, and what they then say is read back before it is written."""

from collections.abc import Iterator

from dialogs.understanding.items import Doubt, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import LONGEST_STRETCH, Sentence, Unit


def with_moods(sentence: Sentence) -> Sentence:
    """The sentence, each stretch of doubt in it as one unit."""
    found = _spans(sentence)
    if not found:
        return sentence
    units: list[Unit] = []
    place = 0
    for first, last, hearsay in found:
        units += [*sentence.units[place:first], _unit(sentence.units[first:last], hearsay)]
        place = last
    units += sentence.units[place:]
    return Sentence(sentence.text, sentence.tokens, tuple(units))


def plain(sentence: Sentence) -> Sentence:
    """What is said, without the doubt about it."""
    kept = [place for place, unit in enumerate(sentence.units) if not isinstance(unit.item, Doubt)]
    return sentence if len(kept) == len(sentence.units) else sentence.only(kept)


def doubts_in(sentence: Sentence) -> list[Doubt]:
    return [unit.item for unit in sentence.units if isinstance(unit.item, Doubt)]


def only_doubts(clause: Sentence) -> bool:
    """A clause that says nothing but how sure it is: "not sure", "at least that's what Ian told me"."""
    rest = plain(clause)
    return len(rest.units) < len(clause.units) and all(
        unit.tag in LEXICON.words("around_doubts") for unit in rest.units
    )


def _spans(sentence: Sentence) -> list[tuple[int, int, bool]]:
    """Where doubt stands, in order; of two that overlap the longer."""
    begins = range(0, len(sentence.units), LONGEST_STRETCH)
    every = [one for begin in begins for one in _doubts(sentence.part(begin, begin + LONGEST_STRETCH), begin)]
    found: list[tuple[int, int, bool]] = []
    for one in sorted(every, key=lambda span: span[0] - span[1]):
        if all(one[1] <= other[0] or other[1] <= one[0] for other in found):
            found.append(one)
    return sorted(found)


def _doubts(part: Sentence, begin: int) -> Iterator[tuple[int, int, bool]]:
    """Where doubt stands in a part of a message that begins at a place."""
    for name in ("hearsay", "doubt"):
        for match in LEXICON.every(name, part.tagged):
            if match.group().strip() and not LEXICON.has("not_told", part.tagged[: match.start()]):
                first, last = part.line.span(match)
                yield begin + first, begin + last, name == "hearsay"


def _unit(units: tuple[Unit, ...], hearsay: bool) -> Unit:
    who = next((unit.item.ids for unit in units if isinstance(unit.item, Who)), ())
    item = Doubt(units[0].first, units[-1].last, hearsay, who)
    return Unit("DOUBT", units[0].start, units[-1].end, item, units[0].first, units[-1].last)
