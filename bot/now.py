"""The one place that asks the machine what time it is."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Now = Callable[[], datetime]  # → the present moment, UTC and aware


class Agreed:
    """The machine's clock, put right by the database server's, so that replicas on several machines agree.

    Leases of messages and the times of schedules are judged by it. Where the database is a file it is the machine's.
    """

    def __init__(self, server_time: Callable[[], Awaitable[datetime | None]]) -> None:
        self._server_time = server_time
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    async def agree(self) -> None:
        """Ask the server once; the answer holds for the middle of the time that it took. Raises Away."""
        before = datetime.now(UTC)
        server = await self._server_time()
        after = datetime.now(UTC)
        if server is not None:
            self._ahead = server - before - (after - before) / 2


def machine() -> datetime:
    """The machine's own clock."""
    return datetime.now(UTC)


def clock(pinned: date | None, zone: ZoneInfo, now: Now = machine) -> Now:
    """What `now` says; with a pinned date, its hour on that date in `zone`."""
    if pinned is None:
        return now
    day = pinned

    def moved() -> datetime:
        return datetime.combine(day, now().astimezone(zone).time(), tzinfo=zone).astimezone(UTC)

    return moved


def zone_of(name: str | None, default: ZoneInfo) -> ZoneInfo:
    """A conversation's zone; a name that this machine does not know counts as none."""
    try:
        return ZoneInfo(name) if name else default
    except (KeyError, ValueError, OSError):
        return default
