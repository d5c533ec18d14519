"""What stands around an update and belongs to no note: whose words they are, what stays inside, which plan is meant."""

from dataclasses import dataclass
from datetime import date

from dialogs.understanding.context import Context
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.moods import doubts_in
from dialogs.understanding.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Relay:
    """What the whole message says about all its changes: whose words, and whether they are internal."""

    speaker: str | None = None
    internal: bool = False
    told_on: date | None = None  # the day of their words: "from Kath's e-mail of 24 November"


def without_plan_names(sentence: Sentence) -> Sentence:
    """A plan's name is part of the address: it and the "in", "of" before it belong to no note."""
    kept = [
        place
        for place, unit in enumerate(sentence.units)
        if unit.tag != "PLAN" and not _leads_to_plan(sentence, place) and not _ends_plan(sentence, place)
    ]
    return sentence if len(kept) == len(sentence.units) else sentence.only(kept)


def _leads_to_plan(sentence: Sentence, place: int) -> bool:
    after = [unit.tag for unit in sentence.units[place + 1 : place + 3]]
    small = sentence.units[place].tag in ("in", "of", "from", "on", "the", "for")
    return small and bool(after) and (after[0] == "PLAN" or (after[0] == "the" and after[1:] == ["PLAN"]))


def _ends_plan(sentence: Sentence, place: int) -> bool:
    begins = place == 1 and sentence.units[0].tag == "PLAN"
    return (
        place > 0
        and sentence.units[place - 1].tag == "PLAN"
        and (sentence.units[place].tag == "plan" or (begins and sentence.units[place].tag in (":", "-", ",")))
    )


def relayed(sentence: Sentence, context: Context) -> tuple[Relay, Sentence]:
    """ "From Anne: 5 amber" is Anne's word; "internal: …" stays inside."""
    speaker, internal, told_on, first = None, False, None, 0
    if found := LEXICON.search("relayed", sentence.tagged):
        _, first = sentence.line.span(found)
        who = sentence.part(0, first).people()
        if len(who[0].ids) == 1:
            speaker = context.directory.name(who[0].ids[0])
        told_on = next((one.back.end for one in sentence.part(0, first).dates()), None)
    speaker = speaker or _whose_word(sentence, context)
    rest = sentence.part(first, len(sentence.units)) if first else sentence
    if found := LEXICON.search("internal", rest.tagged):
        begin, end = rest.line.span(found)
        internal = True
        rest = rest.part(end, len(rest.units)) if begin == 0 else rest.part(0, begin)
    return Relay(speaker, internal, told_on), rest


def _whose_word(sentence: Sentence, context: Context) -> str | None:
    """ "Anne says 5 is amber": her word, if it is written."""
    told = doubts_in(sentence.part(0, 1))
    return context.directory.name(told[0].who[0]) if told and len(told[0].who) == 1 else None
