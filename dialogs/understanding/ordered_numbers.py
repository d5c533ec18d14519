"""Numbers in an order or a question: "leave 10 alone", "when will 6 be done". In news a bare number is told more
strictly."""

from dataclasses import replace

from dialogs.understanding.context import Context
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.references import counts, full_ref, targets_of
from dialogs.understanding.sentence import Sentence, Unit


def with_numbers(sentence: Sentence, context: Context) -> Sentence:
    """The sentence with every number of an action that neither counts, measures nor tells the time as a ref."""
    units = tuple(_numbered(sentence, place, context) for place in range(len(sentence.units)))
    if units == sentence.units:
        return sentence
    return replace(sentence, units=units)


def _numbered(sentence: Sentence, place: int, context: Context) -> Unit:
    unit = sentence.units[place]
    if unit.item is not None or not unit.tag.isdigit() or counts(sentence.tokens, unit.first):
        return unit
    before = sentence.units[place - 1].tag if place else ""
    pair = f"{sentence.units[place - 2].tag} {before}" if place > 1 else ""
    amount = before in LEXICON.words("before_amounts") and pair not in LEXICON.words("pairs_before_refs")
    targets = {} if amount else targets_of(unit.tag, context.plans)
    if not targets:
        return unit
    said = full_ref(unit.tag, context.plans)
    return replace(unit, tag="REF", item=Ref(unit.first, unit.last, said, targets, sure=True))
