"""The numbers at which the conditions of a charter turn."""

from __future__ import annotations

import re
from decimal import Decimal

from services.projects.domain.subsidiarity.sheet import Sheet

_NUMBERS = re.compile(r"(?<![\w.])\d+\.\d+")


def thresholds(
    sheet: Sheet, word: str, parameters: tuple[str, ...], step: Decimal, *, beyond: Decimal | None = None
) -> set[Decimal]:
    """The numbers that a word is held against in the conditions of ownership, and their neighbours one step
    away: on each side, or on the far side alone, seen from `beyond` (the near one is on the same side of the
    number as that is).
    """
    numbers: set[Decimal] = set()
    for expression in sheet.charter.conditions.of_ownership(word):
        numbers |= {Decimal(text) for text in _NUMBERS.findall(expression)}
        numbers |= {
            Decimal(getattr(sheet.charter.parameters, name))
            for name in parameters
            if f"parameter.{name}" in expression
        }
    return {
        near
        for number in numbers
        for near in (number - step, number, number + step)
        if beyond is None or near == number or (near > number) == (number >= beyond) or number == beyond
    }
