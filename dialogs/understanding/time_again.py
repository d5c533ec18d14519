""" "Was 3.1 red then", "what's changed since then", "and next?": the time that was asked about, spoken of again."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.dates import said_alone, shifted
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence

PAST = ("as_at", "since", "updated_since", "not_updated_since")
SPANS = (("week", 7), ("month", 31), ("quarter", 92), ("year", 366))  # the most days that each has
ONE_DAY = timedelta(days=1)


def with_then(sentence: Sentence, context: Context) -> Sentence:
    """The sentence with the day of the last question in the place of "then", where it speaks of the past."""
    before = context.focus.filter if context.focus else {}
    day = next((_day(before[key]) for key in PAST if key in before), None)
    found = LEXICON.search("that_time", sentence.tagged) if day and not sentence.dates() else None
    if day is None or found is None:
        return sentence
    when = said_alone(f"{day.day} {day:%B %Y}", context.today)
    first, last = sentence.line.span(found, "word")
    if when is None:
        return sentence
    units = sentence.units
    return sentence.with_items(first, last, replace(when, first=units[first].first, last=units[last - 1].last))


def with_months(sentence: Sentence, context: Context) -> Sentence:
    """ "Between January and March": a word that is a month and something else is the month beside a date."""
    found = LEXICON.search("month_joined", sentence.tagged)
    if found is None:
        return sentence
    first, last = sentence.line.span(found, "month")
    units = sentence.units
    when = said_alone(units[first].tag, context.today)
    if when is None:
        return sentence
    return sentence.with_items(first, last, replace(when, first=units[first].first, last=units[last - 1].last))


def neighbour(sentence: Sentence, context: Context) -> dict[str, Any] | None:
    """The filter of the last question for the week, month or quarter after its own, or before it; None where no such
    is asked for."""
    before = context.focus.filter if context.focus else {}
    if not {"due_after", "due_before"} <= before.keys():
        return None
    for name, way in (("time_after", 1), ("time_before", -1)):
        if found := LEXICON.search(name, sentence.tagged):
            first, last = _day(before["due_after"]), _day(before["due_before"])
            begin, end = _beside(first, last, found.groupdict().get("unit") or _unit(first, last), way)
            return {**before, "due_after": begin.isoformat(), "due_before": end.isoformat()}
    return None


def _day(told: date | str) -> date:
    return told if isinstance(told, date) else date.fromisoformat(told)


def _unit(first: date, last: date) -> str | None:
    """What a time is, that may have begun before the day from which it was asked for: "this month" from today on."""
    after = last + ONE_DAY
    whole = {"week": after.weekday() == 0, "month": after.day == 1}
    whole |= {"quarter": after.day == 1 and after.month % 3 == 1, "year": after.day == 1 and after.month in (1, 4)}
    fits = (unit for unit, days in SPANS if whole[unit] and (last - first).days < days)
    return next((unit for unit in fits if shifted(after, -1, unit) <= first), None)


def _beside(first: date, last: date, unit: str | None, way: int) -> tuple[date, date]:
    """The time of the same length right after another, or right before it."""
    after = last + ONE_DAY
    if unit is None:
        length = after - first
        return first + length * way, last + length * way
    begin = after if way > 0 else shifted(after, -2, unit)
    return begin, shifted(begin, 1, unit) - ONE_DAY
