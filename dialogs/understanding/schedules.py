"""What is posted when: "post a summary here every other Friday at half past nine, not bank holidays"."""

import re
from typing import Any

from dialogs.understanding.context import Context
from dialogs.understanding.interpretation import Intent, Interpretation
from dialogs.understanding.lexicon import LEXICON
from dialogs.understanding.orders import Order
from dialogs.understanding.sentence import Sentence

_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?([ap]m)?|([01]\d|2[0-3])([0-5]\d)(?:hrs)?")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORK_BEGINS = 7  # "at 4" is in the afternoon
HALF, QUARTER, HOUR = 30, 15, 60


def read_schedule(order: Order) -> Interpretation | None:
    """A new schedule, the end of one, or what is scheduled."""
    tagged = order.plain.tagged
    leans = speaks_of_schedule(order.context)
    if LEXICON.has("unschedule", tagged) or (leans and LEXICON.has("unschedule_it", tagged)):
        units = order.plain.units
        number = next((LEXICON.ordinals[unit.tag] for unit in units if unit.tag in LEXICON.ordinals), None)
        return order.meaning(Intent.UNSCHEDULE, args={"what": "summary"} | ({"number": number} if number else {}))
    if LEXICON.has("schedule_list", tagged):
        return order.meaning(Intent.SCHEDULE, args={"list": True})
    again = leans and LEXICON.has("schedule_again", _typed(order.plain))
    if not (again or LEXICON.has("schedule", tagged)) or LEXICON.has("schedule_not", tagged):
        return None
    args: dict[str, Any] = {"what": "summary"}
    if rule := _rule(order.plain):
        args["rule"] = _only_said(rule, order.plain) if again else rule
    if found := LEXICON.search("channel", tagged):
        args["where"] = "".join(found.group("where").split())
    codes = [plan.code for plan in order.context.plans if plan.id in order.plain.plans()]
    return order.meaning(Intent.SCHEDULE, args=args, filter={"plan": codes[0]} if len(codes) == 1 else {})


def speaks_of_schedule(context: Context) -> bool:
    """Whether what is posted here was spoken of last: "stop it", "make it Thursdays instead"."""
    return context.focus is not None and context.focus.intent == Intent.SCHEDULE and context.question is None


def _only_said(rule: dict[str, Any], sentence: Sentence) -> dict[str, Any]:
    """What is changed of a rule: the hour stays where only another day is named."""
    timed = any(character.isdigit() for character in _typed(sentence)) or LEXICON.has("hour_said", _typed(sentence))
    return rule if timed else {key: value for key, value in rule.items() if key not in ("hour", "minute")}


def _rule(sentence: Sentence) -> dict[str, Any] | None:
    """Weekday (0 is Monday), hour and minute; nine o'clock where no time is said."""
    named = [found.group("day")[:3] for found in LEXICON.every("weekday", _typed(sentence))]
    days = list(dict.fromkeys(named))
    if LEXICON.has("rescheduled", sentence.tagged):  # "from Monday to Thursday"
        days = days[-1:]
    if len(days) != 1 or LEXICON.has("not_weekly", _typed(sentence)):
        return None
    hour, minute = _time(sentence)
    rule: dict[str, Any] = {"weekday": _WEEKDAYS.index(days[0]), "hour": hour, "minute": minute}
    if LEXICON.has("fortnightly", sentence.tagged):
        rule["every_weeks"] = 2
    elif found := LEXICON.search("every_weeks", _typed(sentence)):
        rule["every_weeks"] = _number(found.group("count"))
    if LEXICON.has("working_days", sentence.tagged):
        rule["working_days_only"] = True
    return rule


def _typed(sentence: Sentence) -> str:
    return " ".join(token.key for token in sentence.tokens)


def _time(sentence: Sentence) -> tuple[int, int]:
    """A time of day in figures, else in words, else nine."""
    typed = _typed(sentence)
    late = LEXICON.has("afternoon", typed)
    for token in sentence.tokens:
        match = _CLOCK.fullmatch(token.key)
        if match and (match.group(2) or match.group(3)):
            minute = int(match.group(2) or 0)
            return _hour(int(match.group(1)), match.group(3), late=late, exact=bool(match.group(2))), minute
        if match and match.group(4):  # "1630"
            return int(match.group(4)), int(match.group(5))
    if found := LEXICON.search("past_hour", typed):
        return _in_words(found, late)
    if found := LEXICON.search("at_hour", typed):
        return _hour(_number(found.group("hour")), None, late=late), 0
    return (12, 0) if {"noon", "midday", "lunchtime"} & set(typed.split()) else (9, 0)


def _in_words(found: re.Match[str], late: bool) -> tuple[int, int]:
    """ "Quarter past 8", "half nine", "ten to four"."""
    part = found.group("part")
    minutes = HALF if part == "half" else QUARTER if part == "quarter" else _number(part)
    hour = _hour(_number(found.group("hour")), found.group("half"), late=late)
    return (hour - 1, HOUR - minutes) if found.group("way") == "to" else (hour, minutes)


def _hour(hour: int, half: str | None, late: bool, exact: bool = False) -> int:
    if half:
        return hour % 12 + (12 if half == "pm" else 0)
    afternoon = hour < 12 and (late or (hour < WORK_BEGINS and not exact))
    return hour + 12 if afternoon else hour


def _number(word: str) -> int:
    return int(word) if word.isdigit() else LEXICON.ordinals.get(word) or LEXICON.numbers.get(word, 1)
