"""The figures that officials vote in a charter: unit, rule, and what a lower layer may do with each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Layer(StrEnum):
    """Who votes it; a lower layer can only loosen what the upper one lets it, or add."""

    LAW = "law"
    POLE = "pole"
    AGGLOMERATION = "agglomeration"
    COMMUNE = "commune"

    @property
    def depth(self) -> int:
        """0 is the law; the higher, the lower the layer."""
        return list(Layer).index(self)


@dataclass(frozen=True)
class Parameters:
    """Money is in euros before tax."""

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
    opinion_months: int
    """Months for the opinion of the one commune that a decision touches (R10, L5211-57)."""
    review_months: int
    """Months until a decision is evaluated (R11)."""
    labels_of_others: tuple[str, ...]
    """Labels that somebody else than the pole awards; any other label wanted is the pole's (R9)."""
    region_leads: tuple[str, ...]
    """BANATIC codes of the fields in which the region is lead coordinator (R8, L1111-9)."""
    department_leads: tuple[str, ...]
    """The same for the department."""


@dataclass(frozen=True)
class Latitude:
    """What a lower layer may do with a parameter: `may` is "raise" or "lower", `limit` as far as."""

    may: str
    limit: Decimal | None = None

    def allows(self, from_: Decimal, to: Decimal) -> bool:
        if self.may == "raise":
            return to >= from_ and (self.limit is None or to <= self.limit)
        return to <= from_ and (self.limit is None or to >= self.limit)


@dataclass(frozen=True)
class Origin:
    """Where a parameter comes from: its title for people, its unit, the article, deliberation or custom
    behind it, who fixed it, and what lower layers may do with it (None: nothing).
    """

    unit: str
    source: str
    title: str = ""
    layer: Layer = Layer.POLE
    latitude: Latitude | None = None


@dataclass(frozen=True)
class Kind:
    """How a parameter is written: its unit, and the rule that uses it."""

    unit: str
    rule: str


KINDS: dict[str, Kind] = {
    "mutualisation_gain": Kind("share", "R4"),
    "informed_above": Kind("EUR", "R9"),
    "micro_project_up_to": Kind("EUR", "R2"),
    "two_sided_charter_up_to": Kind("EUR", "R2"),
    "return_clause_years": Kind("years", "R5"),
    "consent_days": Kind("days", "R10"),
    "opinion_months": Kind("months", "R10"),
    "review_months": Kind("months", "R11"),
    "labels_of_others": Kind("labels", "R9"),
    "region_leads": Kind("competences", "R8"),
    "department_leads": Kind("competences", "R8"),
}
"""Every parameter, with the only unit in which it may be written."""

FIXED_BY_LAW: dict[str, tuple[Decimal, str]] = {"opinion_months": (Decimal(3), "L5211-57")}
"""Figures that no charter may change, and their article."""
