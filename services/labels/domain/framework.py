"""The grid of a label, in one version: families of criteria, committees, stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from chassis.domain import NotFound, msg

FACT_VALUES: Mapping[str, frozenset[str]] = {
    "nature": frozenset(
        {
            "investment",
            "programme",
            "approach",
            "facilitation",
            "order",
            "contract",
            "event",
            "micro_project",
            "governance",
            "shared_service",
        }
    ),
    "equipment": frozenset({"true", "false"}),
    "needs_involvement": frozenset({"true", "false"}),
    "experiment": frozenset({"true", "false"}),
}
"""The facts of a project that a condition may look at, and the values that each may take."""


@dataclass(frozen=True)
class FrameworkRef:
    """One version of a grid. Its resource name is frameworks/{id}@{version} (AIP-162)."""

    id: str
    version: str

    def __str__(self) -> str:
        return f"{self.id}@{self.version}"


@dataclass(frozen=True)
class Condition:
    """Holds when the named fact of the project is one of the values."""

    fact: str
    values: frozenset[str]

    def holds(self, facts: Mapping[str, str]) -> bool:
        return facts.get(self.fact) in self.values


@dataclass(frozen=True)
class Criterion:
    """One line of the grid. `weight` is in points; those of a whole grid add up to 100."""

    id: str
    title: str
    question: str
    weight: Decimal
    evidence: tuple[str, ...] = ()
    applicable_if: tuple[Condition, ...] = ()

    def applies(self, facts: Mapping[str, str]) -> bool:
        return all(condition.holds(facts) for condition in self.applicable_if)


@dataclass(frozen=True)
class Family:
    id: str
    title: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Committee:
    """Gives an opinion; the last one of a framework decides. `quorum` counts votes, abstentions included."""

    id: str
    title: str
    task: str
    quorum: int = 0
    members: tuple[str, ...] = ()
    opinion_required: bool = False


@dataclass(frozen=True)
class MandatoryCriterion:
    """A criterion whose mean mark must reach a minimum of its own, beside the score."""

    criterion: str
    minimum: Decimal


@dataclass(frozen=True)
class Stage:
    """One level of an award; `threshold` is a score from 0 to 100."""

    id: str
    title: str
    threshold: Decimal
    mandatory: tuple[MandatoryCriterion, ...] = ()


@dataclass(frozen=True)
class Framework:
    """A whole grid. Immutable: a change is a new version, so that past scores keep their meaning."""

    ref: FrameworkRef
    title: str
    source: str
    to_be_confirmed: bool
    awarded_by: tuple[str, ...]
    scale_max: int
    families: tuple[Family, ...]
    committees: tuple[Committee, ...]
    stages: tuple[Stage, ...]
    minimum_jurors: int
    validity_years: int

    def criteria(self) -> Iterator[Criterion]:
        for family in self.families:
            yield from family.criteria

    def applicable(self, facts: Mapping[str, str]) -> tuple[str, ...]:
        """Ids of the criteria that apply to a project with these facts, in the grid's order."""
        return tuple(criterion.id for criterion in self.criteria() if criterion.applies(facts))

    @property
    def deciding_committee(self) -> Committee:
        return self.committees[-1]

    @property
    def advising_committees(self) -> tuple[Committee, ...]:
        """Those that give an opinion, in order."""
        return self.committees[:-1]

    def stage(self, stage_id: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.id == stage_id), None)


class Catalogue:
    """The frameworks that this node knows, by id and version."""

    def __init__(self, frameworks: tuple[Framework, ...]) -> None:
        self._by_ref = {framework.ref: framework for framework in frameworks}
        if len(self._by_ref) != len(frameworks):
            raise ValueError("two frameworks with the same id and version")

    def all(self) -> list[Framework]:
        """By id, then version."""
        return sorted(self._by_ref.values(), key=lambda framework: str(framework.ref))

    def find(self, ref: FrameworkRef) -> Framework | None:
        return self._by_ref.get(ref)

    def get(self, ref: FrameworkRef) -> Framework:
        """Raise NotFound when this node does not know the framework."""
        framework = self.find(ref)
        if framework is None:
            raise NotFound(
                "FRAMEWORK_UNKNOWN",
                msg("Le référentiel {ref} n’est pas connu ici.", ref=str(ref)),
                framework=str(ref),
            )
        return framework
