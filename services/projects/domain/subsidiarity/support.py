"""Days of work: what the owner lacks, and what the levels above can lend (R5, R9)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from services.projects.domain.subsidiarity.decision import Gap
from services.projects.domain.subsidiarity.facts import ZERO, Body, LentAgent, Level, Skill
from services.projects.domain.subsidiarity.sheet import Sheet


@dataclass(frozen=True)
class Loan:
    """Days of one skill that a body can lend; the pole's are those of named agents."""

    body: Body
    skill: Skill
    days: Decimal
    agents: tuple[LentAgent, ...] = ()


@dataclass(frozen=True)
class Package:
    """The support that can be brought together, and the days that nobody has."""

    loans: tuple[Loan, ...]
    missing: dict[Skill, Decimal]

    @property
    def suffices(self) -> bool:
        return not self.missing


NOTHING_NEEDED = Package((), {})


def team(sheet: Sheet, pole: Body, gaps: tuple[Gap, ...]) -> tuple[LentAgent, ...]:
    """The agents lent to the pole by name who have days and a skill that the owner lacks."""
    lacking = {gap.skill for gap in gaps}
    agents = sheet.capacity(pole).lent_agents
    return tuple(sorted((a for a in agents if a.days > 0 and a.skills & lacking), key=lambda agent: agent.id))


def package_for(sheet: Sheet, owner: Body, gaps: tuple[Gap, ...]) -> Package:
    """Build the support for an owner: its agglomeration first, then agents lent to the pole."""
    if not gaps:
        return NOTHING_NEEDED
    missing = {gap.skill: gap.missing_days for gap in gaps}
    loans: list[Loan] = []
    agglomeration = sheet.directory.above(owner.code, Level.AGGLOMERATION)
    if owner.level is Level.COMMUNE and agglomeration is not None:
        capacity = sheet.capacity(agglomeration)
        for skill, wanted in missing.items():
            free = capacity.free(skill)
            lent = wanted if free is None else min(wanted, free)
            if lent > 0:
                loans.append(Loan(agglomeration, skill, lent))
                missing[skill] -= lent
    pole = owner if owner.level is Level.POLE else sheet.directory.above(owner.code, Level.POLE)
    if pole is not None:
        agents = team(sheet, pole, gaps)
        for skill, shares in share_agents(missing, agents).items():
            lent = sum((lent_days for _, lent_days in shares), ZERO)
            loans.append(Loan(pole, skill, lent, tuple(agent for agent, _ in shares)))
            missing[skill] -= lent
    return Package(tuple(loans), {skill: left for skill, left in missing.items() if left > 0})


def share_agents(
    wanted: dict[Skill, Decimal], agents: tuple[LentAgent, ...]
) -> dict[Skill, list[tuple[LentAgent, Decimal]]]:
    """Share agents of several skills among the skills wanted so that as many days as possible find
    their use (a maximum flow: a day promised to one skill moves when another agent can take it).
    """
    spare = {agent.id: agent.days for agent in agents}
    given: dict[tuple[str, Skill], Decimal] = {}
    for skill, wish in wanted.items():
        left = wish
        while left > 0:
            path = _path(skill, agents, spare, given)
            if path is None:
                break
            left -= _push(path, left, spare, given)
    shares: dict[Skill, list[tuple[LentAgent, Decimal]]] = {}
    for agent in agents:
        for skill in wanted:
            if given.get((agent.id, skill), ZERO) > 0:
                shares.setdefault(skill, []).append((agent, given[agent.id, skill]))
    return shares


def _path(
    start: Skill,
    agents: tuple[LentAgent, ...],
    spare: dict[str, Decimal],
    given: dict[tuple[str, Skill], Decimal],
) -> list[tuple[Skill, str]] | None:
    """The shortest chain of (skill, agent who takes it over) that ends at an agent with spare days."""
    queue: list[list[tuple[Skill, str]]] = [[]]
    seen: set[str] = set()
    while queue:
        path = queue.pop(0)
        skills = [start] if not path else [s for s in Skill if given.get((path[-1][1], s), ZERO) > 0]
        for skill in skills:
            for agent in agents:
                if skill not in agent.skills or agent.id in seen:
                    continue
                seen.add(agent.id)
                longer = [*path, (skill, agent.id)]
                if spare[agent.id] > 0:
                    return longer
                queue.append(longer)
    return None


def _push(
    path: list[tuple[Skill, str]],
    most: Decimal,
    spare: dict[str, Decimal],
    given: dict[tuple[str, Skill], Decimal],
) -> Decimal:
    """Move as many days as the chain bears: each agent hands the next skill over to the next agent."""
    handed = [(path[i][1], path[i + 1][0]) for i in range(len(path) - 1)]
    lent = min([most, spare[path[-1][1]], *(given[link] for link in handed)])
    for skill, agent in path:
        given[agent, skill] = given.get((agent, skill), ZERO) + lent
    for link in handed:
        given[link] -= lent
    spare[path[-1][1]] -= lent
    return lent
