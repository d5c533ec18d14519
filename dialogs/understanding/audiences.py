"""Whom a report is for, where that is an owner's name as well: "the Cabinet report", "since the last Cabinet" in a plan
of which the Cabinet owns actions."""

from dataclasses import replace

from dialogs.understanding.items import Who
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence


def without_audiences(sentence: Sentence) -> Sentence:
    """The sentence in which a body that a report is made for is a word and nobody's name."""
    for place, unit in enumerate(sentence.units):
        if isinstance(unit.item, Who) and _read_to(sentence, place):
            sentence = sentence.instead(place, replace(unit, tag=unit.item.words.casefold(), item=None))
    return sentence


def _read_to(sentence: Sentence, place: int) -> bool:
    who = sentence.units[place].item
    if not isinstance(who, Who) or who.possessive or who.words.casefold() not in LEXICON.words("read_to"):
        return False
    before = sentence.units[place - 1].tag if place else ""
    after = sentence.units[place + 1].tag if place + 1 < len(sentence.units) else ""
    return before in LEXICON.words("before_read_to") or after in LEXICON.words("read_papers")
