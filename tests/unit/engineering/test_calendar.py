import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.engineering.domain.calendar import (
    Period,
    easter,
    joined,
    public_holidays,
    twelve_months,
    working_days,
)
from tests.unit.engineering.builders import period

DAYS = st.dates(date(2000, 1, 1), date(2050, 12, 31))
PERIODS = st.builds(lambda start, days: Period(start, start + timedelta(days)), DAYS, st.integers(0, 800))


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2000, "2000-04-23"),
        (2008, "2008-03-23"),
        (2024, "2024-03-31"),
        (2026, "2026-04-05"),
        (2038, "2038-04-25"),
    ],
)
def test_easter_falls_on_the_sunday_of_the_church_tables(year: int, sunday: str) -> None:
    assert easter(year) == date.fromisoformat(sunday)


def test_the_eleven_public_holidays_of_2027_are_those_of_the_labour_code() -> None:
    assert sorted(day.isoformat() for day in public_holidays(2027)) == [
        "2027-01-01",
        "2027-03-29",
        "2027-05-01",
        "2027-05-06",
        "2027-05-08",
        "2027-05-17",
        "2027-07-14",
        "2027-08-15",
        "2027-11-01",
        "2027-11-11",
        "2027-12-25",
    ]


@given(PERIODS)
def test_working_days_are_the_weekdays_that_are_no_public_holiday(span: Period) -> None:
    days = [span.start + timedelta(offset) for offset in range(span.days)]
    counted = [day for day in days if day.weekday() < 5 and day not in public_holidays(day.year)]
    assert working_days(span) == len(counted)


def test_a_period_that_ends_before_it_begins_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        period("2026-12-02", "2026-12-01")


@given(PERIODS, PERIODS)
def test_what_two_periods_share_and_what_is_left_make_up_the_first(one: Period, other: Period) -> None:
    common = one.common(other)
    left = sum(part.days for part in one.without(other))
    assert left + (common.days if common else 0) == one.days


@given(st.lists(PERIODS, max_size=6))
def test_joined_periods_hold_each_day_once(periods: list[Period]) -> None:
    once = {span.start + timedelta(day) for span in periods for day in range(span.days)}
    result = joined(periods)
    assert sum(span.days for span in result) == len(once)
    assert all(before.end < after.start for before, after in itertools.pairwise(result))


@given(PERIODS)
def test_the_parts_by_year_make_up_the_period(span: Period) -> None:
    parts = list(span.by_year())
    assert sum(part.days for part in parts) == span.days
    assert all(part.start.year == part.end.year for part in parts)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-11-23", "2027-11-22"), ("2024-02-29", "2025-02-28"), ("2027-03-01", "2028-02-29")],
)
def test_twelve_months_end_the_day_before_the_same_day_of_next_year(start: str, end: str) -> None:
    assert twelve_months(date.fromisoformat(start)).end == date.fromisoformat(end)
