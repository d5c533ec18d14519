"""Calendar expressions: spans of days that know their year, or wait for one."""

import calendar
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

Span = tuple[date, date]  # first and last day, both inclusive


@dataclass(frozen=True, slots=True)
class Expression:
    """What a date expression says: in a given year it is a span. `year` None means that no year was said.

    `within` None is an expression that needs today and was not given it. `opening` is the month it begins in, by
    which a financial year places it. `single` is a named day, as against a period; `ranged` has a first and a last.
    """

    within: Callable[[int], Span] | None
    year: int | None = None
    opening: int = 1
    single: bool = False
    ranged: bool = False

    def in_year(self, year: int) -> "Expression":
        return replace(self, year=year)

    def in_financial_year(self, year: int, year_starts: int) -> "Expression":
        """Placed in the financial year that begins in `year`."""
        return replace(self, year=year + (self.opening < year_starts))

    def waits(self, today: date | None) -> bool:
        """No days can be given yet: today is wanted."""
        return today is None and (self.within is None or self.year is None)

    def resolve(self, today: date | None, past: bool = False) -> Span | None:
        """The days meant; without a year the next such span that has not ended (`past`: the last that has begun)."""
        if self.within is None:
            return None
        if self.year is not None:
            return _safe(self.within, self.year)
        if today is None:
            return None
        years = range(today.year - 9, today.year + 10)
        spans = (found for year in (reversed(years) if past else years) if (found := _safe(self.within, year)))
        return next((span for span in spans if (span[0] <= today if past else span[1] >= today)), None)


def _safe(within: Callable[[int], Span], year: int) -> Span | None:
    try:
        return within(year)
    except (ValueError, OverflowError):  # 29 February of a common year; a year beyond the calendar
        return None


def _none(_: int) -> Span:
    raise ValueError("no such day")


UNKNOWN = Expression(None)
NO_SUCH_DAY = Expression(_none, single=True)


def last_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def months(first: int, count: int) -> Expression:
    """`count` whole months from month `first` (1 to 12 and beyond: 13 is January of the next year)."""

    def within(year: int) -> Span:
        return _first_of_month(year, first), _first_of_month(year, first + count) - timedelta(days=1)

    return Expression(within, opening=(first - 1) % 12 + 1)


def _first_of_month(year: int, month: int) -> date:
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def whole_months(span: Span, first: int, count: int) -> Span:
    start = span[0] + relativedelta(months=first)
    return start, start + relativedelta(months=count, days=-1)


def day(number: int, month: int) -> Expression | None:
    """A day of a month; None where no year has it."""
    if not 1 <= number <= calendar.monthrange(2024, month)[1]:
        return None

    def within(year: int) -> Span:
        found = date(year, month, number)
        return found, found

    return Expression(within, opening=month, single=True)


def fixed(first: date, last: date | None = None) -> Expression:
    """Days that need no year any more."""
    last_day = last or first

    def within(_: int) -> Span:
        return first, last_day

    return Expression(within, year=first.year, opening=first.month, single=last is None)


def counted(anchor: Expression, count: int, unit: str, after: bool) -> Expression:
    """So many weeks or months from an anchor's first day, or from the day after its last; a named day counts itself."""
    held = anchor.within

    def within(year: int) -> Span:
        first, last = held(year) if held else _none(year)
        if anchor.single:
            return first, later_by(first, count, unit)
        start = last + timedelta(days=1) if after else first
        return first, later_by(start, count, unit) - timedelta(days=1)

    return Expression(within, anchor.year, anchor.opening)


def lasting(begun: Expression, count: int, unit: str) -> Expression:
    """So many weeks or months from the first day of something, that day included."""
    held = begun.within

    def within(year: int) -> Span:
        first, _ = held(year) if held else _none(year)
        return first, later_by(first, count, unit) - timedelta(days=1)

    return Expression(within, begun.year, begun.opening, ranged=True)


_FEASTS: dict[str, Callable[[int], date]] = {
    "christmas": lambda year: date(year, 12, 25),
    "christmas_eve": lambda year: date(year, 12, 24),
    "boxing_day": lambda year: date(year, 12, 26),
    "new_year": lambda year: date(year, 1, 1),
    "new_years_eve": lambda year: date(year, 12, 31),
    "easter": easter,
    "good_friday": lambda year: easter(year) - timedelta(days=2),
    "easter_monday": lambda year: easter(year) + timedelta(days=1),
    "hogmanay": lambda year: date(year, 12, 31),
    "burns_night": lambda year: date(year, 1, 25),
    "st_davids_day": lambda year: date(year, 3, 1),
    "st_patricks_day": lambda year: date(year, 3, 17),
    "st_georges_day": lambda year: date(year, 4, 23),
    "st_andrews_day": lambda year: date(year, 11, 30),
    "halloween": lambda year: date(year, 10, 31),
    "bonfire_night": lambda year: date(year, 11, 5),
}


def feast(name: str) -> Expression:
    """Christmas, Easter and their neighbours, and the days that a nation keeps."""
    on = _FEASTS[name]

    def within(year: int) -> Span:
        return on(year), on(year)

    return Expression(within, opening=on(2024).month, single=True)


def quarter(number: int, year_starts: int, count: int = 1) -> Expression:
    """The n-th quarter of a year that begins in month `year_starts`; its year is the one in which that year begins."""
    return replace(months(year_starts + 3 * (number - 1), 3 * count), opening=year_starts)


def half(number: int, year_starts: int) -> Expression:
    return replace(months(year_starts + 6 * (number - 1), 6), opening=year_starts)


def year_from(year_starts: int) -> Expression:
    """Twelve months from month `year_starts`."""
    return months(year_starts, 12)


def joined(first: Expression, last: Expression) -> Expression:
    """From the first to the last: a year said once holds for both, and "Nov – Jan 2015" crosses it."""
    if first.within is None or last.within is None:
        return UNKNOWN
    earlier, later = first.within, last.within
    if first.year is not None and last.year is None:
        begun, ended = _safe(earlier, first.year), _safe(later, first.year)
        last = last.in_year(first.year if not begun or (ended and ended[1] >= begun[0]) else first.year + 1)
    own_year = first.year

    def within(year: int) -> Span:
        end = later(year)
        start = earlier(year if own_year is None else own_year)
        if own_year is None and start[0] > end[1]:
            start = earlier(year - 1)
        if start[0] > end[1]:
            raise ValueError("a range that ends before it begins")
        return start[0], end[1]

    return Expression(within, year=last.year, opening=first.opening, ranged=True)


def before(first: Expression, last: Expression) -> Expression:
    """The first of two listed expressions, with the year that only the last names ("May, June 2026")."""
    if first.within is None or last.within is None or first.year is not None or last.year is None:
        return first
    begun, ended = _safe(first.within, last.year), _safe(last.within, last.year)
    return first.in_year(last.year - 1 if begun and ended and begun[0] > ended[1] else last.year)


def week_by_day(day_of: Expression, ends: bool) -> Expression:
    """The seven days that begin, or end, with a day."""
    inner = day_of.within

    def within(year: int) -> Span:
        first, last = inner(year) if inner else _none(year)
        return (last - timedelta(days=6), last) if ends else (first, first + timedelta(days=6))

    return replace(day_of, within=within, single=False)


def week_of_month(month: Expression, number: int, weekday: int | None = None) -> Expression:
    """The n-th week of a month, or the n-th such day (1 is Monday); the last one where the number is -1."""
    inner = month.within

    def within(year: int) -> Span:
        first, last = inner(year) if inner else _none(year)
        if number < 0:
            first = last - timedelta(days=6)
        else:
            first += timedelta(weeks=number - 1)
        day_of = first if weekday is None else first + timedelta(days=(weekday - first.isoweekday()) % 7)
        return (first, min(first + timedelta(days=6), last)) if weekday is None else (day_of, day_of)

    return replace(month, within=within, single=weekday is not None)


# --- a part of a span ---------------------------------------------------------------------------------------------


def shaped(whole: Expression, shape: str) -> Expression:
    """Early, mid, late, start, end, first_half or second_half of something."""
    if whole.within is None:
        return whole
    inner = whole.within

    def within(year: int) -> Span:
        return part_of(inner(year), shape)

    return replace(whole, within=within, single=False)


def part_of(span: Span, shape: str) -> Span:
    """A part of a span: by whole months where there are several, by tens of days in a month, by days in a week."""
    if shape == "end":
        return (_close(span), _close(span))
    count = (span[1].year - span[0].year) * 12 + span[1].month - span[0].month + 1
    if span[0].day == 1 and count > 1:
        return whole_months(span, *_by_months(count)[shape])
    first, last = _by_days((span[1] - span[0]).days + 1)[shape]
    return span[0] + timedelta(days=first), min(span[0] + timedelta(days=last), span[1])


def _close(span: Span) -> date:
    """The last day; a week closes on its Friday."""
    return span[1] - timedelta(days=2) if (span[1] - span[0]).days == 6 and span[1].weekday() == 6 else span[1]


def _by_months(count: int) -> dict[str, tuple[int, int]]:
    third = max(1, count // 4 if count == 12 else count // 3)
    middle = 2 if count % 2 == 0 else 1
    return {
        "start": (0, 1),
        "early": (0, third),
        "mid": ((count - middle) // 2, middle),
        "late": (count - third, third),
        "first_half": (0, count // 2),
        "second_half": (count - count // 2, count // 2),
    }


def _by_days(count: int) -> dict[str, tuple[int, int]]:
    third = max(1, count // 3)
    return {
        "start": (0, 0),
        "early": (0, third - 1),
        "mid": (third, 2 * third - 1),
        "late": (2 * third, count - 1),
        "first_half": (0, (count + 1) // 2 - 1),
        "second_half": ((count + 1) // 2, count - 1),
    }


# --- from today ---------------------------------------------------------------------------------------------------


def week_of(moment: date) -> Span:
    """Monday to Sunday."""
    monday = moment - timedelta(days=moment.weekday())
    return monday, monday + timedelta(days=6)


def later_by(moment: date, count: int, unit: str) -> date:
    """`count` units after a day; working days skip week-ends."""
    if unit == "working_day":
        return _working_days(moment, count)
    weeks = {"week": 1, "fortnight": 2}.get(unit)
    if weeks:
        return moment + timedelta(weeks=count * weeks)
    if unit == "day":
        return moment + timedelta(days=count)
    if unit == "term" and count > 0:
        return _terms(moment, count)
    return moment + relativedelta(months=count * {"month": 1, "quarter": 3, "term": 4}.get(unit, 12))


def _terms(moment: date, count: int) -> date:
    """The day after so many school terms, the one that holds the day being the first."""
    for _ in range(count):
        moment = term_around(moment)[1] + timedelta(days=1)
    return moment


def term_around(moment: date) -> Span:
    """The school term that holds a day; in August the one to come."""
    first, last = next(term for term in ((1, 3), (4, 7), (9, 12)) if moment.month <= term[1])
    return date(moment.year, first, 1), last_of_month(moment.year, last)


def _working_days(moment: date, count: int) -> date:
    step = 1 if count > 0 else -1
    while count:
        moment += timedelta(days=step)
        count -= step * (moment.weekday() < 5)
    return moment


def unit_around(moment: date, unit: str, year_starts: int) -> Span:
    """The week, month, quarter or year that holds a day; "year" is the financial one."""
    if unit in ("week", "fortnight"):
        return week_of(moment)
    if unit == "month":
        return moment.replace(day=1), last_of_month(moment.year, moment.month)
    if unit == "calendar_year":
        return date(moment.year, 1, 1), date(moment.year, 12, 31)
    length = 3 if unit == "quarter" else 12
    into = (moment.month - year_starts) % 12 % length
    start = moment.replace(day=1) - relativedelta(months=into)
    return start, start + relativedelta(months=length, days=-1)
