"""Person-days of 7 hours, exact, in quarters; and the skills that they are of."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

QUARTER = Decimal("0.25")
"""The smallest part of a day that is lent."""

NONE = Decimal(0)

FULL_TIME_DAYS = Decimal("229.6")
"""Days of a full-time post in a calendar year: 1 607 hours of 7 (décret 2000-815, art. 1). A parameter."""

MOST_DAYS = Decimal(10_000)
"""No request, reservation or declared figure is larger; what is larger is a slip of the keyboard."""


class Skill(StrEnum):
    ENGINEERING = "engineering"
    FACILITATION = "facilitation"
    ENERGY = "energy"
    HOUSING = "housing"
    FOOD = "food"
    MOBILITY = "mobility"
    FINANCIAL_ENGINEERING = "financial_engineering"
    DATA = "data"


def plain(days: Decimal) -> str:
    """For machines, without exponent and without trailing zeros: "12.5", "40", "0"."""
    return format(days.normalize(), "f") if days else "0"


def spoken(days: Decimal) -> str:
    """For people, with the French comma: "12,5"."""
    return plain(days).replace(".", ",")


def quarters_down(days: Decimal) -> Decimal:
    """The largest number of quarter days that is not above, never below zero."""
    quarters = (max(days, NONE) / QUARTER).to_integral_value(rounding=ROUND_FLOOR)
    return quarters * QUARTER


def quarters_up(days: Decimal) -> Decimal:
    """The smallest number of quarter days that is not below."""
    return (days / QUARTER).to_integral_value(rounding=ROUND_CEILING) * QUARTER


def is_lendable(days: Decimal) -> bool:
    """Whether days can be asked for or reserved: above zero, in quarters, no slip of the keyboard."""
    return NONE < days <= MOST_DAYS and days % QUARTER == 0
