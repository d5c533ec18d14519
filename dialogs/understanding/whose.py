"""Whose date moves. "Slipped to March" and "the strategy has slipped to March" are said of the action itself; of "the
supplier has slipped to March" only the note is kept, and where it may be either ("recruitment slipped to March") it is
asked."""

from enum import Enum, auto

from dialogs.understanding.about import About
from dialogs.understanding.items import Doubt, Ref, StatusWord, Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence, Unit


class Whose(Enum):
    ACTION = auto()
    OTHER = auto()
    UNSURE = auto()


def whose_date(before: Sentence, moved: str, about: About) -> Whose:
    """What the words before a moved date make of it; `moved` are the words that move it."""
    if LEXICON.has("told_story", _without_work(before)):
        return Whose.OTHER
    if LEXICON.has("moves_it", moved):
        return Whose.ACTION
    return _of_subject([unit for unit in _subject(before).units if _tells(unit)], about)


def _without_work(before: Sentence) -> str:
    return " ".join(unit.tag for unit in before.units if unit.tag not in LEXICON.words("work_itself"))


def _of_subject(words: list[Unit], about: About) -> Whose:
    tags = [unit.tag for unit in words]
    strange = [tag for tag in tags if tag not in LEXICON.words("work_itself") and not about.named_by(tag)]
    outside = LEXICON.words("outsiders")
    if not strange:
        common = bool(tags) and all(tag in outside for tag in tags)
        return Whose.UNSURE if common else Whose.ACTION
    if LEXICON.has("part_of_work", " ".join(tags)):
        return Whose.UNSURE
    counted = any(tag[:1].isdigit() or tag in LEXICON.words("how_many") for tag in tags)
    someone = any(isinstance(unit.item, Who) for unit in words)
    return Whose.OTHER if counted or someone or not outside.isdisjoint(tags) else Whose.UNSURE


def _subject(before: Sentence) -> Sentence:
    """The words behind the last "so", "because", "and", as far as they name anything."""
    for place in range(len(before.units) - 1, -1, -1):
        tag = before.units[place].tag
        if tag in LEXICON.words("begins_anew"):
            return before.part(place + 1, len(before.units))
        if tag in ("and", "but", "&"):
            rest = before.part(place + 1, len(before.units))
            if any(_tells(unit) or unit.tag in LEXICON.words("stands_for_it") for unit in rest.units):
                return rest
    return before


def _tells(unit: Unit) -> bool:
    """Whether a word says what it is that moves."""
    if isinstance(unit.item, StatusWord | Doubt | Ref):
        return False
    return isinstance(unit.item, Who) or (
        unit.item is None and unit.tag[:1].isalnum() and unit.tag not in LEXICON.words("of_itself")
    )
