"""A rule of time, and when it is next due. Pure: the rule, the zone and a moment in, a moment out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict


class Rule(BaseModel):
    """ "Every Monday at 9", in the local time of `zone`. `weekday` 0 is Monday. Weekly is all there is yet."""

    model_config = ConfigDict(frozen=True)

    weekday: int
    hour: int
    minute: int = 0
    every_weeks: int = 1
    zone: str = "Europe/London"
    working_days_only: bool = False  # "not bank holidays"

    def next_after(self, after: datetime, last: datetime | None = None) -> datetime:
        """The first moment (UTC) later than `after` (aware) at which the rule is due.

        `last`, when it was due before, says which of every so many weeks it is. A local time that the clocks skip is
        due at the moment they jump; one that comes twice, the first time.
        """
        zone = ZoneInfo(self.zone)
        start = (last or after).astimezone(zone).date()
        day = start + timedelta(days=(self.weekday - start.weekday()) % 7)
        while (moment := self._moment(day, zone)) <= after or not self._posts_on(day):
            day += timedelta(weeks=self.every_weeks)
        return moment

    def _posts_on(self, day: date) -> bool:
        return not self.working_days_only or day not in bank_holidays(day.year)

    def _moment(self, day: date, zone: ZoneInfo) -> datetime:
        return datetime.combine(day, time(self.hour, self.minute), tzinfo=zone).astimezone(UTC)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """England's bank holidays of one year."""
    from holidays.countries.united_kingdom import UnitedKingdom  # here: a tenth of a second that few processes need

    return frozenset(UnitedKingdom(subdiv="ENG", years=year))  # type: ignore[no-untyped-call]  # the library has no types


@dataclass(frozen=True, slots=True)
class Schedule:
    """Something that is posted to a conversation by a rule, until it is stopped."""

    id: int
    conversation: str
    what: str  # "summary"
    rule: Rule
    words: str  # as it was said
    by: int  # who asked for it
    plan: int | None
    next_at: datetime
    active: bool = True
