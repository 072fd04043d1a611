"""What was typed into a form and what is wrong with it, so that nothing typed is ever lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from google.type.date_pb2 import Date
from google.type.money_pb2 import Money
from starlette.datastructures import FormData

from chassis.domain import Text, decimal_or_none, msg
from chassis.wire import money_to_wire

SPACES = re.compile(r"[\s\u00a0\u202f€]")
LARGEST_AMOUNT = Decimal("99999999999.99")
CENT = Decimal("0.01")
LONGEST_COUNT = 6
"""Digits of a count that people type."""


@dataclass(frozen=True)
class FormFault:
    """One thing wrong with one field (its name in the form)."""

    field: str
    text: Text | str


class Form:
    """Values and faults by field name. `prefix` keeps the ids of two forms on one page apart."""

    def __init__(self, values: Mapping[str, Iterable[str]] | None = None) -> None:
        self.prefix = ""
        self._values = {name: list(held) for name, held in (values or {}).items()}
        self.faults: list[FormFault] = []

    @classmethod
    def typed(cls, data: FormData) -> Form:
        """What a browser sent; NUL characters, which no database takes, are left out."""
        values: dict[str, list[str]] = {}
        for name, value in data.multi_items():
            if isinstance(value, str):
                values.setdefault(name, []).append(value.replace("\0", "").strip())
        return cls(values)

    def has(self, name: str) -> bool:
        """Whether a fault can be linked to a field of this name."""
        return name in self._values

    def text(self, name: str) -> str:
        return next(iter(self._values.get(name, [])), "")

    def all(self, name: str) -> list[str]:
        return [value for value in self._values.get(name, []) if value]

    def typed_values(self) -> list[tuple[str, str]]:
        """Everything as it came, in its order."""
        return [(name, value) for name, held in self._values.items() for value in held]

    def column(self, name: str) -> list[str]:
        """All values of a repeated field, the empty ones too, so that rows stay together."""
        return list(self._values.get(name, []))

    def any(self, prefix: str) -> bool:
        """Whether something was typed in a field whose name begins so."""
        return any(name.startswith(prefix) and self.all(name) for name in self._values)

    def put(self, name: str, *values: str) -> None:
        self._values[name] = list(values)

    def drop(self, name: str) -> None:
        self._values.pop(name, None)

    def wrong(self, field: str, text: Text | str) -> None:
        self.faults.append(FormFault(field, text))

    def fault(self, name: str) -> Text | str:
        return next((fault.text for fault in self.faults if fault.field == name), "")

    def take(self, fields: Iterable[tuple[str, str]], message: str) -> None:
        """The faults that a service found. Its paths may begin with the resource: "project.title"."""
        found = list(fields)
        for path, text in found:
            name = path if self.has(path) else path.partition(".")[2]
            self.wrong(name if self.has(name) else _without_index(path), text)
        if not found:
            self.wrong("", message)

    def money(self, name: str) -> Money | None:
        """Euros as people type them ("12 500,50 €"); None when nothing was typed or it is wrong."""
        amount = self.amount(name)
        return None if amount is None else money_to_wire(amount)

    def amount(self, name: str) -> Decimal | None:
        typed = self.text(name)
        if not typed:
            return None
        amount = decimal_typed(typed)
        if amount is None:
            self.wrong(
                name, msg("« {typed} » n’est pas un montant. Écrivez par exemple 12 500,50.", typed=typed)
            )
        elif amount < 0:
            self.wrong(name, msg("Un montant ne peut pas être négatif."))
        elif amount > LARGEST_AMOUNT:
            self.wrong(name, msg("Ce montant est trop grand. Vérifiez le nombre de zéros."))
        elif amount != amount.quantize(CENT):
            self.wrong(name, msg("Un montant a deux chiffres après la virgule au plus."))
        else:
            return amount.quantize(CENT)
        return None

    def days(self, name: str) -> str:
        """Person-days as a decimal string; empty when nothing was typed or it is wrong."""
        typed = self.text(name)
        if not typed:
            return ""
        value = decimal_typed(typed)
        if value is None or value < 0:
            self.wrong(
                name, msg("« {typed} » n’est pas un nombre de jours. Écrivez par exemple 12,5.", typed=typed)
            )
            return ""
        return format(value, "f")

    def date(self, name: str, *, needed: bool = False) -> Date | None:
        """A calendar day from a date field."""
        typed = self.text(name)
        if not typed:
            if needed:
                self.wrong(name, msg("Indiquez la date."))
            return None
        try:
            value = date.fromisoformat(typed)
        except ValueError:
            self.wrong(
                name, msg("« {typed} » n’est pas une date. Écrivez par exemple 2026-11-22.", typed=typed)
            )
            return None
        return Date(year=value.year, month=value.month, day=value.day)

    def whole(self, name: str) -> int:
        """A count; 0 when nothing was typed or it is wrong."""
        typed = SPACES.sub("", self.text(name))
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_COUNT):
            self.wrong(name, msg("« {typed} » n’est pas un nombre. Écrivez par exemple 32.", typed=typed))
            return 0
        return int(typed or 0)

    def needed(self, name: str, text: Text) -> str:
        """What must not be empty."""
        value = self.text(name)
        if not value:
            self.wrong(name, text)
        return value

    def option(self, name: str, allowed: Iterable[int], text: Text | None = None) -> int:
        """The number of a choice; 0 when nothing was chosen, which is a fault when `text` says so."""
        # A browser sends nothing of buttons of which none is chosen; the field is there all the same.
        self._values.setdefault(name, [])
        typed = self.text(name)
        value = int(typed) if typed.isdecimal() else 0
        if value in set(allowed):
            return value
        if text is not None or typed:
            self.wrong(name, text or msg("Choisissez une des réponses de la liste."))
        return 0


def decimal_typed(typed: str) -> Decimal | None:
    """A number as typed in French or English: "1 234,56", "1234.56"."""
    plain = SPACES.sub("", typed)
    if not re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", plain):
        return None
    return decimal_or_none(plain.replace(",", "."))


def _without_index(path: str) -> str:
    """Without positions and the resource: "project.facts.works_area[2]" → "facts.works_area"."""
    bare = re.sub(r"\[\d+\].*$", "", path)
    return bare.partition(".")[2] if bare.partition(".")[0] == "project" else bare


def iso(value: Date) -> str:
    """For a date field."""
    return f"{value.year:04}-{value.month:02}-{value.day:02}" if value.year else ""


def plain_amount(money: Money) -> str:
    """For an amount field: 12500,50; empty when zero."""
    amount = Decimal(money.units) + Decimal(money.nanos).scaleb(-9)
    if not amount:
        return ""
    text = format(amount.quantize(CENT), "f").removesuffix(".00")
    return text.replace(".", ",")
