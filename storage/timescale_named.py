"""Rules for dates with names and numbers of their own: days, months, quarters, seasons, feasts and years."""

from datetime import date
from functools import lru_cache

from rapidfuzz.distance import OSA

from storage import timescale_calendar as cal
from storage.lexicon import words
from storage.timescale_scan import ACADEMIC, PLAUSIBLE, Match, Scan
from storage.timescale_tokens import Token, numeric_date, pair


@lru_cache(maxsize=512)
def misspelt(word: str) -> int | None:
    """The month whose name is one letter, or two letters changing places, away."""
    near = [
        int(number)
        for number, names in words("timescale")["month"].items()
        for name in names
        if len(name) > 4 and OSA.distance(word, name, score_cutoff=1) == 1
    ]
    return near[0] if len(near) == 1 else None


class Named(Scan):
    """Each rule takes a place among the tokens and gives the expression that begins there, with the place after it."""

    __slots__ = ()

    def _numeric(self, place: int) -> Match:
        token = self.at(place)
        if token is None:
            return None
        if token.kind == "date" and (found := numeric_date(token.text)):
            return cal.fixed(found), place + 1
        return self._numeric_pair(token, place) if token.kind == "pair" else None

    def _numeric_pair(self, token: Token, place: int) -> Match:
        """2026/27 a financial year, 2026–2028 a range, 2027-03, 03-2027 and 03/2027 a month, 19/9 a day."""
        first, second, between = pair(token.text)
        year = self._first_of_two(token)
        if year is not None and self._coded(place):
            return None
        if year is not None and self.term(place + 1, "unit") == "academic_year":
            return cal.year_from(ACADEMIC).in_year(year), place + 2
        if year is not None:
            return cal.year_from(self.year_starts).in_year(year), place + 1
        if first > 99:
            return self._year_pair(first, second, place)
        if second in PLAUSIBLE and 1 <= first <= 12:
            return cal.months(first, 1).in_year(second), place + 1
        named = cal.day(first, second) if between == "/" and 1 <= second <= 12 else None
        return (named, place + 1) if named else None

    def _year_pair(self, first: int, second: int, place: int) -> Match:
        if first not in PLAUSIBLE:
            return None
        if second <= 12:
            return (cal.months(second, 1).in_year(first), place + 1) if second else None
        last = second if second > 99 else first // 100 * 100 + second
        if not first < last < first + 40:
            return None
        return cal.fixed(date(first, 1, 1), date(last, 12, 31)), place + 1

    def _month_at(self, place: int) -> int | None:
        found = self.term(place, "month")
        return int(found) if found else None

    def _day_month(self, place: int) -> Match:
        """[Monday] 1st [of] December [2026]; December 1st, 2026; 31-Jan-27."""
        start = self.skip(place + 1, "comma") if self.term(place, "weekday") else place
        number = self._day_number(start)
        if number is not None:
            dash = self.kind(start + 1) == "dash" and self._tight(start + 1)
            following = start + 2 if dash else start + 1
            while not dash and self.term(following, "day_of"):
                following += 1
            month = self._month_at(following)
            return self._day_of(number, month, following + 1) if month else None
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
        if token.kind == "ordinal" or (four is not None and four in PLAUSIBLE):
            return True
        return len(token.text) == 1 or self._year_of(token) is None

    def _day_of(self, number: int, month: int, place: int) -> Match:
        """The day, or an expression without days where no such day exists ("30 February")."""
        named = cal.day(number, month)
        return self._dated(named or cal.NO_SUCH_DAY, place)

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

    def _week_by_day(self, place: int) -> Match:
        """W/c 4 January 2027: the week that begins with that day; w/e: the one that ends with it."""
        how = self.term(place, "week")
        found = (self._numeric(place + 1) or self._day_month(self.skip(place + 1))) if how else None
        return (cal.week_by_day(found[0], ends=how == "ends"), found[1]) if found and found[0].single else None

    def _week_of_month(self, place: int) -> Match:
        """First week of March 2027; last Friday in March."""
        weekday, joining = self.term(place + 1, "weekday"), self.at(place + 2)
        if joining is None or not joining.any("fill") or not (weekday or self.term(place + 1, "unit") == "week"):
            return None
        number = -1 if self.term(place, "deixis") == "last" else self._place_in_month(place)
        found = self._month(self.skip(place + 2)) if number else None
        if found is None or number is None:
            return None
        return cal.week_of_month(found[0], number, int(weekday) if weekday else None), found[1]

    def _place_in_month(self, place: int) -> int | None:
        """1 to 5, of an ordinal in figures or in words: "first", not "one"."""
        number = self._ordinal(place)
        spelt = self.kind(place) == "ordinal" or len(self.tokens[place].text) >= len("first")
        return number if number and spelt and number <= 5 else None

    def _misspelt_month(self, place: int) -> Match:
        """ "Setpember 2026": before a year a word that is one slip away from a month is that month."""
        token = self.at(place)
        if token is None or token.kind != "word" or token.terms or len(token.text) < 5 or self.year(place + 1) is None:
            return None
        month = misspelt(token.text.casefold())
        return self._dated(cal.months(month, 1), place + 1) if month else None

    def _dotted(self, place: int) -> bool:
        """The full stop of an abbreviation ("Sept. 2026"), not that of a sentence."""
        token = self.tokens[place]
        return (
            len(token.text) <= 4
            and self.at(place + 2) is not None
            and self._year_of(self.tokens[place + 2]) is not None
        )

    # --- quarters, halves, seasons, years ---------------------------------------------------------------------------

    def _quarter(self, place: int) -> Match:
        """Q2 2026/27; 2026/27 Q2; third quarter of 2027; calendar Q2 2027."""
        if several := self._quarters(place):
            return several
        kind, number, following = self._numbered(place, "quarter", 4)
        if number is None:
            return None
        starts, following = self._kind_of_year(following)
        return self._dated(
            cal.quarter(number, 1 if kind == "calendar" else starts), following, council=kind != "calendar"
        )

    def _quarters(self, place: int) -> Match:
        """Q3-4 2026/27, Q1/2, quarters 1 and 2."""
        kind = self.term(place, "quarter")
        token = self.at(place + 1) if kind else None
        if token is None or kind is None or token.kind not in ("pair", "number"):
            return None
        first, last, following = self._two_numbers(place + 1)
        if not 1 <= first < last <= 4:
            return None
        starts = 1 if kind == "calendar" else self.year_starts
        return self._dated(cal.quarter(first, starts, last - first + 1), following, council=True)

    def _two_numbers(self, place: int) -> tuple[int, int, int]:
        """Two numbers of one thing, and the place after them; zeros where there are none."""
        token = self.tokens[place]
        if token.kind == "pair":
            return (*pair(token.text)[:2], place + 1)
        joining = self.at(place + 1)
        joined = joining is not None and (joining.kind in ("dash", "amp") or joining.any("and", "to"))
        return (self.number(place) or 0, (joined and self.number(place + 2)) or 0, place + 3)

    def _kind_of_year(self, place: int) -> tuple[int, int]:
        """ "Q2 calendar year 2027", "Q1 of the financial year": the month it begins in, and where its number stands."""
        named = self.skip(place)
        unit = self.term(named, "unit")
        if unit not in ("calendar_year", "financial_year"):
            return self.year_starts, place
        return 1 if unit == "calendar_year" else self.year_starts, named + 1

    def _half(self, place: int) -> Match:
        kind, number, following = self._numbered(place, "half", 2)
        if kind is None or number is None:
            return None
        return self._dated(cal.half(number, self.year_starts), following, council=True)

    def _numbered(self, place: int, category: str, most: int) -> tuple[str | None, int | None, int]:
        """ "Q3", "quarter three" or "third quarter": what it is called, its number and the place after."""
        kind = self.term(place, category)
        number = self._count(place + 1) if kind else self._ordinal(place)
        if kind is None:
            kind = self.term(place + 1, category)
            number = (
                most if self.term(place, "deixis") in ("last", "final") and self._year_follows(place + 2) else number
            )
        known = kind is not None and number is not None and 1 <= number <= most
        return (kind, number, place + 2) if known else (None, None, place)

    def _ordinal(self, place: int) -> int | None:
        return self._day_number(place) if self.kind(place) == "ordinal" else self._counted(place)

    def _year_first(self, place: int) -> Match:
        """2026/27 Q4; FY2026/27 Q4; 2027 March."""
        place += self.term(place, "fiscal") is not None
        token = self.at(place)
        year = self._year_of(token) if token and token.kind in ("pair", "number") and len(token.text) > 3 else None
        following = self.skip(place + 1, "comma", "dash")
        unit = None if year is None else self._quarter(following) or self._half(following)
        if unit is None and year is not None and token and token.kind == "number" and following == place + 1:
            unit = self._month(following)
        return (unit[0].in_year(year), unit[1]) if unit and year is not None and unit[0].year is None else None

    def _season(self, place: int) -> Match:
        season = self.term(place, "season")
        if season is None or not self._supported(place):
            return None
        months = words("timescale")["seasons"]
        half = months.get(f"{season.removesuffix('_term')}_{self.number(place + 1)}")
        return self._dated(cal.months(*(half or months[season])), place + (2 if half else 1))

    def _feast(self, place: int) -> Match:
        feast = self.term(place, "feast")
        return self._dated(cal.feast(feast), place + 1) if feast and self._supported(place) else None

    def _financial_year(self, place: int) -> Match:
        """FY 2026/27, FY26/27, FY27 (which ends in 2027), financial year 2014/15, calendar year 2027."""
        unit = self.term(place, "unit") or ("financial_year" if self.term(place, "fiscal") else None)
        if unit not in ("financial_year", "calendar_year", "academic_year", "year"):
            return None
        token = self.at(self.skip(place + 1, "stop"))
        year = self._year_of(token) if token else None
        if token is None or year is None:
            return None
        following = self.skip(place + 1, "stop") + 1
        if unit == "financial_year" and (first := self._two_years(following - 1)):
            return cal.year_from(self.year_starts).in_year(first), following + 2
        if unit == "academic_year" and token.kind == "pair":
            return cal.year_from(ACADEMIC).in_year(year), following
        if unit != "financial_year" and token.kind != "pair":
            return cal.year_from(1).in_year(year), following
        begins = year if token.kind == "pair" else year - 1
        return cal.year_from(self.year_starts).in_year(begins), following

    def _year_alone(self, place: int) -> Match:
        """2027. In running text, and before a noun ("the 2024 elections"), a number is no year by itself."""
        year = self.number(place)
        if year is None or year not in PLAUSIBLE or self._noun_follows(place + 1) or self._coded(place):
            return None
        preceding = self.at(place - 1)
        if self.sentence and not (preceding and self._introduces(preceding)):
            return None
        return cal.year_from(1).in_year(year), place + 1

    def _noun_follows(self, place: int) -> bool:
        token = self.at(place)
        return token is not None and token.kind == "word" and not token.terms
