"""A rule of time, and when it is next due. Pure: the rule, the zone and a moment in, a moment out."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import count
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

DAY = timedelta(days=1)
SATURDAY = 5
MONTHS = 12
LAST = -1
USEFUL = timedelta(days=3)  # a summary of Monday morning still helps on Wednesday
LATE = timedelta(minutes=30)
EVERY_MONTH_HAS = 28  # days; a rule for a later one would leave months out


class Rule(BaseModel):
    """ "Every Monday at 9", "on the first working day of the month", in the local time of `zone`.

    Of the week: one `weekday` or several `weekdays` (0 is Monday), every so many weeks. Of the month, where
    `every_months` is given: the `day` of the month, or the `nth` such weekday, or the `nth` working day; -1 is the
    last. Of every three months a quarter's first month counts, and for what is last its last. Raises ValidationError
    for what no calendar has.
    """

    model_config = ConfigDict(frozen=True)

    weekday: int | None = Field(default=None, ge=0, le=6)
    weekdays: tuple[int, ...] = ()
    hour: int = Field(ge=0, le=23)
    minute: int = Field(default=0, ge=0, le=59)
    every_weeks: int = Field(default=1, ge=1, le=52)
    every_months: int | None = None
    day: int | None = Field(default=None, ge=LAST, le=EVERY_MONTH_HAS)
    nth: int | None = Field(default=None, ge=LAST, le=4)
    zone: str = "Europe/London"
    working_days_only: bool = False  # "not bank holidays": left out, or with `moves` on the next working day
    moves: bool = False

    @model_validator(mode="after")
    def _known_to_calendars(self) -> Self:
        if self.every_months is None:
            known = bool(self.days) and self.day is None and self.nth is None
        else:
            known = self.every_months in (1, 3) and (self.day is None) != (self.nth is None) and not self.weekdays
        if not known or 0 in (self.day, self.nth) or not all(0 <= one <= 6 for one in self.days):
            raise ValueError("no calendar has such days")
        return self

    @property
    def days(self) -> tuple[int, ...]:
        """The weekdays that it is said for, in their order."""
        return self.weekdays or (() if self.weekday is None else (self.weekday,))

    def next_after(self, after: datetime, last: datetime | None = None) -> datetime:
        """The first moment (UTC) later than `after` (aware) at which the rule is due.

        `last`, when it was due before, says which of every so many weeks it is. A local time that the clocks skip is
        due as long after midnight as it would have been; one that comes twice, the first time.
        """
        zone = ZoneInfo(self.zone)
        start = (last or after).astimezone(zone).date()
        moments = (self._moment(day, zone) for day in self._due_days(self._first(start, again=last is not None)))
        return next(moment for moment in moments if moment > after)

    def _due_days(self, first: date) -> Iterator[date]:
        for day in self._days_said(first):
            if not self.working_days_only or working_day(day) or self._weekend_said(day):
                yield day
            elif self.moves:
                yield next_working_day(day)

    def _weekend_said(self, day: date) -> bool:
        """Whoever says Saturday means Saturdays; only bank holidays are left out then."""
        return day.weekday() in self.days and day.weekday() >= SATURDAY and day not in bank_holidays(day.year)

    def _first(self, start: date, *, again: bool) -> date:
        """The day named that `start` stands for: the one before it where that was moved, else the next one."""
        if self.every_months is not None:
            return start
        if again and self.moves:
            return start - min((start.weekday() - one) % 7 for one in self.days) * DAY
        return start + min((one - start.weekday()) % 7 for one in self.days) * DAY

    def _days_said(self, first: date) -> Iterator[date]:
        """The days that the rule names, whatever holidays there are."""
        return self._by_week(first) if self.every_months is None else self._by_month(first)

    def _by_week(self, first: date) -> Iterator[date]:
        monday = first - first.weekday() * DAY
        for week in count(step=self.every_weeks):
            for weekday in sorted(self.days):
                day = monday + timedelta(weeks=week, days=weekday)
                if day >= first:
                    yield day

    def _by_month(self, first: date) -> Iterator[date]:
        """From the month before, whose day may have been moved into this one."""
        months = self.every_months or 1
        place = months - 1 if LAST in (self.day, self.nth) else 0  # the last Friday of a quarter is in its last month
        for month in count(first.year * MONTHS + first.month - 2):
            year, of_year = divmod(month, MONTHS)
            if of_year % months == place:
                yield self._in_month(year, of_year + 1)

    def _in_month(self, year: int, month: int) -> date:
        days = [date(year, month, one + 1) for one in range(monthrange(year, month)[1])]
        if self.day is not None:
            return days[self.day - 1 if self.day > 0 else LAST]
        fits = [one for one in days if (working_day(one) if self.weekday is None else one.weekday() == self.weekday)]
        nth = self.nth or 1
        return fits[nth - 1 if nth > 0 else LAST]

    def _moment(self, day: date, zone: ZoneInfo) -> datetime:
        return datetime.combine(day, time(self.hour, self.minute), tzinfo=zone).astimezone(UTC)


def working_day(day: date) -> bool:
    """Monday to Friday, and no bank holiday in England."""
    return day.weekday() < SATURDAY and day not in bank_holidays(day.year)


def next_working_day(day: date) -> date:
    """The first working day from a day on: that day itself, where it is one."""
    while not working_day(day):
        day += DAY
    return day


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of one year."""
    from holidays.countries.united_kingdom import UnitedKingdom  # here: a tenth of a second that few processes need

    return frozenset(UnitedKingdom(subdiv="ENG", years=year))  # type: ignore[no-untyped-call]  # the library has no types


@dataclass(frozen=True, slots=True)
class Schedule:
    """Something that is posted to a conversation by a rule, until it is stopped.

    One that is paused waits for somebody to say "go on"; one that rests until a date has its `next_at` after it.
    """

    id: int
    conversation: str
    what: str  # "summary"
    rule: Rule
    words: str  # as it was said
    by: int  # who asked for it
    plan: int | None
    next_at: datetime
    active: bool = True
    paused: bool = False
    posted: datetime | None = None  # when it was last posted, UTC


@dataclass(frozen=True, slots=True)
class Firing:
    """What is to be done at a moment about a schedule whose time has come."""

    due: datetime  # the latest time that has come
    next_at: datetime
    missed: int  # earlier times that nobody was there to post, and that are let go
    posts: bool  # it is still useful
    late: bool  # and comes so late that it is said


def firing(schedule: Schedule, now: datetime) -> Firing:
    """The decision for a schedule that is due by `now`.

    Of several times that were missed only the latest counts. It is useful until half of the time to the next one has
    passed, and never for more than three days.
    """
    due, missed = schedule.next_at, 0
    while (after := schedule.rule.next_after(due, due)) <= now:
        due, missed = after, missed + 1
    useful = min((after - due) / 2, USEFUL)
    return Firing(due, after, missed, posts=now - due <= useful, late=now - due > LATE)
