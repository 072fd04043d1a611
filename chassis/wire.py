"""Between exact values and the google types of the wire. A conversion that fails adds a fault and goes on,
so that one answer names everything that is wrong.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date
from google.type.money_pb2 import Money

from chassis.domain import Fault, decimal_or_none, msg

_IDENTIFIER = re.compile(r"[!-.0-~]{1,64}", re.ASCII)
"""Visible ASCII without a slash; no id is longer."""

NANOS = 1_000_000_000
CENT_NANOS = 10_000_000
FIRST_YEAR = 1900
LAST_YEAR = 2200


def money_to_wire(amount: Decimal) -> Money:
    """Euros, exact to the cent."""
    units = int(amount)
    return Money(currency_code="EUR", units=units, nanos=int((amount - units) * NANOS))


def money_from_wire(money: Money, field: str, faults: list[Fault]) -> Decimal:
    """Euros with two decimals; sign and size are the domain's to judge."""
    amount = Decimal(money.units) + Decimal(money.nanos) / NANOS
    if money.currency_code not in ("EUR", ""):
        faults.append(
            Fault(
                field,
                "CURRENCY_UNKNOWN",
                msg("Les montants sont en euros (EUR), pas en {currency}.", currency=money.currency_code),
            )
        )
    if abs(money.nanos) >= NANOS or (money.units > 0 > money.nanos) or (money.units < 0 < money.nanos):
        faults.append(Fault(field, "AMOUNT_MALFORMED", msg("Ce montant est mal formé.")))
        return Decimal(0)
    if money.nanos % CENT_NANOS:
        faults.append(
            Fault(field, "AMOUNT_TOO_PRECISE", msg("Un montant a deux chiffres après la virgule au plus."))
        )
        return Decimal(0)
    return amount.quantize(Decimal("0.01"))


def date_to_wire(day: date | None) -> Date | None:
    return None if day is None else Date(year=day.year, month=day.month, day=day.day)


def date_from_wire(day: Date, field: str, faults: list[Fault]) -> date | None:
    """A whole calendar day from 1900 on, or None when the field is not set."""
    if not (day.year or day.month or day.day):
        return None
    try:
        value = date(day.year, day.month, day.day)
    except ValueError:
        faults.append(Fault(field, "DATE_INVALID", msg("Cette date n’existe pas au calendrier.")))
        return None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        faults.append(
            Fault(
                field,
                "DATE_OUT_OF_RANGE",
                msg("Cette date est hors de ce qui est possible ({first} à {last}).", first=1900, last=2200),
            )
        )
        return None
    return value


def time_to_wire(instant: datetime | None) -> Timestamp | None:
    if instant is None:
        return None
    stamp = Timestamp()
    stamp.FromDatetime(instant.astimezone(UTC))
    return stamp


def decimal_from_wire(text: str, field: str, faults: list[Fault]) -> Decimal:
    """An exact decimal such as "12.5"; empty is zero."""
    if not text:
        return Decimal(0)
    value = decimal_or_none(text)
    if value is None:
        faults.append(
            Fault(field, "NUMBER_MALFORMED", msg("« {text} » n’est pas un nombre.", text=text[:40]))
        )
        return Decimal(0)
    return value


def decimal_to_wire(value: Decimal) -> str:
    """Without exponent and without trailing zeros: "12.5", "40", "0"."""
    # Not by normalize(), which rounds to 28 digits.
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if value else "0"


def name_from_wire(name: str, kind: str, field: str, faults: list[Fault]) -> str:
    """The id in "<kind>/<id>"."""
    found, _, identifier = name.partition("/")
    if found != kind or not _IDENTIFIER.fullmatch(identifier):
        faults.append(
            Fault(
                field,
                "NAME_MALFORMED",
                msg("On attend un nom de la forme « {kind}/… », pas « {name} ».", kind=kind, name=name[:80]),
            )
        )
        return ""
    return identifier


def uuid_name_from_wire(name: str, kind: str, field: str, faults: list[Fault]) -> str:
    """The id in "<kind>/<uuid>"."""
    before = len(faults)
    identifier = name_from_wire(name, kind, field, faults)
    if len(faults) == before:
        try:
            return str(UUID(identifier))
        except ValueError:
            faults.append(
                Fault(field, "NAME_MALFORMED", msg("« {name} » n’est pas un identifiant.", name=name[:80]))
            )
    return ""
