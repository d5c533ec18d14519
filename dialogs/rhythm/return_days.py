"""On which days an open return is said in people's messages: when it opens, midway, two working days before its
deadline, and on that day. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from storage.plan import Plan
from storage.returns import Return
from storage.schedule import next_working_day, working_day

DAY = timedelta(days=1)
BEFORE = 2  # working days before the deadline
APART = timedelta(days=2)  # a midway that is nearer to another day is left out


def open_return(plan: int, returns: Iterable[Return]) -> Return | None:
    """The return of a plan that takes answers; of several the newest."""
    return next((one for one in reversed(list(returns)) if one.plan == plan and one.open), None)


def days_of_asking(made: Return, zone: ZoneInfo) -> tuple[date, ...]:
    """The working days, in order; without a deadline it is said once. `zone` is the plan's."""
    opens = next_working_day(made.opened.astimezone(zone).date())
    if made.deadline is None:
        return (opens,)
    last = _last_working_day(made.deadline)
    sure = sorted({one for one in (opens, _working_days_before(last, BEFORE), last) if opens <= one <= made.deadline})
    midway = next_working_day(opens + (last - opens) // 2)
    clear = all(abs(midway - one) >= APART for one in sure)
    return tuple(sorted({*sure, midway})) if clear and opens < midway < last else tuple(sure)


def asking_since(plan: Plan, made: Return, day: date) -> date | None:
    """Of the days of asking the latest up to a day: who was told on it or since is not told again. None before the
    first, and after the deadline."""
    if not made.open or (made.deadline is not None and day > made.deadline):
        return None
    return max((one for one in days_of_asking(made, ZoneInfo(plan.zone)) if one <= day), default=None)


def _last_working_day(day: date) -> date:
    """That day, or the last working day before it."""
    while not working_day(day):
        day -= DAY
    return day


def _working_days_before(day: date, number: int) -> date:
    for _ in range(number):
        day = _last_working_day(day - DAY)
    return day
