"""What the charter may ask: about a project, about the bodies, about who holds which competence.

The words and defaults are those of `proto/archipel/projects/v1/project_facts.proto`. Everything here
is frozen; `Directory` and `Register` are indexed once and serve any number of decisions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from services.projects.domain.subsidiarity.levels import Level as Level  # noqa: PLC0414 (read from here)

ZERO = Decimal(0)


class Nature(StrEnum):
    INVESTMENT = "investment"
    PROGRAMME = "programme"
    APPROACH = "approach"
    FACILITATION = "facilitation"
    ORDER = "order"
    CONTRACT = "contract"
    EVENT = "event"
    MICRO_PROJECT = "micro_project"
    GOVERNANCE = "governance"
    SHARED_SERVICE = "shared_service"


class Initiator(StrEnum):
    COMMUNE = "commune"
    INHABITANTS = "inhabitants"
    AGGLOMERATION = "agglomeration"
    POLE = "pole"


class PartyKind(StrEnum):
    LANDLORD = "landlord"
    COMPANY = "company"
    CITIZENS_COMPANY = "citizens_company"
    FARMERS = "farmers"
    ASSOCIATION = "association"
    INHABITANTS = "inhabitants"


class ScaleCriterion(StrEnum):
    CONTINUOUS_NETWORK = "continuous_network"
    STRONG_EXTERNALITY = "strong_externality"
    CRITICAL_THRESHOLD = "critical_threshold"
    BASIN_MARKET = "basin_market"
    MUTUALISATION_GAIN = "mutualisation_gain"


class Skill(StrEnum):
    ENGINEERING = "engineering"
    FACILITATION = "facilitation"
    ENERGY = "energy"
    HOUSING = "housing"
    FOOD = "food"
    MOBILITY = "mobility"
    FINANCIAL_ENGINEERING = "financial_engineering"
    DATA = "data"


class Mode(StrEnum):
    """How a body holds a competence; what each mode makes able stands in `rules/r1_law.py`."""

    MANDATORY = "mandatory"
    COMMUNITY_INTEREST = "community_interest"
    OPTIONAL = "optional"
    METROPOLITAN_INTEREST = "metropolitan_interest"
    TRANSFERRED_TO_THIRD_BODY = "transferred_to_third_body"
    DELEGATED = "delegated"
    BY_AGREEMENT = "by_agreement"
    COMMUNAL = "communal"


@dataclass(frozen=True)
class Party:
    """A partner or a third party that owns the asset; never a person's name."""

    kind: PartyKind
    title: str = ""


@dataclass(frozen=True)
class Evidence:
    """Shows one criterion of scale; without a document it shows nothing.

    `gain` is a share (Decimal("0.20") is 20 %), asked for MUTUALISATION_GAIN alone.
    """

    criterion: ScaleCriterion
    document: str = ""
    gain: Decimal | None = None


@dataclass(frozen=True)
class ProjectFacts:
    """All that the charter may ask about a project (DOMAIN §3.1), with the documented defaults.

    `cost` is before tax, in euros, zero when not yet known; `person_days` are days of 7 hours;
    communes are INSEE codes; `impact_area` is the works area when empty.
    """

    competence: str
    works_area: tuple[str, ...]
    nature: Nature = Nature.APPROACH
    impact_area: tuple[str, ...] = ()
    cost: Decimal = ZERO
    asset_owner: Party | None = None
    initiator: Initiator | None = Initiator.COMMUNE
    experiment: bool = False
    origin: str = ""
    programme: bool = False
    two_sided_charter: bool = False
    partners: tuple[Party, ...] = ()
    equipment: bool | None = None
    needs_involvement: bool = False
    person_days: Mapping[Skill, Decimal] = field(default_factory=dict)
    label: str = ""
    communes_with_same_need: int = 0
    evidence: tuple[Evidence, ...] = ()
    duplicate_of: str = ""
    lots: tuple[str, ...] = ()

    @property
    def is_equipment(self) -> bool:
        """True for an investment unless the project says otherwise, else false."""
        return self.nature is Nature.INVESTMENT if self.equipment is None else self.equipment

    @property
    def is_programme(self) -> bool:
        return self.programme or self.nature is Nature.PROGRAMME


@dataclass(frozen=True)
class Body:
    """One public body. `members_of` holds the codes of the bodies that it belongs to: a commune its
    agglomeration, an agglomeration its pole, either of them a syndicate.
    """

    code: str
    level: Level
    title: str
    acronym: str = ""
    members_of: tuple[str, ...] = ()


class Directory:
    """Who the bodies are and which communes each of them covers.

    A department, region or syndicate whose members nobody named is taken to cover every commune:
    its perimeter is larger than what the directory was told.
    """

    def __init__(self, bodies: Iterable[Body]) -> None:
        self._bodies = {body.code: body for body in bodies}
        self._above = {code: self._climb(code) for code in self._bodies}
        self._at_level = {
            level: tuple(sorted(found, key=lambda body: body.code))
            for level in Level
            if (found := [body for body in self._bodies.values() if body.level is level])
        }
        perimeters: defaultdict[str, set[str]] = defaultdict(set)
        for code, above in self._above.items():
            if self._bodies[code].level is Level.COMMUNE:
                for upper in (code, *above):
                    perimeters[upper].add(code)
        self._perimeters = {code: frozenset(communes) for code, communes in perimeters.items()}

    def _climb(self, code: str) -> tuple[str, ...]:
        found: list[str] = []
        todo = list(self._bodies[code].members_of)
        while todo:
            upper = todo.pop(0)
            if upper in self._bodies and upper not in found and upper != code:
                found.append(upper)
                todo.extend(self._bodies[upper].members_of)
        return tuple(found)

    def body(self, code: str) -> Body | None:
        return self._bodies.get(code)

    def bodies(self) -> tuple[Body, ...]:
        """All bodies, by code."""
        return tuple(self._bodies[code] for code in sorted(self._bodies))

    def communes(self) -> tuple[Body, ...]:
        """All communes, by code."""
        return tuple(body for body in self.bodies() if body.level is Level.COMMUNE)

    def at_level(self, level: Level) -> tuple[Body, ...]:
        """All bodies of a level, by code."""
        return self._at_level.get(level, ())

    def uppers(self, code: str) -> tuple[str, ...]:
        """The codes of all bodies that a body belongs to, directly or through another."""
        return self._above.get(code, ())

    def above(self, code: str, level: Level) -> Body | None:
        """The body of that level which a body belongs to, directly or through another."""
        for upper in self._above.get(code, ()):
            if self._bodies[upper].level is level:
                return self._bodies[upper]
        return None

    def covers(self, code: str, commune: str) -> bool:
        """Whether the commune lies in the perimeter of the body."""
        perimeter = self._perimeters.get(code)
        if perimeter is not None:
            return commune in perimeter
        body = self._bodies.get(code)
        return body is not None and body.level in (Level.DEPARTMENT, Level.REGION, Level.SYNDICATE)

    def perimeter(self, code: str) -> frozenset[str]:
        """The communes that the directory knows inside the body (a commune: itself)."""
        return self._perimeters.get(code, frozenset())


@dataclass(frozen=True)
class Holding:
    """One line of the dated competence register, valid from `from_` to `to`, both days included."""

    body: str
    competence: str
    mode: Mode
    from_: date | None = None
    to: date | None = None
    text: str = ""
    deliberation: str = ""
    financial_tools: bool = False

    def holds_on(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day <= self.to)


def _line_order(line: Holding) -> tuple[str, str, date, date, str, str]:
    return (line.body, line.mode, line.from_ or date.min, line.to or date.max, line.deliberation, line.text)


class Register:
    """Who holds which competence, and since when."""

    def __init__(self, holdings: Iterable[Holding]) -> None:
        by_competence: defaultdict[str, list[Holding]] = defaultdict(list)
        for holding in holdings:
            by_competence[holding.competence].append(holding)
        # Sorted, so that the order in which lines were written down never changes a decision's words.
        self._by_competence = {
            code: tuple(sorted(lines, key=_line_order)) for code, lines in by_competence.items()
        }

    def held_on(self, competence: str, day: date) -> tuple[Holding, ...]:
        """The lines for a competence that are valid on that day."""
        return tuple(line for line in self._by_competence.get(competence, ()) if line.holds_on(day))


@dataclass(frozen=True)
class LentAgent:
    """An agent whom a member lends to the pole; `id` is pseudonymous, `employer` a body's code.

    `days` are free for the pole in the coming twelve months; the employer's own figures hold them not.
    """

    id: str
    employer: str
    skills: frozenset[Skill]
    days: Decimal


@dataclass(frozen=True)
class Capacity:
    """What a body can do in the coming twelve months.

    `person_days` are free days by skill: None means no figures, hence enough; a skill missing from
    given figures is 0. `willing` is the will to own, by `deliberation`; False is a council that
    declines. `lent_agents` matters for the pole, which has no staff of its own.
    """

    person_days: Mapping[Skill, Decimal] | None = None
    willing: bool = True
    lent_agents: tuple[LentAgent, ...] = ()
    deliberation: str = ""

    def free(self, skill: Skill) -> Decimal | None:
        """Free days of one skill; None means enough."""
        return None if self.person_days is None else self.person_days.get(skill, ZERO)


ENOUGH_AND_WILLING = Capacity()
"""What the absence of an entry means."""

Capacities = Mapping[str, Capacity]
"""Body code → capacity; a body without an entry is ENOUGH_AND_WILLING."""
