"""What the dates of a question belong to, each to the words that it stands with: "due by Christmas and nothing said
since September" is a day to be done by, and a day since which nobody has spoken. "For three months" looks back."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.dates import When, amount_of, shifted
from dialogs.understanding.items import StatusWord
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence

UNITS = ("week", "month", "quarter", "year")
AHEAD = (("amount", "unit"), ("amount2", "unit2"))


class Kind(Enum):
    DUE = auto()
    SILENT = auto()
    SAID = auto()
    TURNED = auto()


EVIDENCE = (
    (Kind.TURNED, "turned"),
    (Kind.SILENT, "stale"),
    (Kind.SAID, "updated"),
    (Kind.DUE, "due_word"),
    (Kind.SAID, "told_word"),
)

NEAR = 5  # words within which a denial reaches what was said


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that a date may belong to."""

    kind: Kind
    first: int
    last: int


def read_conditions(sentence: Sentence, context: Context) -> tuple[dict[str, Any], set[int]]:
    """The keys of the filter that tell when, and the places of the words that told it."""
    cues = _cues(sentence)
    told: dict[str, Any] = {}
    used = {place for cue in cues for place in range(cue.first, cue.last)}
    attached: set[Kind] = set()
    for place, unit in enumerate(sentence.units):
        if not isinstance(unit.item, When):
            continue
        before = " ".join(one.tag for one in sentence.units[:place]) + " "
        if LEXICON.has("story_date", before) and not _done_before(before, cues):
            continue
        used.add(place)
        kind = _kind(place, before, cues)
        when = _spoken_of(unit.item, place, sentence, context)
        if LEXICON.has("story_date", before):
            told["due_before"] = when.end
        elif _put(told, when, before, kind, sentence, context):
            attached.add(kind)
    _durations(sentence, context, cues, told, attached, used)
    _ahead(sentence, context, told, used)
    _new_year(sentence, context, told, used)
    if any(cue.kind is Kind.SILENT for cue in cues) and Kind.SILENT not in attached:
        told["stale"] = True
    return told, used


def _done_before(before: str, cues: list[Cue]) -> bool:
    """ "What do I need to finish before I go on leave on the 18th": by that day, though it is the leave's."""
    return any(cue.kind is Kind.DUE for cue in cues) and LEXICON.has("before_story", before)


def _spoken_of(when: When, place: int, sentence: Sentence, context: Context) -> When:
    """The date as it is meant here: behind us where the question speaks of the past; "this week or next" as both."""
    ahead, back = when.ahead, when.back
    if when.start > context.today and _passed(when, context) and LEXICON.has("in_the_past", sentence.tagged):
        ahead = back
    rest = " ".join(unit.tag for unit in sentence.units[place + 1 :])
    unit = when.ahead.text.casefold().split()[-1]
    if LEXICON.has("or_next", rest) and unit in ("week", "month", "quarter", "year") and ahead.end:
        ahead = ahead.model_copy(update={"end": shifted(ahead.end, 1, unit)})
    return replace(when, ahead=ahead)


def _cues(sentence: Sentence) -> list[Cue]:
    """Every cue; where two overlap, silence before news ("not been updated")."""
    found: list[Cue] = []
    for kind, name in EVIDENCE:
        for match in LEXICON.every(name, sentence.tagged):
            first, last = sentence.line.span(match)
            if kind is Kind.TURNED and not _happened(sentence, match, last):
                continue
            kind = Kind.SILENT if kind is Kind.SAID and _denied(sentence, first) else kind
            if all(last <= one.first or one.last <= first or one.kind is kind for one in found):
                found.append(Cue(kind, first, last))
    return found


def _denied(sentence: Sentence, place: int) -> bool:
    """ "Who hasn't told us anything since October": what was said, and is denied, is silence."""
    return LEXICON.has("said_denied", sentence.part(max(place - NEAR, 0), place).tagged + " ")


def _happened(sentence: Sentence, match: re.Match[str], place: int) -> bool:
    """ "What was finished last week" asks what came to its end in that time; "what was red last week" how it stood."""
    item = sentence.units[place].item if place < len(sentence.units) else None
    ended = isinstance(item, StatusWord) and item.words in LEXICON.words("events")
    return ended or not match.groupdict().get("was")


def _kind(place: int, before: str, cues: list[Cue]) -> Kind:
    """What a date at a place belongs to: the cue nearest before it, else behind; "by" leads to what is due."""
    kinds = {cue.kind for cue in cues}
    if LEXICON.has("since", before) and not LEXICON.has("since_due", before):
        spoken = [cue for cue in cues if cue.kind is not Kind.DUE]
        if spoken:
            return min(spoken, key=lambda cue: _distance(cue, place)).kind
    if LEXICON.has("before", before) and Kind.DUE in kinds:
        return Kind.DUE
    return min(cues, key=lambda cue: _distance(cue, place)).kind if cues else Kind.DUE


def _distance(cue: Cue, place: int) -> tuple[bool, int]:
    behind = cue.first > place
    return behind, cue.first - place if behind else place - cue.last


def _put(told: dict[str, Any], when: When, before: str, kind: Kind, sentence: Sentence, context: Context) -> bool:
    """One date into the filter; whether it went to the condition that it was found to belong to."""
    if LEXICON.has("as_at", before) or (kind is not Kind.TURNED and _then(when, before, sentence, context)):
        back = when.back.end
        told["as_at"] = back if back and when.end > context.today else when.end
        return False
    if kind is Kind.SILENT:
        told["not_updated_since"] = _looking_back(when, before, context)
    elif kind is Kind.SAID:
        told["updated_since"] = _looking_back(when, before, context)
    elif kind is Kind.TURNED or (_since(when, before, context) and not LEXICON.has("due_word", sentence.tagged)):
        told["since"] = _looking_back(when, before, context)
    else:
        _due(told, when, before, context)
    return True


def _since(when: When, before: str, context: Context) -> bool:
    """ "After next summer" lies ahead, and looks back on nothing."""
    ahead = when.back.start is not None and when.back.start > context.today + timedelta(days=6)
    return not ahead and LEXICON.has("since", before)


def _then(when: When, before: str, sentence: Sentence, context: Context) -> bool:
    """ "What was red last month": as it stood at its end; "what was due last month" has a date of its own."""
    past = LEXICON.has("was_at", before) and _passed(when, context)
    return past and not any(
        LEXICON.has(name, sentence.tagged) for name in ("due_word", "updated", "stale", "told_word")
    )


def _passed(when: When, context: Context) -> bool:
    return when.back.end is not None and when.back.end < context.today


def _due(told: dict[str, Any], when: When, before: str, context: Context) -> None:
    if LEXICON.has("from_now", before):
        told["due_after"], told["due_before"] = context.today, when.end
    elif LEXICON.has("between_and", before):
        told["due_before"] = when.end
    elif LEXICON.has("strictly_before", before) and when.start != when.end:
        told["due_before"] = when.start - timedelta(days=1)
    elif LEXICON.has("before", before):
        told["due_before"] = when.end
    elif LEXICON.has("after", before):
        told["due_after"] = when.end + timedelta(days=1) if LEXICON.has("beyond", before) else when.start
    elif told.keys() >= {"due_after", "due_before"} and LEXICON.has("or_period", before):
        told["due_after"], told["due_before"] = min(told["due_after"], when.start), max(told["due_before"], when.end)
    elif "due_after" in told and "due_before" not in told:
        told["due_before"] = when.end
    elif LEXICON.has("between", before):
        told["due_after"] = when.start
        if not when.day:
            told["due_before"] = when.end
    else:
        told["due_after"], told["due_before"] = when.start, when.end


def _looking_back(when: When, before: str, context: Context) -> date | None:
    """Where a time behind us began; "in three months", said of silence, is the three months up to today."""
    words = when.ahead.text.casefold().removeprefix("the ")
    if when.start > context.today and (found := LEXICON.search("duration", words)):
        return _ago(found.group("amount"), found.group("unit"), context)
    first, _, unit = words.rpartition(" ")
    if first in ("last", "past") and unit in UNITS and LEXICON.has("up_to_today", before):
        return _ago("one", unit, context)
    start = when.back.start
    ahead = start is not None and start > context.today
    return start - timedelta(days=7) if start and ahead and (start - context.today).days < 7 else start


def _durations(
    sentence: Sentence, context: Context, cues: list[Cue], told: dict[str, Any], attached: set[Kind], used: set[int]
) -> None:
    """ "Untouched for three months": a length of time, where something is said of silence or of news."""
    for match in LEXICON.every("duration_back", sentence.tagged):
        first, last = sentence.line.span(match)
        spoken = [cue for cue in cues if cue.kind is not Kind.DUE and cue.kind not in attached]
        if not spoken:
            return
        nearest = min(spoken, key=lambda cue: _distance(cue, first))
        key = "not_updated_since" if nearest.kind is Kind.SILENT else "updated_since"
        told[key] = _ago(match.group("amount") or "one", match.group("unit"), context)
        attached.add(nearest.kind)
        used.update(range(first, last))


def _ahead(sentence: Sentence, context: Context, told: dict[str, Any], used: set[int]) -> None:
    """ "Due in the next fortnight": from today on, where no other day was said."""
    if told.keys() & {"due_before", "due_after", "not_updated_since", "updated_since", "stale"}:
        return
    if found := LEXICON.search("duration_ahead", sentence.tagged):
        amount, unit = next((found[a], found[u]) for a, u in AHEAD if a in found.groupdict())
        told["due_after"] = context.today
        told["due_before"] = shifted(context.today, amount_of(amount or "one"), unit)
        used.update(range(*sentence.line.span(found)))


def _new_year(sentence: Sentence, context: Context, told: dict[str, Any], used: set[int]) -> None:
    """ "Due in the new year": from its first day on; "before the new year": to the day before that."""
    found = LEXICON.search("new_year", sentence.tagged)
    if found is None or told.keys() & {"due_before", "due_after", "not_updated_since", "updated_since"}:
        return
    first = date(context.today.year + 1, 1, 1)
    if LEXICON.has("before", sentence.tagged[: found.start("year")]):
        told["due_before"] = first - timedelta(days=1)
    else:
        told["due_after"] = first
    used.update(range(*sentence.line.span(found)))


def _ago(amount: str, unit: str, context: Context) -> date:
    return shifted(context.today, -amount_of(amount), unit)
