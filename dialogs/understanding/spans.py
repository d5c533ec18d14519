"""From when and until when: "from the 14th until 4 January", "7-11 dec", "Thursday to Tuesday", "for a fortnight"."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dialogs.understanding.dates import When, amount_of, shifted
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence

_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
_RANGE = re.compile(r"\d\s*(?:-|–|to|and)|\bfor\b")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day or a period and what the words before it make of it: "from", "until", "back" or nothing."""

    start: date
    end: date
    how: str
    floats: str = ""  # "weekday" or "day": the next such one, whichever that is
    ranged: bool = False  # says both its ends itself
    before: str = ""  # the words before it
    when: When | None = None


@dataclass(frozen=True, slots=True)
class Span:
    begins: date | None = None
    ends: date | None = None


def span_of(sentence: Sentence, today: date) -> Span:
    """The first and the last day that the words give."""
    begins = ends = None
    found = moments(sentence, today)
    for place, one in enumerate(found):
        after = found[place + 1].how if place + 1 < len(found) else ""
        if one.how == "until":
            ends = ends or not_before(one, begins)
        elif one.how == "back":
            ends = ends or not_before(one, begins) - timedelta(days=1)
        elif begins is not None and begins == ends and one.how == "":  # "Thursday and Friday"
            ends = one.end
        elif begins is None:
            begins = max(one.start, today) if one.end >= today else one.start
            alone = one.how == "" and after not in ("until", "back")
            ends = ends or (one.end if alone or one.ranged else None)
    rest = LEXICON.search("rest_of", sentence.tagged)
    if begins is None and ends is None and rest:
        begins, ends = today, _rest(today, rest.group("unit"))
    if ends is None and LEXICON.has("until_new_year", sentence.tagged):
        ends = today.replace(month=12, day=31)
    length = length_of(sentence)
    if length is not None and ends in (None, begins, shifted(today, *length)):
        ends = shifted(begins or today, *length) - timedelta(days=1 if begins else 0)
    return Span(begins, ends)


def _rest(today: date, unit: str) -> date:
    """The last day of the week or month that today lies in."""
    if unit == "week":
        return today + timedelta(days=6 - today.weekday())
    return shifted(today.replace(day=1), 1, "month") - timedelta(days=1)


def not_before(one: Moment, begins: date | None) -> date:
    """The last day, where its words float, is the next such one after the first."""
    end = one.end
    while begins is not None and one.floats and end < begins:
        end = end + timedelta(weeks=1) if one.floats == "weekday" else shifted(end, 1, "month")
    return end


def length_of(sentence: Sentence) -> tuple[int, str] | None:
    """ "For a fortnight" → (1, "fortnight")."""
    found = LEXICON.search("lasts", sentence.tagged)
    return (amount_of(found.group("amount")), found.group("unit")) if found else None


def length_in(words: str) -> bool:
    """Whether a date's own words hold a length: "Friday for two weeks"."""
    return LEXICON.has("lasts", words.casefold())


def moments(sentence: Sentence, today: date) -> list[Moment]:
    """Every day and period, in order; "the 12th" too, which alone is no date in news."""
    found: list[Moment] = []
    for place, unit in enumerate(sentence.units):
        before = " ".join(one.tag for one in sentence.units[max(place - 5, 0) : place]) + " "
        how = _how(before)
        if isinstance(unit.item, When):
            found.append(_moment(unit.item, how, before))
        elif (match := _DAY.fullmatch(unit.tag)) and (day := _next_day(int(match.group(1)), today)):
            found.append(Moment(day, day, how, "day", before=before))
    return found


def _moment(when: When, how: str, before: str) -> Moment:
    words = when.ahead.text.casefold()
    floats = "weekday" if words[:3] in _WEEKDAYS and when.day and " " not in words else ""
    floats = "day" if _DAY.fullmatch(words.removeprefix("the ")) else floats
    ranged = not when.day and bool(_RANGE.search(words))
    until_begins = how == "until" and not when.day and not ranged and "end" not in words
    length = LEXICON.search("lasts", words)  # two weeks from Monday end on a Sunday
    lasting = timedelta(days=1) if length is not None and length.start() == 0 else timedelta()
    return Moment(when.start, when.start if until_begins else when.end - lasting, how, floats, ranged, before, when)


def _how(before: str) -> str:
    for name, how in (("comes_back", "back"), ("ends", "until"), ("begins", "from")):
        if LEXICON.has(name, before):
            return how
    return ""


def _next_day(number: int, today: date) -> date | None:
    """The next day of a month with this number, today included."""
    ahead = (today + timedelta(days=one) for one in range(62))
    return next((day for day in ahead if day.day == number), None)
