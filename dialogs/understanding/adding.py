"""The plan's own words: a new action under a recommendation, and what is edited in its structure."""

from typing import Any

from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import Order, subject
from dialogs.understanding.sentence import Sentence

SEPARATES = frozenset((":", "-", ".", "\n"))


def read_add(order: Order) -> Interpretation | None:
    """A new action: under which recommendation, and its words."""
    sentence = order.plain
    found = LEXICON.search("add", sentence.tagged)
    if found is None or (found.group().endswith('"') and not _of_recommendation(sentence)):
        return None
    _, begin = sentence.line.span(found)
    args: dict[str, Any] = {}
    text, cut = _text(sentence, begin)
    refs = sentence.only([place for place in range(len(sentence.units)) if not cut[0] <= place < cut[1]]).refs()
    if text:
        args["text"] = text
    if refs:
        args["under"] = refs[0].said
    return order.meaning(Intent.ADD, args=args)


def _of_recommendation(sentence: Sentence) -> bool:
    """Words in quotation marks are a new action only where a recommendation is to have it; else they are a note."""
    return any(ref.last - ref.first > 1 or len(ref.fits) > 1 for ref in sentence.refs())


def _text(sentence: Sentence, begin: int) -> tuple[str, tuple[int, int]]:
    """The new action's words, in quotes, after a colon or dash, or after "called", and which units they are."""
    units = sentence.units
    if found := LEXICON.search("add_quoted", sentence.text):
        inside = [at for at, unit in enumerate(units) if found.start("text") <= unit.start < found.end("text")]
        return found.group("text").strip(), (inside[0], inside[-1] + 1) if inside else (0, 0)
    begin = max(begin, next((at + 1 for at, unit in enumerate(units) if isinstance(unit.item, Ref)), 0))
    if begin + 1 < len(units) and units[begin].tag == ",":
        return sentence.words(begin + 1).strip(), (begin + 1, len(units))
    for place in range(begin, len(units)):
        if units[place].tag in SEPARATES and _apart(sentence, place) and place + 1 < len(units):
            return sentence.words(place + 1).strip(), (place + 1, len(units))
    if found := LEXICON.search("add_named", sentence.tagged):
        first, last = sentence.line.span(found, "text")
        return sentence.words(first, last).strip(" .!?"), (first, last)
    return "", (0, 0)


def _apart(sentence: Sentence, place: int) -> bool:
    """A hyphen inside a word separates nothing."""
    units = sentence.units
    return units[place].tag != "-" or units[place].end < units[place + 1].start


def read_edit(order: Order) -> Interpretation | None:
    return order.meaning(Intent.EDIT, subject(order)) if LEXICON.has("edit", order.plain.tagged) else None
