"""All that a decision was taken with besides the project's own facts, so that it replays to the same words at
any later date: the bodies, lines, free days and charters that it could see.

What a decision sees is the neighbourhood of the project. A basis is held against the decision when it is
made: one that does not give the same words is not kept, but the whole ground is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from services.projects.domain.subsidiarity.able import reaches
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.subsidiarity.facts import (
    Body,
    Capacity,
    Directory,
    Holding,
    Level,
    ProjectFacts,
    Register,
)
from services.projects.domain.subsidiarity.ground import Ground


@dataclass(frozen=True)
class DecisionBasis:
    """`charters` are the pole's, then those of lower layers."""

    bodies: tuple[Body, ...]
    holdings: tuple[Holding, ...]
    capacities: Mapping[str, Capacity]
    charters: tuple[Charter, ...]


@dataclass(frozen=True)
class Decided:
    """What every event says that brings a new decision. Two are alike whatever they were taken with."""

    basis: DecisionBasis | None = field(default=None, compare=False, repr=False, kw_only=True)


def replay(
    basis: DecisionBasis, facts: ProjectFacts, decision: Decision, *, agreed_owner: str = ""
) -> Decision:
    """The decision that the charter gives over the basis today, to be held against the one that was taken.
    `agreed_owner` is the body to which ownership was just transferred: nobody's word is awaited then.
    """
    ground = Ground(
        Directory(basis.bodies),
        Register(basis.holdings),
        basis.capacities,
        basis.charters[0],
        decision.date,
        basis.charters[1:],
    )
    replayed = replace(ground.decide(facts, agreed_owner=agreed_owner), number=decision.number)
    return replace(replayed, due=()) if agreed_owner else replayed


def basis_of(
    ground: Ground, facts: ProjectFacts, decision: Decision, *, agreed_owner: str = ""
) -> DecisionBasis:
    """What the decision that the ground gave for these facts could see."""
    near = _near(ground, facts, agreed_owner)
    if replay(near, facts, decision, agreed_owner=agreed_owner) == decision:
        return near
    return _whole(ground, facts)


def decided_with(ground: Ground, facts: ProjectFacts) -> tuple[Decision, DecisionBasis]:
    """What the ground answers for these facts, and what it was taken with."""
    decision = ground.decide(facts)
    return decision, basis_of(ground, facts, decision)


def _whole(ground: Ground, facts: ProjectFacts) -> DecisionBasis:
    return DecisionBasis(
        bodies=ground.directory.bodies(),
        holdings=ground.register.held_on(facts.competence, ground.on),
        capacities=dict(ground.capacities),
        charters=(ground.charter, *ground.lower),
    )


def _near(ground: Ground, facts: ProjectFacts, agreed_owner: str) -> DecisionBasis:
    """The communes of the project and those next in line, all bodies above them, whoever leads or holds the
    competence there, and who employs the agents lent.
    """
    directory = ground.directory
    communes = tuple(body for code in _communes(directory, facts) if (body := directory.body(code)))
    lines = tuple(
        line
        for line in ground.register.held_on(facts.competence, ground.on)
        if any(reaches(directory, commune, (line, directory.body(line.body))) for commune in communes)
    )
    codes = {commune.code for commune in communes} | {line.body for line in lines} | {agreed_owner}
    codes |= {body.code for body in _leaders(directory, communes)}
    codes |= {upper for code in codes for upper in directory.uppers(code)}
    capacities = {code: ground.capacities[code] for code in sorted(codes) if code in ground.capacities}
    codes |= {agent.employer for each in capacities.values() for agent in each.lent_agents}
    bodies = (directory.body(code) for code in sorted(codes))
    return DecisionBasis(
        bodies=tuple(body for body in bodies if body is not None),
        holdings=lines,
        capacities=capacities,
        charters=(ground.charter, *(each for each in ground.lower if each.body in codes)),
    )


def _communes(directory: Directory, facts: ProjectFacts) -> Iterator[str]:
    works = frozenset(facts.works_area or facts.impact_area)
    yield from sorted(works.union(facts.impact_area, (facts.origin,)))
    # What would change a decision may be one commune more: the next in its agglomeration, or in its pole.
    above = (directory.above(code, Level.AGGLOMERATION) for code in works)
    for code in sorted({home.code for home in above if home is not None}):
        inside = directory.perimeter(code)
        pole = directory.above(code, Level.POLE)
        around = directory.perimeter(pole.code) - inside if pole is not None else frozenset()
        for further in (inside - works, around):
            if further:
                yield min(further)


def _leaders(directory: Directory, communes: tuple[Body, ...]) -> Iterator[Body]:
    """The regions and departments that reach the communes (R8)."""
    for level in (Level.REGION, Level.DEPARTMENT):
        for body in directory.at_level(level):
            if any(directory.covers(body.code, commune.code) for commune in communes):
                yield body
