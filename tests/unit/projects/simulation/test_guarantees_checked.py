"""Each guarantee that a dry run checks is found broken by a standing that breaks it."""

from __future__ import annotations

from collections.abc import Mapping

from services.projects.domain.guarantees import GUARANTEES, GuaranteeCheck
from services.projects.domain.standing import Standing
from services.projects.domain.subsidiarity.decision import OwnerKind, Role
from services.projects.domain.subsidiarity.facts import (
    Capacity,
    Holding,
    Level,
    Mode,
    Nature,
    ProjectFacts,
    Register,
    ScaleCriterion,
    Skill,
)
from services.projects.domain.subsidiarity.ground import Ground
from tests.unit.projects.subsidiarity.artois import (
    CALL,
    CHARTER,
    DIRECTORY,
    LIEVIN,
    LOOS,
    PMA,
    SHIPPED,
    TODAY,
    UNWILLING,
    agent,
    has,
    needs,
    shown,
)

FOOD, WATER = "7555", "1505"


def stands(owner: str, *roles: tuple[str, Role]) -> Standing:
    body = DIRECTORY.body(owner)
    assert body is not None
    return Standing(OwnerKind.BODY, owner, body.level, frozenset(roles))


def broken(
    facts: ProjectFacts,
    standing: Standing,
    capacities: Mapping[str, Capacity] | None = None,
    agreed: str = "",
    lines: tuple[Holding, ...] = SHIPPED,
) -> list[str]:
    ground = Ground(DIRECTORY, Register(lines), capacities or {}, CHARTER, TODAY)
    return list(GuaranteeCheck(ground).broken(facts, standing, agreed))


RELAY = (LOOS, Role.LOCAL_RELAY)


def test_g1_an_owner_that_the_law_does_not_make_able() -> None:
    assert broken(ProjectFacts(WATER, (LOOS,)), stands(LOOS)) == ["G1"]
    assert broken(ProjectFacts(WATER, (LOOS,)), stands(CALL, RELAY)) == []


def test_g2_a_rise_that_nothing_shows() -> None:
    assert broken(ProjectFacts(FOOD, (LOOS,)), stands(CALL, RELAY)) == ["G2"]
    gain = ProjectFacts(FOOD, (LOOS,), evidence=(shown(ScaleCriterion.MUTUALISATION_GAIN, gain="0.14"),))
    assert broken(gain, stands(CALL, RELAY)) == ["G2"]


def test_g2_holds_with_evidence_without_days_without_will_by_agreement_and_for_a_programme() -> None:
    market = ProjectFacts(FOOD, (LOOS,), evidence=(shown(ScaleCriterion.BASIN_MARKET),))
    assert broken(market, stands(CALL, RELAY)) == []
    needy = ProjectFacts(FOOD, (LOOS,), person_days=needs(food=3))
    assert broken(needy, stands(CALL, RELAY), {LOOS: has(food=2)}) == []
    assert broken(ProjectFacts(FOOD, (LOOS,)), stands(CALL, RELAY), {LOOS: UNWILLING}) == []
    assert broken(ProjectFacts(FOOD, (LOOS,)), stands(CALL, RELAY), agreed=CALL) == []
    assert broken(ProjectFacts(FOOD, (LOOS,), programme=True), stands(CALL, RELAY)) == []


def test_g4_a_commune_of_the_works_without_a_role() -> None:
    facts = ProjectFacts(WATER, (LOOS, LIEVIN))
    assert broken(facts, stands(CALL, RELAY)) == ["G4"]
    assert broken(facts, stands(CALL, RELAY, (LIEVIN, Role.LOCAL_RELAY))) == []


def test_g5_a_commune_left_alone_by_an_agglomeration_that_has_days() -> None:
    facts = ProjectFacts(FOOD, (LOOS,), person_days=needs(food=3))
    poor = {LOOS: has(food=1)}
    assert broken(facts, stands(LOOS), poor) == ["G5"]
    assert broken(facts, stands(LOOS, (CALL, Role.ENGINEERING_SUPPORT)), poor) == []
    assert broken(facts, stands(LOOS), {**poor, CALL: has(energy=9)}) == []
    micro = ProjectFacts(FOOD, (LOOS,), nature=Nature.MICRO_PROJECT, person_days=needs(food=3))
    assert broken(micro, stands(LOOS), poor) == []


def test_g9_support_of_the_pole_without_agents() -> None:
    facts = ProjectFacts(FOOD, (LOOS,))
    lends = (PMA, Role.ENGINEERING_SUPPORT)
    assert broken(facts, stands(LOOS, lends)) == ["G9"]
    assert (
        broken(facts, stands(LOOS, lends), {PMA: Capacity(lent_agents=(agent("a1", 4, Skill.FOOD),))}) == []
    )


def test_owners_outside_the_levels_are_nobodys_business_here() -> None:
    nobody = Standing(OwnerKind.NOBODY, "", None, frozenset())
    assert broken(ProjectFacts(FOOD, (LOOS,)), nobody) == []


def test_a_shared_service_is_open_to_every_commune_and_agglomeration() -> None:
    facts = ProjectFacts(WATER, (LOOS,), nature=Nature.SHARED_SERVICE)
    assert broken(facts, stands(LOOS)) == []
    third = (Holding("ghost", FOOD, Mode.TRANSFERRED_TO_THIRD_BODY),)
    assert broken(ProjectFacts(FOOD, (LOOS,)), stands(LOOS), lines=third) == ["G1"]


def test_every_guarantee_that_may_break_has_its_sentence() -> None:
    assert set(GUARANTEES) == {"G1", "G2", "G4", "G5", "G9"}
    assert DIRECTORY.above(LOOS, Level.POLE) is not None
