"""How many days an agent can still promise: the rule behind "never overbooked"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.engineering.domain.calendar import Period, joined, working_days
from services.engineering.domain.days import NONE


@dataclass(frozen=True)
class Load:
    """Days promised, to be worked anywhere within a period."""

    period: Period
    days: Decimal


@dataclass(frozen=True)
class WorkingTime:
    """What an agent works: a share of a full-time post, less absences.

    `share` is the quota as a fraction (0.8 for 80 %), `full_time_days` the days of a full-time post
    in a calendar year, after ordinary leave.
    """

    share: Decimal
    full_time_days: Decimal
    absences: tuple[Period, ...] = ()

    def worked(self, period: Period) -> Decimal:
        """Working days of the period without absences, times the share."""
        away = (period.common(absence) for absence in joined(self.absences))
        absent = sum(working_days(part) for part in away if part is not None)
        return self.share * (working_days(period) - absent)

    def ceiling(self, period: Period) -> Decimal:
        """The most that can be worked in the period: its days, in no calendar year more than the post has."""
        post = self.share * self.full_time_days
        return sum((min(self.worked(part), post) for part in period.by_year()), NONE)

    def free(self, period: Period, loads: Sequence[Load]) -> Decimal:
        """The largest load that can be added for exactly this period, zero or more.

        Loads can all be worked if and only if no span of days holds loads above its ceiling (Hall's
        condition).
        """
        rooms = (
            self.ceiling(span) - _within(span, loads)
            for span in _spans([*loads, Load(period, NONE)])
            if span.holds(period)
        )
        return max(min(rooms), NONE)

    def excess(self, loads: Sequence[Load]) -> Decimal:
        """By how many days the loads exceed what can be worked; zero when they all can."""
        over = (_within(span, loads) - self.ceiling(span) for span in _spans(loads))
        return max(over, default=NONE) if loads else NONE

    def can_work(self, loads: Sequence[Load]) -> bool:
        return self.excess(loads) <= NONE


def _within(span: Period, loads: Iterable[Load]) -> Decimal:
    return sum((load.days for load in loads if span.holds(load.period)), NONE)


def _spans(loads: Sequence[Load]) -> Iterable[Period]:
    """Every span that may be the tightest: from the start of a load to the end of one. A wider span holds
    the same loads and has no less room, the yearly ceiling included.
    """
    starts = {load.period.start for load in loads}
    ends = {load.period.end for load in loads}
    return [Period(start, end) for start in sorted(starts) for end in sorted(ends) if start <= end]
