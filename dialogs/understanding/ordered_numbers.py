"""Numbers in an order: "leave 10 alone", "5 to Ian, 9 to Ruth". In news a bare number is told more strictly."""

from dataclasses import replace

from dialogs.understanding.context import Context
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.line import Line
from dialogs.understanding.references import counts, targets_of
from dialogs.understanding.sentence import Sentence, Unit


def with_numbers(sentence: Sentence, context: Context) -> Sentence:
    """The sentence with every number of an action that neither counts, measures nor tells the time as a ref."""
    units = tuple(_numbered(sentence, place, context) for place in range(len(sentence.units)))
    if units == sentence.units:
        return sentence
    return replace(sentence, units=units, line=Line([unit.tag for unit in units]))


def _numbered(sentence: Sentence, place: int, context: Context) -> Unit:
    unit = sentence.units[place]
    if unit.item is not None or not unit.tag.isdigit() or counts(sentence.tokens, unit.first):
        return unit
    before = sentence.units[place - 1].tag if place else ""
    targets = {} if before in LEXICON.words("before_amounts") else targets_of(unit.tag, context.plans)
    if not targets:
        return unit
    return replace(unit, tag="REF", item=Ref(unit.first, unit.last, unit.tag, targets, sure=True))
