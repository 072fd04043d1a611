"""What projects are judged against on one day: the bodies, their competences and free days, the charter."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import Decision, Verdict
from services.projects.domain.subsidiarity.evaluate import decided, verdict
from services.projects.domain.subsidiarity.facts import (
    ZERO,
    Capacities,
    Directory,
    Initiator,
    Level,
    Nature,
    ProjectFacts,
    Register,
    Skill,
)
from services.projects.domain.subsidiarity.layers import laid_over
from services.projects.domain.subsidiarity.sheet import LawReadings, Sheet

MOST_VERDICTS = 200_000
"""Verdicts kept: beyond, they are forgotten and begin anew."""


@dataclass(frozen=True)
class Ground:
    """Frozen; serves any number of projects. `lower` are the charters of agglomerations and communes."""

    directory: Directory
    register: Register
    capacities: Capacities
    charter: Charter
    on: date
    lower: tuple[Charter, ...] = ()
    _readings: LawReadings = field(default_factory=dict, compare=False, repr=False)
    _laid: dict[tuple[str, ...], Charter] = field(default_factory=dict, compare=False, repr=False)
    _verdicts: dict[Hashable, Verdict] = field(default_factory=dict, compare=False, repr=False)
    _figures: dict[tuple[str, ...], tuple[Mapping[Skill, Decimal], ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def decide(self, facts: ProjectFacts, *, agreed_owner: str = "") -> Decision:
        """What the charter answers. `agreed_owner` is a body to which ownership was transferred by
        agreement: it owns as long as the law makes it able, and the rules give the others their roles.
        """
        return decided(self.sheet(facts, agreed_owner))

    def verdict(self, facts: ProjectFacts, *, agreed_owner: str = "") -> Verdict:
        """The same owner and roles as `decide`, without words: for many projects. Projects that the rules
        cannot tell apart share one.
        """
        sheet = self.sheet(facts, agreed_owner)
        key = _all_that_counts(sheet, self._days_that_count(sheet))
        found = self._verdicts.get(key)
        if found is None:
            if len(self._verdicts) >= MOST_VERDICTS:
                self._verdicts.clear()
            found = self._verdicts[key] = verdict(sheet)
        return found

    def is_micro(self, facts: ProjectFacts) -> bool:
        """Whether upper levels are told of such a project in totals only (R9)."""
        return self.sheet(facts).is_micro

    def sheet(self, facts: ProjectFacts, agreed_owner: str = "") -> Sheet:
        """A fresh sheet for the rules, under the charter that holds where the works stand."""
        return Sheet(
            facts,
            self.directory,
            self.register,
            self.capacities,
            self._charter_for(facts),
            self.on,
            agreed_owner,
            self._readings,
            self._charter_for if self.lower else None,
        )

    def _days_that_count(self, sheet: Sheet) -> Hashable:
        """The days that bodies which might own it would lack: of more than that no rule asks."""
        facts = sheet.facts
        if not facts.person_days:
            return ()
        near = self._figures.get(sheet.works)
        if near is None:
            near = self._figures[sheet.works] = self._figures_near(sheet.works)
        return tuple(
            [
                (number, skill, needed - free)
                for number, figures in enumerate(near)
                for skill, needed in facts.person_days.items()
                if needed > (free := figures.get(skill, ZERO))
            ]
        )

    def _figures_near(self, works: tuple[str, ...]) -> tuple[Mapping[Skill, Decimal], ...]:
        """The free days of the bodies at work there and above, and of those that may cover any commune."""
        codes = {*works, *(upper for code in works for upper in self.directory.uppers(code))}
        far = (Level.DEPARTMENT, Level.REGION, Level.SYNDICATE)
        codes |= {body.code for body in self.directory.bodies() if body.level in far}
        found = (self.capacities[code].person_days for code in sorted(codes) if code in self.capacities)
        return tuple(figures for figures in found if figures is not None)

    def _charter_for(self, facts: ProjectFacts) -> Charter:
        """The pole's charter, with the pact of the one agglomeration and the choice of the one commune that
        hold all the works.
        """
        if not self.lower:
            return self.charter
        communes = set(facts.works_area or facts.impact_area)
        homes = {self.directory.above(code, Level.AGGLOMERATION) for code in communes}
        bodies = {body.code for body in homes if body is not None and len(homes) == 1}
        if len(communes) == 1:
            bodies |= communes
        fitting = tuple(each for each in self.lower if each.body in bodies)
        key = tuple(each.body for each in fitting)
        if key not in self._laid:
            self._laid[key] = laid_over(self.charter, fitting)
        return self._laid[key]


def _all_that_counts(sheet: Sheet, days: Hashable) -> Hashable:
    """Everything that rules read of a project besides words: two projects alike in this are decided alike.

    Amounts, labels and the like count only through the charter's conditions, whose answers stand here.
    """
    facts = sheet.facts
    return (
        sheet.charter.version,
        facts.competence,
        sheet.works,
        facts.impact_area,
        sheet.met,
        bool(sheet.shown),
        facts.nature is Nature.SHARED_SERVICE,
        facts.asset_owner,
        facts.partners,
        facts.initiator is Initiator.INHABITANTS,
        facts.initiator is None,
        facts.two_sided_charter,
        facts.origin,
        days,
        bool(facts.duplicate_of),
        sheet.agreed_owner,
        _own_rules_key(sheet),
    )


def _own_rules_key(sheet: Sheet) -> Hashable:
    """Conditions of a charter's own rules are asked once the owner is known: all they may read counts."""
    if not sheet.charter.own_rules:
        return None
    facts = sheet.facts
    return (
        facts.nature,
        facts.cost,
        facts.initiator,
        facts.experiment,
        facts.is_programme,
        len(facts.lots),
        facts.is_equipment,
        facts.needs_involvement,
        facts.label,
        facts.communes_with_same_need,
        sum(facts.person_days.values(), ZERO),
    )
