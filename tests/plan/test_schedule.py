"""A weekly rule is due at its local hour, whatever the clocks do."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from storage.schedule import Rule


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-11-22T12:00", "2026-11-23T09:00"),  # the day before
        ("2026-11-23T08:59", "2026-11-23T09:00"),  # a minute before
        ("2026-11-23T09:00", "2026-11-30T09:00"),  # at the moment itself: that one has been
        ("2026-03-23T09:00", "2026-03-30T08:00"),  # the clocks have gone forward in between
        ("2026-10-19T08:00", "2026-10-26T09:00"),  # and back
    ],
)
def test_monday_at_nine_in_london(after: str, due: str) -> None:
    assert Rule(weekday=0, hour=9).next_after(utc(after)) == utc(due)


def test_an_hour_that_the_clocks_skip_is_due_when_they_jump() -> None:
    sunday = Rule(weekday=6, hour=1, minute=30)
    assert sunday.next_after(utc("2026-03-28T12:00")) == utc("2026-03-29T01:30")


def test_an_hour_that_comes_twice_is_due_the_first_time_only() -> None:
    sunday = Rule(weekday=6, hour=1, minute=30)
    first = sunday.next_after(utc("2026-10-24T12:00"))
    assert first == utc("2026-10-25T00:30")
    assert sunday.next_after(first) == utc("2026-11-01T01:30")


def test_another_zone_has_its_own_nine() -> None:
    rule = Rule(weekday=0, hour=9, zone="Europe/Berlin")
    assert rule.next_after(utc("2026-11-22T12:00")) == utc("2026-11-23T08:00")


def test_a_year_of_mondays_has_no_gap_and_no_double() -> None:
    rule, moment, seen = Rule(weekday=0, hour=9), utc("2026-01-01T00:00"), []
    for _ in range(52):
        moment = rule.next_after(moment)
        seen.append(moment)
    gaps = {later - earlier for earlier, later in pairwise(seen)}
    assert gaps == {timedelta(days=7), timedelta(days=7, hours=1), timedelta(days=6, hours=23)}


def test_fortnightly_keeps_its_weeks_when_one_was_late() -> None:
    rule = Rule(weekday=3, hour=16, every_weeks=2)
    due = utc("2026-11-26T16:00")
    assert rule.next_after(utc("2026-12-05T10:00"), due) == utc("2026-12-10T16:00")


def test_a_bank_holiday_is_left_out_where_that_was_asked() -> None:
    monday = Rule(weekday=0, hour=9, working_days_only=True)
    assert monday.next_after(utc("2026-12-21T10:00")) == utc("2027-01-04T09:00")  # 28 December stands in for Boxing Day
