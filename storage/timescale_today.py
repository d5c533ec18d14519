"""Rules for dates that are counted from today: "next Friday", "in two weeks", "end of the quarter", "the 14th"."""

from datetime import date, timedelta

from storage import timescale_calendar as cal
from storage.lexicon import words
from storage.timescale_calendar import Expression
from storage.timescale_scan import ACADEMIC, Match, Scan


class FromToday(Scan):
    """Each rule takes a place among the tokens and gives the expression that begins there, with the place after it."""

    __slots__ = ()

    def expression(self, place: int) -> Match:
        """A whole expression; the grammar that joins all rules says how."""
        raise NotImplementedError

    def _plain(self, place: int) -> Match:
        """A date without a shape."""
        raise NotImplementedError

    def _from_today(self, place: int) -> Match:
        if self.term(place, "day_end") and (ended := self._plain(self.skip(place + 1))) and ended[0].single:
            return ended
        day = self.term(place, "day")
        if day is not None:
            return self._relative(lambda today: cal.fixed(today + timedelta(days=int(day))), single=True), place + 1
        return self._deictic(place) or self._weeks_on(place) or self._duration(place)

    def _deictic(self, place: int) -> Match:
        """This, next or last week, month, quarter, year, weekday, month by name, season."""
        which = self.term(place, "deixis")
        if which is None or which == "final":
            return None
        unit = self.term(place + 1, "unit") or self.term(place + 1, "quarter")
        if unit and which == "last" and self._year_follows(place + 2):
            return None  # "the last quarter of 2026/27" is not the last one before today
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
        count, unit = self._count(place + 1), self.term(place + 2, "unit")
        if count is None or unit is None or which == "this":
            return None
        return self._relative(lambda today: _units_from(today, count, unit, which)), place + 3

    def _unit_from(self, today: date, which: str, unit: str) -> Expression:
        starts = ACADEMIC if unit == "academic_year" else self.year_starts
        around = cal.unit_around(today, unit, starts)
        if which == "next":
            around = cal.unit_around(around[1] + timedelta(days=1), unit, starts)
        elif which == "last":
            around = cal.unit_around(around[0] - timedelta(days=1), unit, starts)
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
        """Within 6 months, or "6 months" alone (a period); in two weeks, 10 days from now (a day); three months ago."""
        within = self.term(place, "within") is not None
        token = self.at(place)
        preceded = within or bool(token and token.text.casefold() == "in")
        lasting = self._opens_length(place)
        counted = self._span_of(self.skip(place + 1) if preceded or lasting else place)
        if counted is None:
            return None
        start, most, unit = counted
        ago, after = self.term(start + 2, "ago"), self.term(start + 2, "from_now")
        if not (preceded or lasting or ago or after or (place == 0 and not self.sentence)):
            return None
        anchored = None if ago or after else self._counted_from(start + 2, most, unit)
        if anchored or lasting or (not self.sentence and not ago and not after and self._anchor(start + 2)):
            return anchored
        past = -1 if ago else 1
        within = within or not (preceded or ago or after)
        stop = start + 2 + bool(ago or after)
        return self._relative(lambda today: _duration(today, past * most, unit, within), not within), stop

    def _span_of(self, place: int) -> tuple[int, int, str] | None:
        """A number of units, the larger of two: where its number stands, the number and the unit."""
        start, most = self._upper(place, self._count(place))
        unit = self.term(start + 1, "unit")
        return None if most is None or unit is None or ("year" in unit and unit != "year") else (start, most, unit)

    def hangs(self, place: int) -> bool:
        """A duration counted from something that has no date here: "3 months from approval"."""
        counted = self._span_of(place)
        if counted is None:
            return False
        following = counted[0] + 2
        token = self.at(self.skip(following + 1))
        named = token is not None and token.kind == "word"
        return named and bool(self._anchor(following)) and self._counted_from(following, *counted[1:]) is None

    def _lasting(self, begun: Expression, place: int) -> Match:
        """What begins then and has a length: "(from) April 2026 for 12 months", "… over a period of two years"."""
        start = self.skip(place, "comma")
        said = next((one for one in range(place, start + 1) if self._opens_length(one)), None)
        if said is None or begun.within is None:
            return None
        following = said + 1
        while (counted := self._span_of(following)) is None and self._introduces_length(following):
            following += 1
        return (cal.lasting(begun, *counted[1:]), counted[0] + 2) if counted else None

    def _opens_length(self, place: int) -> bool:
        return self.term(place, "elapsed") is not None

    def _introduces_length(self, place: int) -> bool:
        """A word that may stand before a length: "a", "period of", "the next"."""
        token = self.at(place)
        return token is not None and token.any("fill", "count", "deixis")

    def _anchor(self, place: int) -> str | None:
        """Whether a duration goes on with what it is counted from: "from April", "after approval", "of award"."""
        token = self.at(place)
        if token is None:
            return None
        if token.any("after") or token.text.casefold() == "of":
            return "after"
        return "from" if token.any("from") else None

    def _counted_from(self, place: int, count: int, unit: str) -> Match:
        """12 months from April 2026; within 6 weeks of 3 May: the days from there to there."""
        how = self._anchor(place)
        found = self.expression(self.skip(place + 1)) if how else None
        if found is None or found[0].within is None:
            return None
        return cal.counted(found[0], count, unit, after=how == "after"), found[1]

    def _upper(self, place: int, count: int | None) -> tuple[int, int | None]:
        """The larger number of "6-12 months"."""
        joined = self.kind(place + 1) == "dash" or self.term(place + 1, "to") is not None
        more = self._count(place + 2) if count is not None and joined else None
        return (place + 2, more) if more is not None else (place, count)

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
            around = cal.year_from({"calendar_year": 1, "academic_year": ACADEMIC}.get(unit, self.year_starts))
        if self.term(place + 1, "shape") == "end" or self.term(place + 2, "shape") == "end":
            return self._unit_end(around, place)
        preceding = self.skip_back(place - 1)
        return (around, place + 1) if self.term(preceding, "shape") else None

    def _unit_end(self, around: Expression, place: int) -> Match:
        following = place + 1 if self.term(place + 1, "shape") else place + 2
        found, after = self._dated(around, following + 1)
        return cal.shaped(found, "end"), after

    def _recurring_year(self, unit: str) -> bool:
        return unit in ("year", "financial_year", "calendar_year", "academic_year")

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
        other = cal.later_by(today, count, unit) - timedelta(days=unit == "term")
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
