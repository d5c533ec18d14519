"""The one place that asks the machine what time it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Now = Callable[[], datetime]  # → the present moment, UTC and aware


def clock(pinned: date | None, zone: ZoneInfo) -> Now:
    """The machine's clock; with a pinned date, its hour on that date in `zone`."""
    if pinned is None:
        return lambda: datetime.now(UTC)
    day = pinned

    def now() -> datetime:
        local = datetime.now(zone)
        return datetime.combine(day, local.time(), tzinfo=zone).astimezone(UTC)

    return now
