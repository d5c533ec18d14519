"""Numbers in an order or a question: "leave 10 alone", "when will 6 be done". In news a bare number is told more
strictly."""

from dataclasses import replace

from dialogs.understanding.context import Context
from dialogs.understanding.items import Ref
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.references import counts, full_ref, targets_of
from dialogs.understanding.sentence import Sentence, Unit


def with_numbers(sentence: Sentence, context: Context) -> Sentence:
    """The sentence with every number of an action that neither counts, measures nor tells the time as a ref; "6 to 9"
    as one."""
    units = _with_ranges([_numbered(sentence, place, context) for place in range(len(sentence.units))], context)
    if units == sentence.units:
        return sentence
    return replace(sentence, units=units)


def _with_ranges(units: list[Unit], context: Context) -> tuple[Unit, ...]:
    """A number, "to" and a higher number as one ref, from the first to the last."""
    kept: list[Unit] = []
    for unit in units:
        kept.append(unit)
        first, joint, last = (kept[-3:]) if len(kept) > 2 else (unit, unit, unit)
        begin, end = first.item, _whole_number(last)
        if not isinstance(begin, Ref) or begin.range_to is not None or joint.tag not in ("to", "-") or end is None:
            continue
        if begin.said.isdigit() and int(begin.said) < int(end) and targets_of(end, context.plans):
            whole = replace(begin, last=last.last, whole=True, range_to=full_ref(end, context.plans))
            kept[-3:] = [replace(first, end=last.end, last=last.last, item=whole)]
    return tuple(kept)


def _whole_number(unit: Unit) -> str | None:
    number = unit.item.said if isinstance(unit.item, Ref) else unit.tag
    return number if number.isdigit() else None


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
