"""Reads typed values out of the plain values of a case file, and remembers every fault with its path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from chassis.domain import CENT, Fault, Text, decimal_or_none, msg
from services.projects.domain.cases.keys import Keys
from services.projects.domain.fact_faults import MOST_DAYS
from services.projects.domain.subsidiarity.facts import Skill
from services.projects.domain.writing import text_faults

Plain = None | bool | str | list["Plain"] | dict[str, "Plain"]
"""A value of the file as it is written; numbers, codes and dates are texts."""

EnumT = TypeVar("EnumT", bound=StrEnum)

NUMBER = re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
LONGEST_SHOWN = 60
MOST_UNKNOWN = 50
"""Unknown keys told one by one."""


def below(at: str, key: str) -> str:
    """The path of a key inside a mapping."""
    return f"{at}.{key}" if at else key


def number_or_none(raw: Plain) -> Decimal | None:
    """The exact number that a text holds."""
    return decimal_or_none(raw) if isinstance(raw, str) and NUMBER.fullmatch(raw) else None


class Reader:
    """Nothing (`null`) is the default everywhere. What cannot be read is a fault and the default too."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, at: str, reason: str, text: Text) -> None:
        self.faults.append(Fault(at, reason, text))

    def mapping(self, raw: Plain, at: str, keys: Keys | None = None) -> Mapping[str, Plain]:
        """A mapping; with `keys`, an unknown key is a fault."""
        if raw is None:
            return {}
        if not isinstance(raw, dict):
            self.fault(at, "NOT_A_MAPPING", msg("Il faut ici des paires « clé: valeur »."))
            return {}
        if keys is not None:
            unknown = [key for key in raw if key not in keys.names]
            for key in unknown[:MOST_UNKNOWN]:
                self._unknown_key(below(at, key), key, keys.names)
            if len(unknown) > MOST_UNKNOWN:
                text = msg("{count} clés inconnues : est-ce le bon fichier ?", count=len(unknown))
                self.fault(at, "TOO_MANY", text)
        return raw

    def items(self, raw: Plain, at: str) -> Sequence[Plain]:
        if raw is None:
            return ()
        if not isinstance(raw, list):
            self.fault(at, "NOT_A_LIST", msg("Il faut ici une liste : [… , …]."))
            return ()
        return raw

    def text(self, raw: Plain, at: str, longest: int, *, required: bool = False) -> str:
        """A text without the blanks around it; empty when there is none."""
        if raw is not None and not isinstance(raw, str):
            self.fault(at, "NOT_A_TEXT", msg("Il faut ici un texte."))
            return ""
        text = (raw or "").strip()
        self.faults += text_faults(at, text, longest, required=required)
        return text

    def truth(self, raw: Plain, at: str, *, default: bool = False) -> bool:
        if raw is None or isinstance(raw, bool):
            return default if raw is None else raw
        self.fault(at, "NOT_A_TRUTH", msg("Il faut ici true ou false, sans guillemets."))
        return default

    def number(self, raw: Plain, at: str) -> Decimal | None:
        """A number, exactly as written; None when there is none."""
        if raw is None:
            return None
        number = number_or_none(raw)
        if number is None:
            text = msg(
                "Il faut ici un nombre, avec un point : 12.5. « {raw} » n’en est pas un.", raw=_shown(raw)
            )
            self.fault(at, "NOT_A_NUMBER", text)
        return number

    def count(self, raw: Plain, at: str) -> int:
        """A whole number, zero when there is none."""
        number = self.number(raw, at)
        if number is None:
            return 0
        if number != number.to_integral_value():
            self.fault(at, "NOT_WHOLE", msg("Il faut ici un nombre entier."))
            return 0
        return int(number)

    def choice(self, raw: Plain, at: str, among: type[EnumT]) -> EnumT | None:
        """One of the words of an enumeration; None when there is none."""
        if raw is None:
            return None
        found = next((each for each in among if each.value == raw), None)
        if found is None:
            known = ", ".join(among)
            text = msg("« {raw} » est inconnu ici. Les mots admis : {known}.", raw=_shown(raw), known=known)
            self.fault(at, "UNKNOWN_VALUE", text)
        return found

    def chosen(self, raw: Plain, at: str, among: type[EnumT]) -> EnumT | None:
        """The same where a word must stand; None only beside a fault."""
        if raw is None:
            text = msg("Choisissez l’un de ces mots : {known}.", known=", ".join(among))
            self.fault(at, "REQUIRED", text)
        return self.choice(raw, at, among)

    def day(self, raw: Plain, at: str) -> date | None:
        """A date written 2026-11-21."""
        if raw is None:
            return None
        if isinstance(raw, str) and DAY.fullmatch(raw):
            try:
                return date.fromisoformat(raw)
            except ValueError:
                pass
        text = msg("« {raw} » n’est pas une date : écrivez-la 2026-11-21.", raw=_shown(raw))
        self.fault(at, "DATE", text)
        return None

    def days_by_skill(self, raw: Plain, at: str) -> dict[Skill, Decimal]:
        """Days of 7 hours, by skill; a skill without a figure is left out."""
        found: dict[Skill, Decimal] = {}
        for name, written in self.mapping(raw, at).items():
            here = below(at, name)
            skill = next((each for each in Skill if each.value == name), None)
            if skill is None:
                self._unknown_key(here, name, tuple(Skill))
            days = self.days(written, here)
            if skill is not None and days is not None:
                found[skill] = days
        return found

    def days(self, raw: Plain, at: str) -> Decimal | None:
        """A number of days, zero or more."""
        days = self.number(raw, at)
        if days is None:
            return None
        if days < 0:
            self.fault(at, "NEGATIVE", msg("Un nombre de jours ne peut pas être négatif."))
        elif days > MOST_DAYS:
            text = msg("Ce nombre de jours est invraisemblable : {most} au plus.", most=MOST_DAYS)
            self.fault(at, "TOO_LARGE", text)
        elif days % CENT:
            text = msg("Un nombre de jours a deux décimales au plus, par exemple 12.5.")
            self.fault(at, "TOO_PRECISE", text)
        else:
            return days
        return None

    def _unknown_key(self, at: str, key: str, known: Iterable[str]) -> None:
        names = tuple(known)
        near = get_close_matches(key[:LONGEST_SHOWN], names, n=1)
        if near:
            text = msg(
                "Clé inconnue « {key} » : vouliez-vous dire « {near} » ?", key=_shown(key), near=near[0]
            )
        else:
            text = msg(
                "Clé inconnue « {key} ». Les clés admises : {known}.", key=_shown(key), known=", ".join(names)
            )
        self.fault(at, "UNKNOWN_KEY", text)


def _shown(raw: Plain) -> str:
    """What was written, as a sentence may quote it."""
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, str):
        kept = raw[:LONGEST_SHOWN]
        return kept if kept.isprintable() else ascii(kept)
    return "{…}" if isinstance(raw, dict) else "[…]"
