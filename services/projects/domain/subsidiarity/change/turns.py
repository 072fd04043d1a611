"""A turn: one fact of the situation that is another. A situation is what a decision was taken over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from chassis.domain import Text
from services.projects.domain.subsidiarity.decision import FactChange
from services.projects.domain.subsidiarity.facts import (
    ENOUGH_AND_WILLING,
    Capacity,
    Holding,
    ProjectFacts,
    Register,
    Skill,
)
from services.projects.domain.subsidiarity.sheet import Sheet


@dataclass(frozen=True)
class Situation:
    """`lines` are added to the register."""

    facts: ProjectFacts
    capacities: Mapping[str, Capacity]
    lines: tuple[Holding, ...] = ()

    def capacity(self, body: str) -> Capacity:
        return self.capacities.get(body, ENOUGH_AND_WILLING)

    def with_capacity(self, body: str, capacity: Capacity) -> Situation:
        return replace(self, capacities={**self.capacities, body: capacity})

    def with_days(self, body: str, skill: Skill, days: Decimal) -> Situation:
        capacity = self.capacity(body)
        free = {**(capacity.person_days or {}), skill: days}
        return self.with_capacity(body, replace(capacity, person_days=free))

    def with_needed(self, skill: Skill, days: Decimal) -> Situation:
        return replace(self, facts=replace(self.facts, person_days={**self.facts.person_days, skill: days}))


@dataclass(frozen=True)
class Turn:
    """`facts` are the paths of a case file with their values before and after ("" is none); `words` begin a
    sentence (« Si … »). Turns of the same facts exclude one another.
    """

    changes: tuple[FactChange, ...]
    words: Callable[[], Text]
    apply: Callable[[Situation], Situation]

    @property
    def paths(self) -> frozenset[str]:
        return frozenset(change.fact for change in self.changes)


def sheet_of(situation: Situation, base: Sheet) -> Sheet:
    """A fresh sheet over the situation. What the charter answered about the project stands as long as the
    project's own facts are the same.
    """
    register, readings = base.register, base.readings
    if situation.lines:
        held = register.held_on(base.facts.competence, base.on)
        register, readings = Register((*held, *situation.lines)), {}
    sheet = replace_sheet(base, situation, register)
    sheet.readings = readings
    if situation.facts is base.facts:
        sheet.answered_like(base)
    return sheet


def replace_sheet(base: Sheet, situation: Situation, register: Register) -> Sheet:
    return Sheet(
        situation.facts,
        base.directory,
        register,
        situation.capacities,
        base.charter,
        base.on,
        base.agreed_owner,
    )
