"""Tokens → calendar expressions: "end of Q3 2026/27", "Sept / Oct 2014", "a week on Friday".

A rule takes a place among the tokens and gives the expression that begins there with the place after it, or None. Rules
are tried in order; the first that fits wins. `sentence` is for running text, where more has to speak for a date.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from storage import timescale_calendar as cal
from storage.lexicon import words
from storage.timescale_calendar import Expression
from storage.timescale_tokens import Token, full_year, numeric_date, pair

Match = tuple[Expression, int] | None
_PLAUSIBLE = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules over one text's tokens. `year_starts` is the month in which the council's year begins."""

    tokens: Sequence[Token]
    today: date | None = None
    year_starts: int = 4
    sentence: bool = False

    # --- what stands where ----------------------------------------------------------------------------------------

    def at(self, place: int) -> Token | None:
        return self.tokens[place] if 0 <= place < len(self.tokens) else None

    def term(self, place: int, category: str) -> str | None:
        token = self.at(place)
        return token.term(category) if token else None

    def kind(self, place: int) -> str:
        token = self.at(place)
        return token.kind if token else ""

    def skip(self, place: int, *kinds: str) -> int:
        """Past filling words ("of", "the") and the given shapes."""
        while (token := self.at(place)) and ("fill" in token.terms or token.kind in kinds):
            place += 1
        return place

    def number(self, place: int) -> int | None:
        token = self.at(place)
        return int(token.text) if token and token.kind == "number" else None

    # --- a whole expression ---------------------------------------------------------------------------------------

    def expression(self, place: int) -> Match:
        """A point, or a range of two."""
        first = self._days_of_a_month(place) or self.point(place)
        if first is None:
            return None
        start = self._joining(place, first[1])
        last = self.point(start) if start else None
        if last is None:
            return first
        whole = cal.joined(first[0], last[0])
        if self._backwards(whole):
            return first
        return whole, last[1]

    def _backwards(self, whole: Expression) -> bool:
        return whole.within is not None and whole.year is not None and whole.resolve(None) is None

    def _joining(self, begun: int, place: int) -> int | None:
        """The place after a word or sign that joins two points to a range."""
        token = self.at(place)
        between = self.term(begun - 1, "between") is not None
        if token is None:
            return None
        spoken = token.any("to", "until") or (token.any("and") and (between or self._month_follows(place + 1)))
        if token.kind in ("dash", "slash", "amp") or (spoken and (between or not self.sentence)):
            return self.skip(place + 1, "newline")
        return None

    def _month_follows(self, place: int) -> bool:
        token = self.at(place)
        return bool(token and token.any("month", "season"))

    def point(self, place: int) -> Match:
        """One date, month, season, quarter or year, or a part of one."""
        return self._shaped(place) or self._plain(place)

    def _plain(self, place: int) -> Match:
        rules: tuple[Callable[[int], Match], ...] = (
            self._from_today,
            self._year_first,
            self._numeric,
            self._day_month,
            self._month,
            self._quarter,
            self._half,
            self._season,
            self._feast,
            self._financial_year,
            self._weekday,
            self._unit,
            self._year_alone,
            self._day_alone,
        )
        return next((found for rule in rules if (found := rule(place))), None)

    def _shaped(self, place: int) -> Match:
        shape = self.term(place, "shape")
        if shape is None:
            return None
        following = self.skip(place + 1, "dash", "slash")
        found = self.point(following)
        return (cal.shaped(found[0], shape), found[1]) if found else None

    # --- a year after something -----------------------------------------------------------------------------------

    def _dated(self, unit: Expression, place: int) -> tuple[Expression, int]:
        """A unit with the year that follows it, if one does."""
        following = self.skip(place, "comma", "newline", "dash", "stop")
        following += self.at(following) is not None and self.term(following, "fiscal") is not None
        token = self.at(following)
        year = self._year_of(token) if token else None
        if token is None or year is None or (following > place and self._bare_short(token)):
            return unit, place
        if token.kind == "pair":
            return unit.in_financial_year(year, self.year_starts), following + 1
        return unit.in_year(year), following + 1

    def _bare_short(self, token: Token) -> bool:
        return token.kind == "number" and len(token.text) < 4

    def _year_of(self, token: Token) -> int | None:
        """The year that a token names: 2027, '27, 27 (where it can hardly be a day's number) or the 2026 of 2026/27."""
        if token.kind == "pair":
            return self._first_of_two(token)
        if token.kind == "short":
            return full_year(int(token.text[1:]))
        if token.kind != "number":
            return None
        year = int(token.text)
        if len(token.text) == 2:
            near = self.today.year if self.today else 2025
            return full_year(year) if near - 12 <= full_year(year) <= near + 4 else None
        return year if year in _PLAUSIBLE else None

    def _first_of_two(self, token: Token) -> int | None:
        """2026 of "2026/27", "26/27" or "2026-2027"; None where the two are not neighbouring years."""
        first, second, _ = pair(token.text)
        if first > 99 and first not in _PLAUSIBLE:
            return None
        return full_year(first) if (first + 1) % 100 == second % 100 and (first > 12 or second > 12) else None

    # --- named days, months, quarters, seasons --------------------------------------------------------------------

    def _numeric(self, place: int) -> Match:
        token = self.at(place)
        if token is None:
            return None
        if token.kind == "date" and (found := numeric_date(token.text)):
            return cal.fixed(found), place + 1
        return self._numeric_pair(token, place) if token.kind == "pair" else None

    def _numeric_pair(self, token: Token, place: int) -> Match:
        """2026/27 a financial year, 2026–2028 a range, 2027-03 and 03/2027 a month, 19/9 a day."""
        first, second, between = pair(token.text)
        year = self._first_of_two(token)
        if year is not None:
            return cal.year_from(self.year_starts).in_year(year), place + 1
        if first > 99:
            return self._year_pair(first, second, place)
        if second > 99 and 1 <= first <= 12 and between == "/":
            return cal.months(first, 1).in_year(second), place + 1
        named = cal.day(first, second) if between == "/" and 1 <= second <= 12 else None
        return (named, place + 1) if named else None

    def _year_pair(self, first: int, second: int, place: int) -> Match:
        if first not in _PLAUSIBLE:
            return None
        if second <= 12:
            return (cal.months(second, 1).in_year(first), place + 1) if second else None
        last = second if second > 99 else first // 100 * 100 + second
        if not first < last < first + 40:
            return None
        return cal.fixed(date(first, 1, 1), date(last, 12, 31)), place + 1

    def _day_number(self, place: int) -> int | None:
        token = self.at(place)
        if token is None or token.kind not in ("number", "ordinal"):
            return None
        found = int(token.text.rstrip("stndrhSTNDRH"))
        return found if 1 <= found <= 31 else None

    def _month_at(self, place: int) -> int | None:
        found = self.term(place, "month")
        return int(found) if found else None

    def _day_month(self, place: int) -> Match:
        """[Monday] 1st [of] December [2026]; December 1st, 2026; 31-Jan-27."""
        start = self.skip(place + 1, "comma") if self.term(place, "weekday") else place
        number = self._day_number(start)
        if number is not None:
            following = self.skip(start + 1, "dash")
            month = self._month_at(following)
            return self._day_of(number, month, following + 1) if month else self._weekday_number(place, start)
        month = self._month_at(start)
        number = self._day_number(start + 1)
        if month is None or number is None or not self._is_day(start + 1):
            return None
        return self._day_of(number, month, start + 2)

    def _is_day(self, place: int) -> bool:
        """After a month a number is its day where it is written as one, or can hardly be a year."""
        token = self.at(place)
        assert token is not None  # noqa: S101 - the caller has read its number
        following = self.skip(place + 1, "comma")
        four = self.number(following)
        if token.kind == "ordinal" or (four is not None and four in _PLAUSIBLE):
            return True
        return len(token.text) == 1 or self._year_of(token) is None

    def _day_of(self, number: int, month: int, place: int) -> Match:
        """The day, or an expression without days where no such day exists ("30 February")."""
        named = cal.day(number, month)
        return self._dated(named or cal.NO_SUCH_DAY, place)

    def _weekday_number(self, place: int, start: int) -> Match:
        """ "Friday 14th": the number says which."""
        return self._in_this_or_next_month(start) if start > place and self.kind(start) == "ordinal" else None

    def _days_of_a_month(self, place: int) -> Match:
        """11th to 13th December 2013; 14 – 17 November."""
        first = self._day_number(place)
        token = self.at(place + 1)
        if first is None or token is None or not (token.kind in ("dash", "amp", "slash") or token.any("to", "and")):
            return None
        last = self._day_month(place + 2)
        month = self._month_at(self.skip(place + 3)) if last else None
        opening = cal.day(first, month) if month else None
        return (cal.joined(opening, last[0]), last[1]) if opening and last else None

    def _month(self, place: int) -> Match:
        month = self._month_at(place)
        if month is None or not self._supported(place):
            return None
        following = place + 2 if self.kind(place + 1) == "stop" and self._dotted(place) else place + 1
        return self._dated(cal.months(month, 1), following)

    def _dotted(self, place: int) -> bool:
        """The full stop of an abbreviation ("Sept. 2026"), not that of a sentence."""
        token = self.tokens[place]
        return (
            len(token.text) <= 4
            and self.at(place + 2) is not None
            and self._year_of(self.tokens[place + 2]) is not None
        )

    def _supported(self, place: int) -> bool:
        """A word that is also an everyday one ("may") counts as a date only in a date's company."""
        token = self.tokens[place]
        if token.text.casefold() not in words("timescale")["shy"]["words"]:
            return True
        if len(self.tokens) == 1 or (token.text[:1].isupper() and not self._opens_sentence(place)):
            return True
        following, preceding = self.at(place + 1), self.at(place - 1)
        year = following is not None and self._year_of(following) is not None
        return year or (preceding is not None and self._introduces(preceding))

    def _opens_sentence(self, place: int) -> bool:
        return self.sentence and (place == 0 or self.kind(place - 1) == "stop") and not self._joins(place + 1)

    def _joins(self, place: int) -> bool:
        return self.kind(place) in ("dash", "slash", "amp")

    def _introduces(self, token: Token) -> bool:
        if token.kind in ("number", "ordinal", "dash", "slash", "amp"):
            return True
        if token.any("fill"):
            return token.text.casefold() != "the"
        return token.any("by", "from", "until", "to", "before", "after", "shape", "deixis", "join", "month", "revised")

    def _quarter(self, place: int) -> Match:
        """Q2 2026/27; 2026/27 Q2; third quarter of 2027; calendar Q2 2027."""
        kind, number, following = self._numbered(place, "quarter", 4)
        if number is None:
            return None
        starts = 1 if kind == "calendar" else self.year_starts
        return self._dated(cal.quarter(number, starts), following)

    def _half(self, place: int) -> Match:
        kind, number, following = self._numbered(place, "half", 2)
        if kind is None or number is None:
            return None
        return self._dated(cal.half(number, self.year_starts), following)

    def _numbered(self, place: int, category: str, most: int) -> tuple[str | None, int | None, int]:
        """ "Q3", "quarter three" or "third quarter": what it is called, its number and the place after."""
        kind = self.term(place, category)
        number = self._count(place + 1) if kind else self._ordinal(place)
        if kind is None:
            kind = self.term(place + 1, category)
        known = kind is not None and number is not None and 1 <= number <= most
        return (kind, number, place + 2) if known else (None, None, place)

    def _ordinal(self, place: int) -> int | None:
        return self._day_number(place) if self.kind(place) == "ordinal" else self._counted(place)

    def _year_first(self, place: int) -> Match:
        """2026/27 Q4."""
        token = self.at(place)
        year = self._year_of(token) if token and token.kind in ("pair", "number") and len(token.text) > 3 else None
        following = self.skip(place + 1, "comma", "dash")
        unit = None if year is None else self._quarter(following) or self._half(following)
        return (unit[0].in_year(year), unit[1]) if unit and year is not None and unit[0].year is None else None

    def _season(self, place: int) -> Match:
        season = self.term(place, "season")
        if season is None or not self._supported(place):
            return None
        first, count = words("timescale")["seasons"][season]
        return self._dated(cal.months(first, count), place + 1)

    def _feast(self, place: int) -> Match:
        feast = self.term(place, "feast")
        return self._dated(cal.feast(feast), place + 1) if feast and self._supported(place) else None

    def _financial_year(self, place: int) -> Match:
        """FY 2026/27, FY26/27, FY27 (which ends in 2027), financial year 2014/15, calendar year 2027."""
        unit = self.term(place, "unit") or ("financial_year" if self.term(place, "fiscal") else None)
        if unit not in ("financial_year", "calendar_year", "year"):
            return None
        token = self.at(self.skip(place + 1, "stop"))
        year = self._year_of(token) if token else None
        if token is None or year is None:
            return None
        following = self.skip(place + 1, "stop") + 1
        if unit != "financial_year" and token.kind != "pair":
            return cal.year_from(1).in_year(year), following
        begins = year if token.kind == "pair" else year - 1
        return cal.year_from(self.year_starts).in_year(begins), following

    def _year_alone(self, place: int) -> Match:
        """2027. In running text, and before a noun ("the 2024 elections"), a number is no year by itself."""
        year = self.number(place)
        if year is None or year not in _PLAUSIBLE or self._noun_follows(place + 1):
            return None
        preceding = self.at(place - 1)
        if self.sentence and not (preceding and self._introduces(preceding)):
            return None
        return cal.year_from(1).in_year(year), place + 1

    def _noun_follows(self, place: int) -> bool:
        token = self.at(place)
        return token is not None and token.kind == "word" and not token.terms

    # --- counted from today ---------------------------------------------------------------------------------------

    def _from_today(self, place: int) -> Match:
        day = self.term(place, "day")
        if day is not None:
            return self._relative(lambda today: cal.fixed(today + timedelta(days=int(day))), single=True), place + 1
        return self._deictic(place) or self._weeks_on(place) or self._duration(place)

    def _relative(self, of: Callable[[date], Expression], single: bool = False) -> Expression:
        return of(self.today) if self.today else replace(cal.UNKNOWN, single=single)

    def _deictic(self, place: int) -> Match:
        """This, next or last week, month, quarter, year, weekday, month by name, season."""
        which = self.term(place, "deixis")
        if which is None:
            return None
        unit = self.term(place + 1, "unit") or self.term(place + 1, "quarter")
        if unit and unit not in ("day", "working_day"):
            return self._relative(lambda today: self._unit_from(today, which, unit)), place + 2
        weekday = self.term(place + 1, "weekday")
        if weekday:
            return self._relative(lambda today: _weekday_of(today, which, int(weekday)), single=True), place + 2
        return self._deictic_name(place + 1, which) or self._coming_units(place, which)

    def _deictic_name(self, place: int, which: str) -> Match:
        if not (self.term(place, "month") or self.term(place, "season") or self.term(place, "feast")):
            return None
        found = self.expression(place)
        if found is None or found[0].year is not None or found[0].within is None:
            return found
        return self._relative(lambda today: _named_from(today, which, found[0]), found[0].single), found[1]

    def _coming_units(self, place: int, which: str) -> Match:
        """The next six months; the last two weeks."""
        count, unit = self._counted(place + 1), self.term(place + 2, "unit")
        if count is None:
            count = self.number(place + 1)
        if count is None or unit is None or which == "this":
            return None
        return self._relative(lambda today: _units_from(today, count, unit, which)), place + 3

    def _unit_from(self, today: date, which: str, unit: str) -> Expression:
        around = cal.unit_around(today, unit, self.year_starts)
        if which == "next":
            around = cal.unit_around(around[1] + timedelta(days=1), unit, self.year_starts)
        elif which == "last":
            around = cal.unit_around(around[0] - timedelta(days=1), unit, self.year_starts)
        return cal.fixed(*around)

    def _weeks_on(self, place: int) -> Match:
        """A week on Friday; two weeks tomorrow."""
        count, unit = self._count(place), self.term(place + 1, "unit")
        following = self.skip(place + 2)
        if count is None or unit not in ("week", "fortnight"):
            return None
        found = self._weekday(following) if self.term(following, "weekday") else None
        if found is None and self.term(following, "day") is None:
            return None
        found = found or self._from_today(following)
        assert found is not None  # noqa: S101 - one of the two has just been seen
        return self._relative(lambda today: _moved(found[0], today, count, unit), single=True), found[1]

    def _duration(self, place: int) -> Match:
        """Within 6 months (a period); in two weeks, 10 days from now (a day); three months ago."""
        within = self.term(place, "within") is not None
        token = self.at(place)
        preceded = within or bool(token and token.text.casefold() == "in")
        start = self.skip(place + 1) if preceded else place
        most = self._count(start)
        start, most = self._upper(start, most)
        unit = self.term(start + 1, "unit")
        if most is None or unit is None or "year" in unit and unit != "year":
            return None
        ago, after = self.term(start + 2, "ago"), self.term(start + 2, "from_now")
        if not (preceded or ago or after or (place == 0 and not self.sentence)):
            return None
        past = -1 if ago else 1
        return self._relative(lambda today: _duration(today, past * most, unit, within), not within), start + 2 + bool(
            ago or after
        )

    def _upper(self, place: int, count: int | None) -> tuple[int, int | None]:
        """The larger number of "6-12 months"."""
        joined = self.kind(place + 1) == "dash" or self.term(place + 1, "to") is not None
        more = self._count(place + 2) if count is not None and joined else None
        return (place + 2, more) if more is not None else (place, count)

    def _count(self, place: int) -> int | None:
        found = self.number(place)
        return found if found is not None and found < 1000 else self._counted(place)

    def _counted(self, place: int) -> int | None:
        found = self.term(place, "count")
        return int(found) if found else None

    def _weekday(self, place: int) -> Match:
        """Friday (the next one); Friday week; Friday next week."""
        weekday = self.term(place, "weekday")
        if weekday is None or not self._supported(place):
            return None
        which, unit = self.term(place + 1, "deixis"), self.term(place + 2, "unit")
        if self.term(place + 1, "unit") == "week":
            return self._relative(
                lambda today: _weekday_of(today, "coming", int(weekday), weeks=1), single=True
            ), place + 2
        if which and unit == "week":
            return self._relative(
                lambda today: _weekday_of(today, which, int(weekday), calendar_week=True), single=True
            ), place + 3
        return self._relative(lambda today: _weekday_of(today, "coming", int(weekday)), single=True), place + 1

    def _unit(self, place: int) -> Match:
        """The unit that we are in, where a part of it is named: "end of the quarter", "year end"."""
        unit = self.term(place, "unit") or self.term(place, "quarter")
        if unit is None or unit in ("day", "working_day", "calendar"):
            return None
        around = self._relative(lambda today: cal.fixed(*cal.unit_around(today, unit, self.year_starts)))
        if self._recurring_year(unit):
            around = cal.year_from(1 if unit == "calendar_year" else self.year_starts)
        if self.term(place + 1, "shape") == "end" or self.term(place + 2, "shape") == "end":
            return self._unit_end(around, place)
        preceding = self.skip_back(place - 1)
        return (around, place + 1) if self.term(preceding, "shape") else None

    def _unit_end(self, around: Expression, place: int) -> Match:
        following = place + 1 if self.term(place + 1, "shape") else place + 2
        found, after = self._dated(around, following + 1)
        return cal.shaped(found, "end"), after

    def _recurring_year(self, unit: str) -> bool:
        return unit in ("year", "financial_year", "calendar_year")

    def skip_back(self, place: int) -> int:
        while (token := self.at(place)) and "fill" in token.terms:
            place -= 1
        return place

    def _day_alone(self, place: int) -> Match:
        """ "(by) the 14th": the next such day of a month."""
        token, preceding = self.at(place), self.at(place - 1)
        if token is None or token.kind != "ordinal" or preceding is None or self._more_follows(place + 1):
            return None
        return self._in_this_or_next_month(place) if preceding.any("fill", "by", "until", "to", "from") else None

    def _more_follows(self, place: int) -> bool:
        token = self.at(place)
        ends = words("timescale")["shy"]["after_day"]
        return token is not None and token.kind == "word" and token.text.casefold() not in ends

    def _in_this_or_next_month(self, place: int) -> Match:
        number = self._day_number(place)
        if number is None:
            return None
        return self._relative(lambda today: _day_from(today, number), single=True), place + 1


def _weekday_of(today: date, which: str, weekday: int, weeks: int = 0, calendar_week: bool = False) -> Expression:
    """Plain: the next such day after today. "Next": next calendar week's. "Last": the last one before today."""
    monday, _ = cal.week_of(today)
    own = monday + timedelta(days=weekday - 1)
    if which == "next":
        return cal.fixed(own + timedelta(weeks=1))
    if which == "last":
        return cal.fixed(own - timedelta(weeks=1) if calendar_week or own >= today else own)
    if which == "this" and (calendar_week or own >= today):
        return cal.fixed(own)
    ahead = own if own > today else own + timedelta(weeks=1)
    return cal.fixed(ahead + timedelta(weeks=weeks))


def _named_from(today: date, which: str, named: Expression) -> Expression:
    """This, next or last July or spring. "Next" is not the one that we are in."""
    span = named.resolve(today, past=which == "last")
    if span and which == "next" and span[0] <= today:
        span = named.resolve(span[1] + timedelta(days=1))
    if span and which == "last" and span[1] >= today:
        span = named.resolve(span[0] - timedelta(days=1), past=True)
    return cal.UNKNOWN if span is None else cal.fixed(*span) if not named.single else cal.fixed(span[0])


def _units_from(today: date, count: int, unit: str, which: str) -> Expression:
    other = cal.later_by(today, count if which == "next" else -count, unit)
    return cal.fixed(min(today, other), max(today, other))


def _moved(found: Expression, today: date, count: int, unit: str) -> Expression:
    span = found.resolve(today)
    return cal.fixed(cal.later_by(span[0], count, unit)) if span else cal.UNKNOWN


def _duration(today: date, count: int, unit: str, within: bool) -> Expression:
    try:
        other = cal.later_by(today, count, unit)
    except (OverflowError, ValueError):  # "within 900 years"
        return cal.UNKNOWN
    return cal.fixed(today, other) if within else cal.fixed(other)


def _day_from(today: date, number: int) -> Expression:
    """The next day of a month with this number, today included."""
    for ahead in range(366):
        moment = today + timedelta(days=ahead)
        if moment.day == number:
            return cal.fixed(moment)
    return cal.UNKNOWN
