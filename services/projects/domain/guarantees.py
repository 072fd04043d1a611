"""Which of the charter's guarantees (DOMAIN §3.3) a verdict would break, as far as verdict and facts tell.

- G1: an owner that is a body is able by law in a commune of the works.
- G2 (and G3): no owner above the nearest able level that covers the works without a shown criterion of scale,
  a lack of days or of will there, an agreed transfer, or a programme. Words are not looked at.
- G4: under an owner above the communes, each commune of the works has a role.
- G5: a commune that lacks days is supported by a level above that has some of them free.
- G9: the pole supports with days only where agents are lent to it by name.

G6 is one of consent, G7 and G10 compare two decisions and G8 two days: tests keep them, a dry run cannot.
"""

from __future__ import annotations

from collections.abc import Iterator

from chassis.domain import Text, msg
from services.projects.domain.standing import Standing
from services.projects.domain.subsidiarity.able import able_bodies, lines_in
from services.projects.domain.subsidiarity.decision import OwnerKind, Role
from services.projects.domain.subsidiarity.facts import (
    ENOUGH_AND_WILLING,
    ZERO,
    Body,
    Capacity,
    Level,
    Nature,
    ProjectFacts,
    ScaleCriterion,
    Skill,
)
from services.projects.domain.subsidiarity.ground import Ground

GUARANTEES: dict[str, Text] = {
    "G1": msg("Le porteur est légalement capable."),
    "G2": msg("Aucun projet ne monte sans critère d’échelle montré, ni manque de moyens ou de volonté."),
    "G4": msg("Sous un porteur plus haut, chaque commune d’emprise a un rôle."),
    "G5": msg("Une commune qui manque de jours est appuyée par qui en a."),
    "G9": msg("L’appui du pôle nomme des agents."),
}

SUPPORT = (Role.ENGINEERING_SUPPORT, Role.FACILITATION_SUPPORT)

Able = tuple[frozenset[str], tuple[Body, ...]]
"""Codes of the bodies able somewhere in the works; the bodies able in all of them, nearest first."""


class GuaranteeCheck:
    """Checks verdicts over one ground; what the law says of a place is asked once."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._able: dict[tuple[str, bool, tuple[str, ...]], Able] = {}

    def broken(self, facts: ProjectFacts, standing: Standing, agreed_owner: str) -> Iterator[str]:
        """Ids of the guarantees that do not hold."""
        if standing.kind is not OwnerKind.BODY:
            return
        owner = self._ground.directory.body(standing.owner)
        works = facts.works_area or facts.impact_area
        if owner is None or not works:
            return
        somewhere, everywhere = self._able_for(facts, works)
        if owner.code not in somewhere:
            yield "G1"
        elif owner.code != agreed_owner and self._rises_unasked(facts, owner, everywhere):
            yield "G2"
        parties = {party for party, _ in standing.roles}
        if owner.level is not Level.COMMUNE and not parties.issuperset(
            code for code in works if code != owner.code
        ):
            yield "G4"
        if owner.level is Level.COMMUNE and facts.person_days and self._left_alone(facts, owner, standing):
            yield "G5"
        if self._nameless_support(owner, standing):
            yield "G9"

    def _able_for(self, facts: ProjectFacts, works: tuple[str, ...]) -> Able:
        key = (facts.competence, facts.nature is Nature.SHARED_SERVICE, works)
        if key not in self._able:
            self._able[key] = self._ask_the_law(*key)
        return self._able[key]

    def _ask_the_law(self, competence: str, shared_service: bool, works: tuple[str, ...]) -> Able:
        ground = self._ground
        found: dict[str, Body] = {}
        everywhere: set[str] | None = None
        for code in works:
            commune = ground.directory.body(code)
            if commune is None:
                continue
            lines = lines_in(ground.directory, ground.register, commune, competence, ground.on)
            able = able_bodies(ground.directory, commune, lines, shared_service=shared_service)
            found |= {body.code: body for body in able}
            here = {body.code for body in able}
            everywhere = here if everywhere is None else everywhere & here
        nearest = sorted(
            (found[code] for code in everywhere or ()), key=lambda body: (body.level.rank, body.code)
        )
        return frozenset(found), tuple(nearest)

    def _rises_unasked(self, facts: ProjectFacts, owner: Body, everywhere: tuple[Body, ...]) -> bool:
        lowest = everywhere[0] if everywhere else owner
        if owner.level.rank <= lowest.level.rank or facts.is_programme or self._criterion_shown(facts):
            return False
        capacity = self._capacity(lowest)
        return capacity.willing and not lacking(facts, capacity)

    def _criterion_shown(self, facts: ProjectFacts) -> bool:
        needed = self._ground.sheet(facts).charter.parameters.mutualisation_gain
        return any(
            shown.document.strip()
            and (shown.criterion is not ScaleCriterion.MUTUALISATION_GAIN or (shown.gain or ZERO) >= needed)
            for shown in facts.evidence
        )

    def _left_alone(self, facts: ProjectFacts, owner: Body, standing: Standing) -> bool:
        lacks = lacking(facts, self._capacity(owner))
        if not lacks or any(role in SUPPORT for _, role in standing.roles) or self._ground.is_micro(facts):
            return False
        above = self._ground.directory.above(owner.code, Level.AGGLOMERATION)
        return above is not None and any(self._capacity(above).free(skill) != ZERO for skill in lacks)

    def _nameless_support(self, owner: Body, standing: Standing) -> bool:
        pole = self._ground.directory.above(owner.code, Level.POLE)
        if pole is None or (pole.code, Role.ENGINEERING_SUPPORT) not in standing.roles:
            return False
        return not any(agent.days > 0 for agent in self._capacity(pole).lent_agents)

    def _capacity(self, body: Body) -> Capacity:
        return self._ground.capacities.get(body.code, ENOUGH_AND_WILLING)


def lacking(facts: ProjectFacts, capacity: Capacity) -> tuple[Skill, ...]:
    """The skills of which a body has fewer days than the project needs; none without figures."""
    if capacity.person_days is None:
        return ()
    return tuple(
        skill for skill, days in facts.person_days.items() if days > capacity.person_days.get(skill, ZERO)
    )
