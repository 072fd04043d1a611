"""Which days are worked in France: weekdays without public holidays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, order=True)
class Period:
    """Days from `start` to `end`, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period ends before it begins: {self.start} > {self.end}")

    @property
    def days(self) -> int:
        """Calendar days."""
        return (self.end - self.start).days + 1

    def holds(self, other: Period) -> bool:
        return self.start <= other.start and other.end <= self.end

    def common(self, other: Period) -> Period | None:
        """The days that both have, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None

    def without(self, other: Period) -> tuple[Period, ...]:
        """What is left of this period: before and after the other."""
        if self.common(other) is None:
            return (self,)
        left = []
        if self.start < other.start:
            left.append(Period(self.start, other.start - ONE_DAY))
        if other.end < self.end:
            left.append(Period(other.end + ONE_DAY, self.end))
        return tuple(left)

    def by_year(self) -> Iterator[Period]:
        """Its parts, one for each calendar year that it touches."""
        for year in range(self.start.year, self.end.year + 1):
            yield Period(max(self.start, date(year, 1, 1)), min(self.end, date(year, 12, 31)))


def twelve_months(start: date) -> Period:
    """The rolling horizon that begins on a day: it ends the day before the same day of next year."""
    leap_day = (start.month, start.day) == (2, 29)
    anniversary = date(start.year + 1, 3, 1) if leap_day else start.replace(year=start.year + 1)
    return Period(start, anniversary - ONE_DAY)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (anonymous algorithm, Meeus, Astronomical Algorithms ch. 8)."""
    century, of_century = divmod(year, 100)
    leap, quarter = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * (year % 19) + century - leap - shift + 15) % 30
    leap_of_century, rest = divmod(of_century, 4)
    weekday = (32 + 2 * quarter + 2 * leap_of_century - epact - rest) % 7
    late = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def public_holidays(year: int) -> frozenset[date]:
    """The eleven public holidays (code du travail, L3133-1)."""
    sunday = easter(year)
    moving = (sunday + timedelta(days=days) for days in (1, 39, 50))
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    return frozenset([*moving, *(date(year, month, day) for month, day in fixed)])


def _weekdays(period: Period) -> int:
    weeks, rest = divmod(period.days, 7)
    first = period.start.weekday()
    return 5 * weeks + sum((first + day) % 7 < SATURDAY for day in range(rest))


@lru_cache(maxsize=4096)
def working_days(period: Period) -> int:
    """Weekdays of the period that are no public holiday."""
    holidays = {
        day
        for year in range(period.start.year, period.end.year + 1)
        for day in public_holidays(year)
        if period.start <= day <= period.end and day.weekday() < SATURDAY
    }
    return _weekdays(period) - len(holidays)


def joined(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The same days as disjoint periods in order, so that none is counted twice."""
    result: list[Period] = []
    for period in sorted(periods):
        if result and period.start <= result[-1].end + ONE_DAY:
            result[-1] = Period(result[-1].start, max(result[-1].end, period.end))
        else:
            result.append(period)
    return tuple(result)
