"""Parts that many requests have: codes of bodies, ids, periods, days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol, TypeVar

from google.type.date_pb2 import Date

from chassis.domain import Fault, msg
from chassis.wire import date_from_wire, decimal_from_wire, name_from_wire, uuid_name_from_wire
from services.engineering.domain.calendar import Period
from services.engineering.domain.checks import MOST_BODIES, check_days, checked_period

T = TypeVar("T")

CODE = re.compile(r"[0-9A-Z]{1,9}")
"""INSEE code, SIREN, or the official code of a department or region."""

PERSON = re.compile(r"[A-Za-z0-9._@-]{1,64}")
"""A pseudonymous id."""


class HasDates(Protocol):
    """A message with a period."""

    @property
    def start_date(self) -> Date: ...
    @property
    def end_date(self) -> Date: ...


def sure(value: T | None) -> T:
    """What is there because no fault was raised before."""
    if value is None:
        raise AssertionError("a value is missing although no fault was found")
    return value


def body_from_wire(name: str, field: str, faults: list[Fault], kind: str = "territories") -> str:
    """The code in "territories/{code}"."""
    before = len(faults)
    code = name_from_wire(name, kind, field, faults)
    if len(faults) == before and not CODE.fullmatch(code):
        text = msg("« {name} » n’est pas un code INSEE ni un numéro SIREN.", name=name[:80])
        faults.append(Fault(field, "NAME_MALFORMED", text))
    return code


def body_if_given(name: str, field: str, faults: list[Fault]) -> str:
    """The code that a list is narrowed to; empty when the field is not set."""
    return body_from_wire(name, field, faults) if name else ""


def id_if_given(name: str, kind: str, field: str, faults: list[Fault]) -> str:
    """The id that a list is narrowed to; empty when the field is not set."""
    return uuid_name_from_wire(name, kind, field, faults) if name else ""


def bodies_from_wire(names: Iterable[str], field: str, faults: list[Fault]) -> frozenset[str]:
    """The codes, each once; fifty at most."""
    given = list(names)
    if len(given) > MOST_BODIES:
        text = msg("On sollicite {most} collectivités au plus.", most=MOST_BODIES)
        faults.append(Fault(field, "TOO_MANY_BODIES", text))
        return frozenset()
    return frozenset(body_from_wire(name, f"{field}[{number}]", faults) for number, name in enumerate(given))


def person_from_wire(name: str, field: str, faults: list[Fault]) -> str:
    """The id in "people/{id}"."""
    before = len(faults)
    person = name_from_wire(name, "people", field, faults)
    if len(faults) == before and not PERSON.fullmatch(person):
        text = msg("« {name} » n’est pas un identifiant de personne.", name=name[:80])
        faults.append(Fault(field, "NAME_MALFORMED", text))
    return person


def period_from_wire(message: HasDates, prefix: str, faults: list[Fault]) -> Period | None:
    """The period, or None after its faults were added."""
    mine: list[Fault] = []
    start = date_from_wire(message.start_date, f"{prefix}start_date", mine)
    end = date_from_wire(message.end_date, f"{prefix}end_date", mine)
    period = None if mine else checked_period(start, end, prefix, mine)
    faults += mine
    return period


def days_from_wire(text: str, field: str, faults: list[Fault]) -> Decimal:
    """Days to ask for or to reserve."""
    before = len(faults)
    days = decimal_from_wire(text, field, faults)
    if len(faults) == before:
        check_days(days, field, faults)
    return days
