"""Tokens → calendar expressions: "end of Q3 2026/27", "Sept / Oct 2014", "a week on Friday".

A rule takes a place among the tokens and gives the expression that begins there with the place after it, or None. Rules
are tried in order; the first that fits wins.
"""

from collections.abc import Callable

from storage import timescale_calendar as cal
from storage.timescale_calendar import Expression
from storage.timescale_named import Named
from storage.timescale_scan import Match
from storage.timescale_today import FromToday
from storage.timescale_tokens import Token

_BEGINNING = ("word", "number", "ordinal", "date", "pair", "short")  # kinds that a date may begin with
# What a word is that a date may begin with; of the filling words only the "in" of "in two weeks" begins one.
_TERMS = frozenset(("month", "weekday", "season", "feast", "shape", "unit", "quarter", "half", "fiscal", "week"))
_TERMS |= {"deixis", "day", "day_end", "count", "within", "elapsed"}
_MOST = 12  # points of one list: "Jan/Feb/Mar 2027"
_INNER = ("start", "early", "mid", "late", "end")  # parts that may be the two ends of one


class Grammar(Named, FromToday):
    """All rules together, over one text's tokens."""

    __slots__ = ()

    def expression(self, place: int) -> Match:
        """A point, or a range of two."""
        first = self._days_of_a_month(place) or self.point(place)
        if first is None:
            return None
        if lasting := self._lasting(*first):
            return lasting
        for _ in range(_MOST):
            longer = self._joined(place, *first)
            if longer is None:
                break
            first = longer
        return first

    def _joined(self, begun: int, first: Expression, place: int) -> Match:
        """The range from the first to the point that a word or sign joins to it."""
        start = self._joining(begun, place)
        last = self.point(start) if start else None
        whole = cal.joined(first, last[0]) if last else None
        return None if last is None or whole is None or self._backwards(whole) else (whole, last[1])

    def _backwards(self, whole: Expression) -> bool:
        return whole.within is not None and whole.year is not None and whole.resolve(None) is None

    def _joining(self, begun: int, place: int) -> int | None:
        """The place after a word or sign that joins two points to a range."""
        token = self.at(place)
        between = self.term(begun - 1, "between") is not None
        if token is None:
            return None
        listed = token.any("and") and (between or self._month_follows(place + 1) or self._years(place))
        spoken = token.any("to", "until") or listed
        if token.kind in ("dash", "slash", "amp") or (spoken and (between or not self.sentence)):
            return self.skip(place + 1, "newline")
        return None

    def _years(self, place: int) -> bool:
        """2026/27 and 2027/28."""
        sides = [self.at(place - 1), self.at(place + 1)]
        return all(one and one.kind == "pair" and self._first_of_two(one) is not None for one in sides)

    def _month_follows(self, place: int) -> bool:
        token = self.at(place)
        return bool(token and token.any("month", "season"))

    def point(self, place: int) -> Match:
        """One date, month, season, quarter or year, or a part of one."""
        return self._shaped(place) or self._plain(place)

    def _plain(self, place: int) -> Match:
        token = self.at(place)
        if token is None or token.kind not in _BEGINNING or _introduces(token):
            return None
        if token.kind == "word" and not token.terms:
            return self._misspelt_month(place)
        rules: tuple[Callable[[int], Match], ...] = (
            self._week_by_day,
            self._week_of_month,
            self._from_today,
            self._year_first,
            self._numeric,
            self._day_month,
            self._weekday_number,
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

    def _shaped(self, place: int, deep: bool = True) -> Match:
        """A part of something ("end of March"), or a part of a part ("end of the first half of 2027")."""
        shape = self.term(place, "shape")
        if shape is None:
            return None
        following = self.skip(place + 1, "dash", "slash")
        later = self.skip(following, "dash", "slash") if self.term(following, "to") is None else following + 1
        if (last := self.term(later, "shape")) and shape in _INNER and last in _INNER:  # "mid to late March"
            whole = self._plain(self.skip(later + 1, "dash"))
            return (cal.joined(cal.shaped(whole[0], shape), cal.shaped(whole[0], last)), whole[1]) if whole else None
        found = (self._shaped(following, deep=False) if deep else None) or self._plain(following)
        return (cal.shaped(found[0], shape), found[1]) if found else None

    def _weekday_number(self, place: int) -> Match:
        """ "Friday 14th": the number says which."""
        start = self.skip(place + 1, "comma")
        found = self.term(place, "weekday") and self.kind(start) == "ordinal"
        return self._in_this_or_next_month(start) if found else None


def _introduces(token: Token) -> bool:
    """Words such as "by", "the" and "after" lead to a date and begin none."""
    known = token.kind == "word" and bool(token.terms)
    return known and _TERMS.isdisjoint(token.terms) and token.text.casefold() != "in"
