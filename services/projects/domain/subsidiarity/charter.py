"""The charter: the rule set that elected officials vote, versioned, dated, with typed parameters.

Reading the YAML file is somebody else's job; `charter_from_mapping` takes the plain mapping inside.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from chassis.domain import Fault, Text, decimal_or_none, msg, raise_faults

T = TypeVar("T")

RULE_IDS = ("R0", "R1", "R2", "R3", "R4", "R5", "R9")
"""Every rule that the engine runs; a charter names a title and a source for each."""


class Layer(StrEnum):
    """Who votes it; a lower layer can only loosen what the upper one lets it."""

    LAW = "law"
    POLE = "pole"
    AGGLOMERATION = "agglomeration"
    COMMUNE = "commune"


@dataclass(frozen=True)
class Parameters:
    """The figures that officials vote. Money is in euros before tax."""

    mutualisation_gain: Decimal
    """Share from which a gain of doing it together counts as evidence (R4)."""
    informed_above: Decimal
    """Cost above which the agglomeration is told of a commune's project (R9)."""
    micro_project_up_to: Decimal
    """Cost up to which inhabitants own by their fund, and upper levels are not told (R2, R9)."""
    two_sided_charter_up_to: Decimal
    """Cost up to which inhabitants own under a signed two-sided charter (R2)."""
    return_clause_years: int
    """Years until a project that rose for lack of support may come back (R5)."""
    consent_days: int
    """Days in which an affected body accepts or contests; silence is consent (R10)."""
    labels_of_others: tuple[str, ...]
    """Labels that somebody else than the pole awards; any other label wanted is the pole's (R9)."""


@dataclass(frozen=True)
class Origin:
    """Where a parameter comes from: its unit and the article, deliberation or custom behind it."""

    unit: str
    source: str


@dataclass(frozen=True)
class RuleText:
    """What people read of a rule."""

    title: str
    source: str


@dataclass(frozen=True)
class Charter:
    """One version of a charter. `origins` and `rules` are keyed by parameter name and rule id."""

    id: str
    version: str
    title: str
    in_force_from: date
    layer: Layer
    parameters: Parameters
    origins: Mapping[str, Origin]
    rules: Mapping[str, RuleText]
    body: str = ""
    """Code of the body that votes it; empty for the pole of the territory."""
    source: str = ""
    """The YAML, as written."""


UNITS: dict[str, str] = {
    "mutualisation_gain": "share",
    "informed_above": "EUR",
    "micro_project_up_to": "EUR",
    "two_sided_charter_up_to": "EUR",
    "return_clause_years": "years",
    "consent_days": "days",
    "labels_of_others": "labels",
}
"""The only unit in which each parameter may be written."""


def charter_from_mapping(mapping: Mapping[str, object]) -> Charter:
    """Read a charter; raise InvalidInput with every fault and its path ("parameters.consent_days.value")."""
    reader = _Reader()
    reader.only(mapping, "", ("id", "version", "title", "in_force_from", "layer", "parameters", "rules"))
    charter_id = reader.text(mapping, "", "id")
    version = reader.text(mapping, "", "version")
    title = reader.text(mapping, "", "title")
    in_force_from = reader.day(mapping, "in_force_from")
    layer = reader.layer(mapping, "layer")
    parameters, origins = _parameters(reader, mapping)
    rules = _rules(reader, mapping)
    raise_faults(reader.faults)
    return Charter(charter_id, version, title, in_force_from, layer, parameters, origins, rules)


def _parameters(reader: _Reader, mapping: Mapping[str, object]) -> tuple[Parameters, dict[str, Origin]]:
    section = reader.section(mapping, "", "parameters")
    reader.only(section, "parameters", tuple(UNITS))
    origins = {name: _origin(reader, section, name, unit) for name, unit in UNITS.items()}

    def amount(name: str) -> Decimal:
        return reader.value(
            section, name, _amount, msg("Écrivez un montant en euros, zéro ou plus."), Decimal(0)
        )

    def count(name: str) -> int:
        return reader.value(section, name, _count, msg("Écrivez un nombre entier, un ou plus."), 1)

    parameters = Parameters(
        mutualisation_gain=reader.value(
            section,
            "mutualisation_gain",
            _share,
            msg("Écrivez une part entre 0 et 1 (0.15 pour 15 %)."),
            Decimal(0),
        ),
        informed_above=amount("informed_above"),
        micro_project_up_to=amount("micro_project_up_to"),
        two_sided_charter_up_to=amount("two_sided_charter_up_to"),
        return_clause_years=count("return_clause_years"),
        consent_days=count("consent_days"),
        labels_of_others=reader.value(
            section, "labels_of_others", _labels, msg("Écrivez une liste de noms de labels."), ()
        ),
    )
    return parameters, origins


def _origin(reader: _Reader, section: Mapping[str, object], name: str, unit: str) -> Origin:
    path = f"parameters.{name}"
    entry = reader.section(section, "parameters", name)
    reader.only(entry, path, ("value", "unit", "source"))
    source = reader.text(entry, path, "source")
    written = reader.text(entry, path, "unit")
    if written and written != unit:
        reader.fault(
            f"{path}.unit",
            "WRONG_UNIT",
            msg(
                "L’unité « {written} » n’est pas admise ici : écrivez « {unit} ».", written=written, unit=unit
            ),
        )
    return Origin(unit, source)


def _rules(reader: _Reader, mapping: Mapping[str, object]) -> dict[str, RuleText]:
    section = reader.section(mapping, "", "rules")
    reader.only(section, "rules", RULE_IDS)
    texts: dict[str, RuleText] = {}
    for rule in RULE_IDS:
        entry = reader.section(section, "rules", rule)
        path = f"rules.{rule}"
        reader.only(entry, path, ("title", "source"))
        texts[rule] = RuleText(reader.text(entry, path, "title"), reader.text(entry, path, "source"))
    return texts


def _number(raw: object) -> Decimal | None:
    # A YAML reader makes 0.15 a binary float; its shortest text is what the official wrote.
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str, Decimal)):
        return None
    return decimal_or_none(str(raw))


def _amount(raw: object) -> Decimal | None:
    number = _number(raw)
    return number if number is not None and number >= 0 else None


def _share(raw: object) -> Decimal | None:
    number = _number(raw)
    return number if number is not None and 0 <= number <= 1 else None


def _count(raw: object) -> int | None:
    number = _number(raw)
    return (
        int(number) if number is not None and number >= 1 and number == number.to_integral_value() else None
    )


def _labels(raw: object) -> tuple[str, ...] | None:
    if isinstance(raw, list) and all(isinstance(label, str) and label.strip() for label in raw):
        return tuple(str(label) for label in raw)
    return None


class _Reader:
    """Reads typed values out of a plain mapping and remembers every fault with its path."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._absent: set[str] = set()

    def fault(self, path: str, reason: str, text: Text) -> None:
        # A section that is missing or malformed is one fault, not one more for each key inside it.
        if not any(path.startswith(f"{absent}.") for absent in self._absent):
            self.faults.append(Fault(path, reason, text))

    def only(self, mapping: Mapping[str, object], path: str, known: tuple[str, ...]) -> None:
        for key in mapping:
            if key not in known:
                self.fault(
                    _join(path, str(key)),
                    "UNKNOWN_KEY",
                    msg(
                        "Clé inconnue « {key} ». Les clés admises : {known}.", key=key, known=", ".join(known)
                    ),
                )

    def section(self, mapping: Mapping[str, object], path: str, key: str) -> Mapping[str, object]:
        here = _join(path, key)
        raw = mapping.get(key)
        if isinstance(raw, Mapping):
            return raw
        self.fault(here, "SECTION_MISSING", msg("La rubrique « {key} » manque ou n’en est pas une.", key=key))
        self._absent.add(here)
        return {}

    def text(self, mapping: Mapping[str, object], path: str, key: str) -> str:
        raw = mapping.get(key)
        if isinstance(raw, str) and raw.strip():
            return raw
        self.fault(_join(path, key), "TEXT_MISSING", msg("Écrivez un texte pour « {key} ».", key=key))
        return ""

    def day(self, mapping: Mapping[str, object], key: str) -> date:
        raw = mapping.get(key)
        if isinstance(raw, date):
            return date(raw.year, raw.month, raw.day)
        try:
            return date.fromisoformat(str(raw))
        except ValueError:
            self.fault(key, "DATE_INVALID", msg("Écrivez une date comme 2026-01-31."))
            return date.min

    def layer(self, mapping: Mapping[str, object], key: str) -> Layer:
        try:
            return Layer(str(mapping.get(key)))
        except ValueError:
            self.fault(
                key, "LAYER_UNKNOWN", msg("Écrivez l’une des strates : {known}.", known=", ".join(Layer))
            )
            return Layer.COMMUNE

    def value(
        self,
        section: Mapping[str, object],
        name: str,
        read: Callable[[object], T | None],
        help_text: Text,
        default: T,
    ) -> T:
        entry = section.get(name)
        found = read(entry.get("value")) if isinstance(entry, Mapping) else None
        if found is None:
            self.fault(f"parameters.{name}.value", "VALUE_INVALID", help_text)
            return default
        return found


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
