"""Replicas go by the database server's clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.now import Agreed, clock

LONDON = ZoneInfo("Europe/London")


async def test_a_machine_whose_clock_is_wrong_goes_by_the_servers() -> None:
    async def server_time() -> datetime | None:
        return datetime.now(UTC) + timedelta(minutes=1)

    agreed = Agreed(server_time)
    await agreed.agree()
    ahead = agreed() - datetime.now(UTC)
    assert timedelta(seconds=59) < ahead < timedelta(seconds=61)


async def test_where_the_database_is_a_file_the_machines_clock_holds() -> None:
    async def no_server() -> datetime | None:
        return None

    agreed = Agreed(no_server)
    await agreed.agree()
    assert abs(agreed() - datetime.now(UTC)) < timedelta(seconds=1)


def test_a_pinned_date_moves_the_date_and_not_the_hour() -> None:
    pinned = clock(date(2026, 7, 1), LONDON, lambda: datetime(2026, 11, 26, 9, 30, tzinfo=UTC))
    assert pinned().astimezone(LONDON).isoformat() == "2026-07-01T09:30:00+01:00"
