"""Who lent how much to whom, so that fairness shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from chassis.domain import CENT
from services.engineering.domain.days import NONE


@dataclass(frozen=True)
class Flow:
    """Days that passed from one body to another."""

    lender: str
    borrower: str
    days: Decimal


@dataclass(frozen=True)
class BalanceLine:
    body: str
    lent: Decimal
    borrowed: Decimal


@dataclass(frozen=True)
class Balance:
    """Days that a body lent and borrowed in a year, with each other body. Own use is no loan."""

    body: str
    year: int
    lines: tuple[BalanceLine, ...]
    population: int
    """Inhabitants; 0 when not known."""

    @property
    def lent(self) -> Decimal:
        return sum((line.lent for line in self.lines), NONE)

    @property
    def borrowed(self) -> Decimal:
        return sum((line.borrowed for line in self.lines), NONE)

    def per_thousand(self, days: Decimal) -> Decimal | None:
        """Days per 1 000 inhabitants, rounded to hundredths; None when the population is not known."""
        if not self.population:
            return None
        return (days * 1000 / self.population).quantize(CENT, rounding=ROUND_HALF_UP)


def balance(body: str, year: int, flows: Iterable[Flow], population: int) -> Balance:
    """The balance of one body out of flows between any bodies."""
    lent: dict[str, Decimal] = {}
    borrowed: dict[str, Decimal] = {}
    for flow in flows:
        if flow.lender == flow.borrower:
            continue
        if flow.lender == body:
            lent[flow.borrower] = lent.get(flow.borrower, NONE) + flow.days
        elif flow.borrower == body:
            borrowed[flow.lender] = borrowed.get(flow.lender, NONE) + flow.days
    lines = tuple(
        BalanceLine(other, lent.get(other, NONE), borrowed.get(other, NONE))
        for other in sorted(lent.keys() | borrowed.keys())
    )
    return Balance(body, year, lines, population)
