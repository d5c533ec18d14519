"""What each form of date means: day-first, in the council's year (April to March), the next one where no year is said."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from dialogs.understanding.lexicon import LEXICON

Said = Mapping[str, str]
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 2)}


@dataclass(frozen=True, slots=True)
class Range:
    """First and last day, both inclusive. `day` where the words name one day."""

    start: date
    end: date
    others: tuple[date, ...] = ()

    @property
    def day(self) -> bool:
        return self.start == self.end


def read_form(form: str, said: Said, today: date, ahead: bool) -> Range | None:
    """The days that a form names; None where there is no such day (31 June)."""
    try:
        return _FORMS[form](said, today, ahead)
    except (ValueError, OverflowError):
        return None


def shifted(day: date, amount: int, unit: str) -> date:
    """A day moved by so many days, weeks, months or years; the end of a month stays the end of a month."""
    if unit.startswith("d"):
        return day + timedelta(days=amount)
    if unit.startswith(("w", "f")):
        return day + timedelta(weeks=amount * (2 if unit.startswith("f") else 1))
    moved = day + relativedelta(**({"months": amount} if unit.startswith("m") else {"years": amount}))
    return month(moved.year, moved.month).end if day == month(day.year, day.month).end else moved


def amount_of(words: str) -> int:
    """ "two" → 2, "a couple of" → 2, "6" → 6."""
    first = words.split()[0]
    return int(first) if first.isdigit() else LEXICON.numbers.get(words, LEXICON.numbers.get(first, 1))


def month(year: int, number: int) -> Range:
    return Range(date(year, number, 1), date(year, number, monthrange(year, number)[1]))


def quarter(financial_year: int, number: int) -> Range:
    """Quarter 1 is April to June of the year in which the financial year begins."""
    begin = date(financial_year, 4, 1) + relativedelta(months=3 * (number - 1))
    return Range(begin, begin + relativedelta(months=3, days=-1))


def financial_year(today: date) -> int:
    return today.year if today.month >= 4 else today.year - 1


def week(day: date) -> Range:
    monday = day - timedelta(days=day.weekday())
    return Range(monday, monday + timedelta(days=6))


def _month_number(word: str) -> int:
    return MONTHS.index(word[:3]) + 1


def _year(words: str | None) -> int | None:
    digits = re.sub(r"\D", "", words or "")
    return None if not digits else int(digits) + (2000 if len(digits) == 2 else 0)


def _one(day: date) -> Range:
    return Range(day, day)


def _nearest(make: Callable[[int], Range], today: date, ahead: bool) -> Range:
    """Without a year: the first that is not over yet, or the last that has begun."""
    around = [make(year) for year in range(today.year - 2, today.year + 3)]
    if ahead:
        return next(one for one in around if one.end >= today)
    return next(one for one in reversed(around) if one.start <= today)


def _numeric(said: Said, today: date, ahead: bool) -> Range:
    if "iso" in said:
        return _one(date.fromisoformat(said["iso"]))
    day, number, *rest = (int(part) for part in re.split(r"[/.]", said.get("numeric") or said["numeric_short"]))
    if rest:
        return _one(date(rest[0] + (2000 if rest[0] < 100 else 0), number, day))
    return _nearest(lambda year: _one(date(year, number, day)), today, ahead)


def _day_month(said: Said, today: date, ahead: bool) -> Range:
    day, number = int(re.sub(r"\D", "", said["day"])), _month_number(said["month"])
    year = _year(said.get("year"))
    if year:
        return _one(date(year, number, day))
    if (number, day) == (2, 29):
        return _one(date(next(y for y in range(today.year, today.year + 8) if monthrange(y, 2)[1] == 29), 2, 29))
    return _nearest(lambda one: _one(date(one, number, day)), today, ahead)


def _day_range(said: Said, today: date, ahead: bool) -> Range:
    last = _day_month({**said, "day": said["day2"]}, today, ahead)
    first = int(re.sub(r"\D", "", said["day"]))
    return Range(last.end.replace(day=first), last.end)


def _day_only(said: Said, today: date, ahead: bool) -> Range:
    wanted = int(re.sub(r"\D", "", said["day"]))
    step = relativedelta(months=1 if ahead else -1)
    near = today.replace(day=1)
    for _ in range(14):
        if wanted <= monthrange(near.year, near.month)[1]:
            found = near.replace(day=wanted)
            if (found >= today) if ahead else (found <= today):
                return _one(found)
        near += step
    raise ValueError(wanted)


def _month_form(said: Said, today: date, ahead: bool) -> Range:
    number, last = _month_number(said["month"]), _month_number(said.get("month2", said["month"]))
    year = _year(said.get("year"))

    def make(one: int) -> Range:
        begin = _year(said.get("year1")) or (one - 1 if last < number else one)
        return Range(date(begin, number, 1), month(one, last).end)

    whole = make(year) if year else _nearest(make, today, ahead)
    if said.get("which") and not year:
        whole = _this_or_next(make, said["which"], today)
    ambiguous = said.get("year", "").isdigit() and len(said["year"]) == 2 and "'" not in said["year"]
    others = _also_day(said, number, today) if ambiguous else ()
    return _part(whole, said.get("part"), others)


def _also_day(said: Said, number: int, today: date) -> tuple[date, ...]:
    """ "July 27" is a month and a year, or a day."""
    try:
        return (_nearest(lambda year: _one(date(year, number, int(said["year"]))), today, True).end,)
    except ValueError:
        return ()


def _this_or_next(make: Callable[[int], Range], which: str, today: date) -> Range:
    """ "This July" is this year's, "next July" the next one to begin, "last July" the last one that ended."""
    around = [make(year) for year in range(today.year - 2, today.year + 3)]
    if which.startswith("this"):
        return next(one for one in around if one.end >= today)
    if which.startswith(("last", "past", "previous")):
        return next(one for one in reversed(around) if one.end < today)
    return next(one for one in around if one.start > today)


def _part(whole: Range, part: str | None, others: tuple[date, ...] = ()) -> Range:
    """The beginning, middle or end of a period; a month's third is ten days."""
    if part is None:
        return Range(whole.start, whole.end, others)
    long = (whole.end - whole.start).days > 45
    third = (whole.end - whole.start).days // 3 if long else 9
    if part.startswith("early"):
        return Range(whole.start, whole.start + timedelta(days=third))
    if part.startswith("mid"):
        middle = whole.start + timedelta(days=third + 1)
        return Range(middle, middle + timedelta(days=third))
    if part.startswith("late"):
        return Range(whole.end - timedelta(days=third), whole.end)
    if part.startswith(("start", "begin")):
        return _one(whole.start)
    return _one(whole.end)


def _season(said: Said, today: date, ahead: bool) -> Range:
    first, last = SEASONS[said["season"]][0], SEASONS[said.get("season2", said["season"])][1]

    def make(one: int) -> Range:
        return Range(date(one, first, 1), month(one + (last < first), last).end)

    year = _year(said.get("year"))
    if year:
        whole = make(year)
    elif said.get("which"):
        whole = _this_or_next(make, said["which"], today)
    else:
        whole = _nearest(make, today, ahead)
    return _part(whole, said.get("part"))


def _quarter(said: Said, today: date, ahead: bool) -> Range:
    number = int(re.sub(r"\D", "", said["quarter"]))
    last = int(said.get("quarter2", str(number)))
    year = _year((said.get("fy") or "").replace("-", "/").split("/")[0])

    def make(one: int) -> Range:
        return Range(quarter(one, number).start, quarter(one, last).end)

    whole = make(year) if year else _nearest(make, today, ahead)
    return _part(whole, said.get("part"))


def _financial(said: Said, today: date, ahead: bool) -> Range:
    year = _year(said["fy"].replace("-", "/").split("/")[0]) or today.year
    return _part(Range(date(year, 4, 1), date(year + 1, 3, 31)), said.get("part"))


def _year_form(said: Said, today: date, ahead: bool) -> Range:
    year = int(said["year"])
    return _part(Range(date(year, 1, 1), date(year, 12, 31)), said.get("part"))


def _named_day(said: Said, today: date, ahead: bool) -> Range:
    name = LEXICON.named_days[said["named"]]
    year = _year(said.get("year"))
    if name in ("today", "tomorrow", "yesterday", "overmorrow"):
        return _one(today + timedelta(days={"today": 0, "tomorrow": 1, "yesterday": -1, "overmorrow": 2}[name]))
    makers: dict[str, Callable[[int], Range]] = {
        "christmas": lambda one: _one(date(one, 12, 25)),
        "new_year": lambda one: _one(date(one, 1, 1)),
        "easter": lambda one: _one(easter(one)),
    }
    if said.get("which") and not year:
        return _this_or_next(makers[name], said["which"], today)
    return makers[name](year) if year else _nearest(makers[name], today, ahead)


def _weekday(said: Said, today: date, ahead: bool) -> Range:
    wanted, which = WEEKDAYS.index(said["weekday"][:3]), said.get("which", "")
    monday = week(today).start
    if which.startswith("next"):
        day = monday + timedelta(days=7 + wanted)
    elif which.startswith("this"):
        day = monday + timedelta(days=wanted)
        day = day if day >= today else day + timedelta(days=7)
    elif which.startswith(("last", "past", "previous")) or not ahead:
        day = today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)
    else:
        day = today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
    weeks = amount_of(said["weeks"]) if said.get("weeks") else 0
    return _one(day + timedelta(weeks=weeks + bool(said.get("extra"))))


def _unit(said: Said, today: date, ahead: bool) -> Range:
    """ "Next month", "end of this quarter", "the week after next"; "this month" begins on the first."""
    which = said.get("which", "this")
    step = 2 if said.get("extra") else 1 if which.startswith(("next", "following", "coming")) else 0
    step = -1 if which.startswith(("last", "past", "previous")) else step
    unit, part = said["unit"], said.get("part")
    if unit.startswith("week"):
        whole = week(today + timedelta(weeks=step))
        return _one(whole.end - timedelta(days=2)) if part and part.startswith("end") else _part(whole, part)
    if unit.startswith("month"):
        near = today.replace(day=1) + relativedelta(months=step)
        return _part(month(near.year, near.month), part)
    if unit.startswith("quarter"):
        near = today + relativedelta(months=3 * step)
        return _part(quarter(financial_year(near), (near.month - 4) % 12 // 3 + 1), part)
    if unit.startswith(("financial", "fy", "municipal")):
        year = financial_year(today) + step
        return _part(Range(date(year, 4, 1), date(year + 1, 3, 31)), part)
    return _part(Range(date(today.year + step, 1, 1), date(today.year + step, 12, 31)), part)


def _in_amount(said: Said, today: date, ahead: bool) -> Range:
    back = said.get("ago") is not None
    return _one(shifted(today, amount_of(said["amount"]) * (-1 if back else 1), said["unit"]))


def _within(said: Said, today: date, ahead: bool) -> Range:
    """ "The next two weeks", "the last 30 days"."""
    amount = amount_of(said.get("amount", "1"))
    if said["which"].startswith(("last", "past", "previous")):
        return Range(shifted(today, -amount, said["unit"]), today)
    return Range(today, shifted(today, amount, said["unit"]))


_FORMS: dict[str, Callable[[Said, date, bool], Range]] = {
    "numeric": _numeric,
    "day_month": _day_month,
    "month_day": _day_month,
    "day_range": _day_range,
    "day_only": _day_only,
    "month": _month_form,
    "month_range": _month_form,
    "season": _season,
    "quarter": _quarter,
    "financial": _financial,
    "year": _year_form,
    "part_of_year": _year_form,
    "named": _named_day,
    "weekday": _weekday,
    "weekday_week": _weekday,
    "week_on_weekday": _weekday,
    "unit": _unit,
    "unit_end": _unit,
    "unit_after": _unit,
    "in_amount": _in_amount,
    "within": _within,
}
