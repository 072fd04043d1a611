"""What may be typed in: each check adds its faults, so that one answer names all of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from chassis.domain import CENT, Fault, msg
from services.engineering.domain.calendar import Period
from services.engineering.domain.days import MOST_DAYS, NONE, is_lendable

LONGEST_PERIOD = 3 * 366
"""Calendar days of a reservation, a lending or an absence."""

MOST_QUOTA = Decimal(100)
MOST_FULL_TIME_DAYS = Decimal(366)
MOST_BODIES = 50
"""Bodies asked to lend at once."""


def check_days(days: Decimal, field: str, faults: list[Fault]) -> None:
    """Days to ask for or to reserve: above 0, at most 10 000, in quarters."""
    if days <= NONE or days > MOST_DAYS:
        text = msg("Un nombre de jours est supérieur à 0 et ne dépasse pas {most}.", most=MOST_DAYS)
        faults.append(Fault(field, "DAYS_OUT_OF_RANGE", text))
    elif not is_lendable(days):
        faults.append(
            Fault(
                field,
                "DAYS_NOT_IN_QUARTERS",
                msg("Les jours se comptent par quarts : 0,25 · 0,5 · 0,75 · 1."),
            )
        )


def check_declared(days: Decimal, field: str, faults: list[Fault]) -> None:
    """Declared free days: like days to reserve, and 0 is a figure."""
    if days != NONE:
        check_days(days, field, faults)


def checked_period(start: date | None, end: date | None, prefix: str, faults: list[Fault]) -> Period | None:
    """The period, or None after the faults of `start_date` and `end_date` were added."""
    for day, field in ((start, "start_date"), (end, "end_date")):
        if day is None:
            faults.append(Fault(f"{prefix}{field}", "DATE_MISSING", msg("Indiquez cette date.")))
    if start is None or end is None:
        return None
    if end < start:
        text = msg("La période finit avant de commencer : vérifiez les deux dates.")
        faults.append(Fault(f"{prefix}end_date", "PERIOD_BACKWARDS", text))
        return None
    period = Period(start, end)
    if period.days > LONGEST_PERIOD:
        text = msg("Une période dure trois ans au plus : faites-en plusieurs.")
        faults.append(Fault(f"{prefix}end_date", "PERIOD_TOO_LONG", text))
    return period


def check_quota(quota: Decimal, field: str, faults: list[Fault]) -> None:
    """Percent of a full-time post: above 0, at most 100."""
    if not NONE < quota <= MOST_QUOTA:
        text = msg("La quotité est un pourcentage d’un temps plein : plus de 0, 100 au plus.")
        faults.append(Fault(field, "QUOTA_OUT_OF_RANGE", text))
    elif quota != quota.quantize(CENT):
        faults.append(Fault(field, "QUOTA_TOO_PRECISE", msg("La quotité a deux décimales au plus.")))


def check_full_time_days(days: Decimal, field: str, faults: list[Fault]) -> None:
    """Days of a full-time post in a year."""
    if not NONE < days <= MOST_FULL_TIME_DAYS:
        text = msg("Un temps plein compte plus de 0 et au plus 366 jours par an (229,6 d’ordinaire).")
        faults.append(Fault(field, "FULL_TIME_DAYS_OUT_OF_RANGE", text))
    elif days != days.quantize(CENT):
        faults.append(Fault(field, "FULL_TIME_DAYS_TOO_PRECISE", msg("Deux décimales au plus.")))
