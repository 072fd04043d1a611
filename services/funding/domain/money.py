"""Exact euros: what an amount may be, how it is rounded down, how it reads in French."""

from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

from chassis.domain import CENT, Fault, msg

ZERO = Decimal(0)
LARGEST_AMOUNT = Decimal(1_000_000_000)
"""Euros. No project of a commune, an agglomeration or a pole costs more: beyond is a slip of the pen."""

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"


def floor_cents(exact: Decimal | Fraction) -> Decimal:
    """The largest amount in whole cents that is not above the exact figure."""
    return Decimal((Fraction(exact) * 100).__floor__()) * CENT


def not_negative(amount: Decimal) -> Decimal:
    return max(ZERO, amount)


def euros(amount: Decimal) -> str:
    """As French people write it: "78 579 €", "45 242,72 €", with spaces that never break a line."""
    cents = amount.quantize(CENT, rounding=ROUND_FLOOR)
    whole, _, decimals = f"{abs(cents):,.2f}".partition(".")
    text = whole.replace(",", NARROW_SPACE) + ("" if decimals == "00" else f",{decimals}")
    sign = "−" if cents < 0 else ""
    return f"{sign}{text}{NO_BREAK_SPACE}€"


def percent(share: Decimal) -> str:
    """A share as French people write it, cut after one decimal: "20 %", "37,5 %"."""
    tenths = (share * 1000).to_integral_value(rounding=ROUND_FLOOR)
    whole, tenth = divmod(int(tenths), 10)
    return f"{whole}{f',{tenth}' if tenth else ''}{NO_BREAK_SPACE}%"


def amount_faults(field: str, amount: Decimal, *, zero_allowed: bool = False) -> list[Fault]:
    """What is wrong with an amount of money that a person entered, in euros before tax."""
    if amount < 0 or (amount == 0 and not zero_allowed):
        text = msg("Le montant doit être supérieur à zéro. Vous avez écrit {amount}.", amount=euros(amount))
        return [Fault(field, "AMOUNT_NOT_POSITIVE", text)]
    if amount > LARGEST_AMOUNT:
        text = msg(
            "Le montant dépasse {largest} : vérifiez les zéros et l’unité (des euros, pas des centimes).",
            largest=euros(LARGEST_AMOUNT),
        )
        return [Fault(field, "AMOUNT_TOO_LARGE", text)]
    if amount != floor_cents(amount):
        text = msg("Le montant a plus de deux décimales : arrondissez-le au centime.")
        return [Fault(field, "AMOUNT_TOO_PRECISE", text)]
    return []
