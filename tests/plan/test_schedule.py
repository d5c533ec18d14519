"""A rule is due on its days at its local hour, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from storage.schedule import Rule, next_working_day, working_day


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


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (Rule(weekdays=(0, 3), hour=9), "26 Nov, 30 Nov, 3 Dec, 7 Dec"),  # Mondays and Thursdays
        (Rule(weekdays=(1, 4), hour=9, every_weeks=2), "27 Nov, 8 Dec, 11 Dec, 22 Dec"),
        (Rule(weekdays=(0, 1, 2, 3, 4), hour=9, working_days_only=True), "25 Nov, 26 Nov, 27 Nov, 30 Nov"),
        (Rule(day=1, hour=9, every_months=1), "1 Dec, 1 Jan, 1 Feb, 1 Mar"),
        (Rule(day=1, hour=9, every_months=1, working_days_only=True, moves=True), "1 Dec, 4 Jan, 1 Feb, 1 Mar"),
        (Rule(day=-1, hour=9, every_months=1), "30 Nov, 31 Dec, 31 Jan, 28 Feb"),
        (Rule(nth=1, hour=9, every_months=1), "1 Dec, 4 Jan, 1 Feb, 1 Mar"),  # the first working day
        (Rule(nth=-1, hour=9, every_months=1), "30 Nov, 31 Dec, 29 Jan, 26 Feb"),
        (Rule(nth=2, weekday=1, hour=9, every_months=1), "8 Dec, 12 Jan, 9 Feb, 9 Mar"),
        (Rule(nth=-1, weekday=4, hour=9, every_months=1), "27 Nov, 25 Dec, 29 Jan, 26 Feb"),
        (Rule(nth=1, hour=9, every_months=3), "4 Jan, 1 Apr, 1 Jul, 1 Oct"),
        (Rule(nth=-1, weekday=4, hour=9, every_months=3), "25 Dec, 26 Mar, 25 Jun, 24 Sep"),
        (Rule(day=-1, hour=9, every_months=3), "31 Dec, 31 Mar, 30 Jun, 30 Sep"),
        (Rule(weekday=0, hour=9, working_days_only=True, moves=True), "30 Nov, 7 Dec, 14 Dec, 21 Dec, 29 Dec, 4 Jan"),
        (
            Rule(weekday=4, hour=9, every_weeks=2, working_days_only=True, moves=True),
            "27 Nov, 11 Dec, 29 Dec, 8 Jan, 22 Jan",  # Christmas Day was a Friday, the next working day a Tuesday
        ),
    ],
)
def test_the_days_on_which_it_comes_after_24_november_2026(rule: Rule, days: str) -> None:
    expected, moment, last, seen = days.split(", "), utc("2026-11-24T12:00"), None, []
    for _ in expected:
        moment = last = rule.next_after(moment, last)
        seen.append(f"{moment.day} {moment:%b}")
    assert seen == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"weekday": 7},
        {"weekday": 0, "hour": 25},
        {"weekday": 0, "minute": 60},
        {"weekday": 0, "every_weeks": 53},
        {"weekdays": (0, 7)},
        {},
        {"every_months": 1},
        {"every_months": 1, "day": 31},  # not every month has one
        {"every_months": 1, "day": 0},
        {"every_months": 1, "nth": 0},
        {"every_months": 1, "nth": 5, "weekday": 0},
        {"every_months": 2, "day": 1},
        {"every_months": 1, "day": 1, "nth": 1},
        {"weekday": 0, "day": 1},
    ],
)
def test_what_no_calendar_has_is_no_rule(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate({"hour": 9} | fields)


def test_a_rule_as_it_was_kept_at_first_still_loads() -> None:
    kept = {"weekday": 0, "hour": 9, "minute": 0, "every_weeks": 1, "zone": "Europe/London", "working_days_only": False}
    assert Rule.model_validate(kept) == Rule(weekday=0, hour=9)


ZONES = ("Europe/London", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu")
times = some.fixed_dictionaries({"hour": some.integers(0, 23), "minute": some.integers(0, 59)})
holidays = some.fixed_dictionaries({"working_days_only": some.booleans(), "moves": some.booleans()})
weekly = some.fixed_dictionaries(
    {
        "weekdays": some.lists(some.integers(0, 6), min_size=1, max_size=7, unique=True).map(tuple),
        "every_weeks": some.integers(1, 4),
    }
)
monthly = some.fixed_dictionaries({"every_months": some.sampled_from((1, 3))})
of_month = some.one_of(
    some.fixed_dictionaries({"day": some.sampled_from((-1, *range(1, 29)))}),
    some.fixed_dictionaries({"nth": some.sampled_from((-1, 1, 2, 3, 4)), "weekday": some.none() | some.integers(0, 6)}),
)
rules = some.builds(
    lambda *parts: Rule.model_validate({key: value for part in parts for key, value in part.items()}),
    some.sampled_from(ZONES).map(lambda zone: {"zone": zone}),
    times,
    holidays,
    weekly | some.builds(lambda a, b: a | b, monthly, of_month),
)
moments = some.integers(0, 6 * 365 * 24 * 60).map(lambda minutes: utc("2024-01-01T00:00") + timedelta(minutes=minutes))


@given(rules, moments)
def test_it_goes_forward_and_asking_between_two_times_finds_the_later_one(rule: Rule, after: datetime) -> None:
    first = rule.next_after(after)
    second = rule.next_after(first, first)
    assert after < first < second
    between = first + (second - first) / 2
    assert rule.next_after(between, first) == second


@given(rules, moments)
def test_it_comes_at_its_local_time_or_where_the_clocks_skip_that_within_the_hour(rule: Rule, after: datetime) -> None:
    local = rule.next_after(after).astimezone(ZoneInfo(rule.zone))
    late = local.hour * 60 + local.minute - rule.hour * 60 - rule.minute
    assert late == 0 or 0 < late % (24 * 60) <= 60
    if rule.working_days_only and not {5, 6} & set(rule.days):
        assert working_day(local.date()) or late


@given(some.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_the_next_working_day_is_one_and_skips_none(day: date) -> None:
    found = next_working_day(day)
    assert working_day(found)
    assert not any(working_day(day + timedelta(days=one)) for one in range((found - day).days))
