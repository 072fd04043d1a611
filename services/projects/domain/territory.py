"""One public body of the territory, as the last import of its facts left it."""

from dataclasses import dataclass, field
from typing import ClassVar

from chassis.domain import Aggregate
from services.projects.domain.register_change import HoldingChange, HoldingChanged
from services.projects.domain.subsidiarity.facts import Body, Level

BODY_LEVELS_ABOVE: dict[Level, frozenset[Level]] = {
    Level.COMMUNE: frozenset({Level.AGGLOMERATION, Level.SYNDICATE}),
    Level.AGGLOMERATION: frozenset({Level.POLE, Level.SYNDICATE}),
    Level.POLE: frozenset({Level.SYNDICATE}),
    Level.DEPARTMENT: frozenset({Level.POLE, Level.REGION, Level.SYNDICATE}),
    Level.REGION: frozenset({Level.SYNDICATE}),
    Level.SYNDICATE: frozenset(),
}
"""Level of a body → levels of the bodies that it may be a member of. A metropolitan pole joins EPCI
and may admit the department (CGCT L5731-1, L5731-3); an open mixed syndicate joins any of them
(L5721-2). A department lies in its region. No level comes back to itself, so membership has no circle.
"""


@dataclass(frozen=True)
class TerritoryFacts(Body):
    """What is known of a body: all that an import may change.

    `population` is the municipal population (INSEE), 0 when unknown; `neighbours` are INSEE codes of
    communes of the same territory; `longitude` and `latitude` are degrees (WGS 84) of its middle;
    `siret_derived` says that the SIRET was computed from the SIREN and not read in the register.
    """

    siren: str = ""
    siret: str = ""
    siret_derived: bool = False
    population: int = 0
    neighbours: tuple[str, ...] = ()
    longitude: float | None = None
    latitude: float | None = None
    vintage: str = ""


@dataclass(frozen=True)
class TerritoryImported:
    """The facts of the body, or its lines of the competence register, are new or no longer what they were."""


TerritoryEvent = TerritoryImported | HoldingChanged


@dataclass(frozen=True)
class Competence:
    """One entry of the national vocabulary of competences (BANATIC): `code` is four digits."""

    code: str
    title: str


@dataclass(eq=False)
class Territory(Aggregate[TerritoryEvent]):
    """A body with its history. Its id is its code: INSEE, SIREN, or the official code of a
    department or region.
    """

    kind: ClassVar[str] = "territories"

    facts: TerritoryFacts = field(kw_only=True)
    folder: str = field(kw_only=True)
    """Id of the folder (its manifest) that brought the body and may change it."""

    @classmethod
    def imported(cls, facts: TerritoryFacts, folder: str) -> "Territory":
        """A body that was not known until now."""
        territory = cls(id=facts.code, facts=facts, folder=folder)
        territory.record(TerritoryImported())
        return territory

    def bring_up_to_date(self, facts: TerritoryFacts, *, register_changed: bool = False) -> bool:
        """Take over newer facts. Answers whether anything changed, be it the body's lines of the
        competence register alone; the same again is no event.
        """
        if facts == self.facts and not register_changed:
            return False
        self.facts = facts
        self.record(TerritoryImported())
        return True

    def change_register(self, change: HoldingChange) -> None:
        """A line of the body's competence register changed."""
        self.record(HoldingChanged(change))
