"""The days of work that a body lacks for a project (R5, R9)."""

from __future__ import annotations

from services.projects.domain.subsidiarity.decision import Gap
from services.projects.domain.subsidiarity.facts import ZERO, Capacity, ProjectFacts, Skill


def gaps_of(facts: ProjectFacts, capacity: Capacity) -> tuple[Gap, ...]:
    """Skill by skill, in the order of the vocabulary; empty where no figures are given."""
    if capacity.person_days is None or not facts.person_days:
        return ()
    gaps = []
    for skill, needed in facts.person_days.items():
        free = capacity.person_days.get(skill, ZERO)
        if needed > free:
            gaps.append(Gap(skill, needed, free, needed - free))
    return tuple(sorted(gaps, key=_in_order) if len(gaps) > 1 else gaps)


_ORDER = {skill: index for index, skill in enumerate(Skill)}


def _in_order(gap: Gap) -> int:
    return _ORDER[gap.skill]
