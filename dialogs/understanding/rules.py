"""Rules of time as people say them: "every other Friday at half past nine", "on the first working day of the month"."""

import re
from typing import Any

from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.sentence import Sentence

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?([ap]m)?|([01]\d|2[0-3])([0-5]\d)(?:hrs)?")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING_WEEK = [0, 1, 2, 3, 4]
WORK_BEGINS = 7  # "at 4" is in the afternoon
HALF, QUARTER, HOUR = 30, 15, 60
MONTH, THREE_MONTHS = 1, 3
LAST = -1


def rule_of(sentence: Sentence) -> dict[str, Any] | None:
    """The fields of a `storage.schedule.Rule` that were said; nine o'clock where no time is. None where no day is said.

    A day that no calendar has is left in it, so that whoever asks for the 31st of every month is told why not.
    """
    days = _of_month(sentence) or _of_week(sentence)
    if days is None:
        return None
    hour, minute = _time(sentence)
    return days | {"hour": hour, "minute": minute} | _holidays(sentence, monthly="every_months" in days)


def only_said(rule: dict[str, Any], sentence: Sentence) -> dict[str, Any]:
    """What is changed of a rule: the hour stays where only another day is named."""
    timed = any(character.isdigit() for character in typed(sentence)) or LEXICON.has("hour_said", typed(sentence))
    return rule if timed else {key: value for key, value in rule.items() if key not in ("hour", "minute")}


def time_said(sentence: Sentence) -> dict[str, Any]:
    """Only another time of day: "make it ten o'clock"."""
    hour, minute = _time(sentence)
    return {"hour": hour, "minute": minute}


def _of_week(sentence: Sentence) -> dict[str, Any] | None:
    """Weekdays (0 is Monday), every so many weeks."""
    words = typed(sentence)
    for other in LEXICON.every("weekday_not", words):  # "Tuesdays at 8, not Mondays"
        words = words.replace(other.group(), " ")
    named = list(dict.fromkeys(found.group("day")[:3] for found in LEXICON.every("weekday", words)))
    if LEXICON.has("rescheduled", sentence.tagged):  # "from Monday to Thursday"
        named = named[-1:]
    if LEXICON.has("each_month", words) or LEXICON.has("each_quarter", words):
        return None
    if not named:
        return {"weekdays": WORKING_WEEK, "working_days_only": True} if LEXICON.has("each_day", words) else None
    days = sorted(WEEKDAYS.index(one) for one in named)
    rule: dict[str, Any] = {"weekday": days[0]} if len(days) == 1 else {"weekdays": days}
    if LEXICON.has("fortnightly", sentence.tagged):
        rule["every_weeks"] = 2
    elif found := LEXICON.search("every_weeks", words):
        rule["every_weeks"] = number_of(found.group("count"))
    return rule


def _of_month(sentence: Sentence) -> dict[str, Any] | None:
    """The nth working day, the nth weekday or a day of every month, or of every quarter."""
    words = typed(sentence)
    quarterly = LEXICON.has("each_quarter", words)
    dated = LEXICON.search("day_of_month", words)
    if not (quarterly or dated or LEXICON.has("each_month", words)):
        return None
    every = {"every_months": THREE_MONTHS if quarterly else MONTH}
    if found := LEXICON.search("nth_of_month", words):
        nth = LAST if found.group("last") else number_of(found.group("nth"))
        if found.group("working"):
            return every | {"nth": nth}
        if found.group("day"):
            return every | {"nth": nth, "weekday": WEEKDAYS.index(found.group("day")[:3])}
        return every | {"day": nth}
    return every | {"day": int(dated.group("date"))} if dated else None


def _holidays(sentence: Sentence, *, monthly: bool) -> dict[str, Any]:
    """Left out, or on the next working day; what comes once a month is never left out altogether."""
    moves = LEXICON.has("next_working_day", typed(sentence))
    if not moves and not LEXICON.has("working_days", sentence.tagged):
        return {}
    return {"working_days_only": True} | ({"moves": True} if moves or monthly else {})


def typed(sentence: Sentence) -> str:
    return " ".join(token.key for token in sentence.tokens)


def _time(sentence: Sentence) -> tuple[int, int]:
    """A time of day in figures, else in words, else nine."""
    words = typed(sentence)
    late = LEXICON.has("afternoon", words)
    for token in sentence.tokens:
        match = _CLOCK.fullmatch(token.key)
        if match and (match.group(2) or match.group(3)):
            minute = int(match.group(2) or 0)
            return _hour(int(match.group(1)), match.group(3), late=late, exact=bool(match.group(2))), minute
        if match and match.group(4):  # "1630"
            return int(match.group(4)), int(match.group(5))
    if found := LEXICON.search("past_hour", words):
        return _in_words(found, late)
    if found := LEXICON.search("at_hour", words):
        return _hour(number_of(found.group("hour")), None, late=late), 0
    return (12, 0) if {"noon", "midday", "lunchtime"} & set(words.split()) else (9, 0)


def _in_words(found: re.Match[str], late: bool) -> tuple[int, int]:
    """ "Quarter past 8", "half nine", "ten to four"."""
    part = found.group("part")
    minutes = HALF if part == "half" else QUARTER if part == "quarter" else number_of(part)
    hour = _hour(number_of(found.group("hour")), found.group("half"), late=late)
    return (hour - 1, HOUR - minutes) if found.group("way") == "to" else (hour, minutes)


def _hour(hour: int, half: str | None, late: bool, exact: bool = False) -> int:
    if half:
        return hour % 12 + (12 if half == "pm" else 0)
    afternoon = hour < 12 and (late or (hour < WORK_BEGINS and not exact))
    return hour + 12 if afternoon else hour


def number_of(word: str) -> int:
    """ "2", "two", "second"."""
    return int(word) if word.isdigit() else LEXICON.ordinals.get(word) or LEXICON.numbers.get(word, 1)
