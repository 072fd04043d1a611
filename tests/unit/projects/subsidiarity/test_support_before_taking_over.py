"""R5: support before taking over, and what the levels above can lend."""

from datetime import date
from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain.subsidiarity.decision import OwnerKind, Role
from services.projects.domain.subsidiarity.facts import (
    Capacity,
    LentAgent,
    Nature,
    Party,
    PartyKind,
    ScaleCriterion,
    Skill,
)
from services.projects.domain.subsidiarity.support import share_agents
from tests.unit.projects.subsidiarity.artois import (
    CAHC,
    CALL,
    CALL_COMMUNES,
    HENIN,
    LENS,
    LIEVIN,
    LOOS,
    PMA,
    POLE_MAY,
    UNWILLING,
    agent,
    decide,
    has,
    needs,
    rule,
    shown,
)
from tests.unit.projects.subsidiarity.generated_worlds import DAYS, PATIENT

BASIN = shown(ScaleCriterion.BASIN_MARKET)


def test_a_commune_keeps_its_project_when_days_are_lent() -> None:
    decision = decide(
        "7555",
        person_days=needs(engineering=40),
        capacities={LOOS: has(engineering=5), CALL: has(engineering=35)},
    )
    assert decision.owner.body == LOOS
    assert decision.roles_of(CALL) == {Role.ENGINEERING_SUPPORT}
    assert "L’agglomération CALL prête 35\u00a0jours : ingénierie de projet." in decision.conditions


def test_when_one_day_is_missing_the_project_rises_with_the_commune_co_owner_and_a_way_back() -> None:
    decision = decide(
        "7555",
        person_days=needs(engineering=40),
        capacities={LOOS: has(engineering=5), CALL: has(engineering=34)},
    )
    assert decision.owner.body == CALL
    assert Role.CO_OWNER in decision.roles_of(LOOS)
    assert any("Clause de retour" in text and "21/11/2029" in text for text in decision.conditions)
    assert any("Jours encore à trouver" in text for text in decision.conditions)
    assert [gap.missing_days for gap in decision.gaps] == [Decimal(6)]


def test_a_way_back_from_a_leap_day_falls_on_the_28th() -> None:
    decision = decide("7555", capacities={LOOS: UNWILLING}, on=date(2028, 2, 29))
    assert any("28/02/2031" in text for text in decision.conditions)


def test_a_council_that_declines_hands_over_to_the_next_level_citing_its_deliberation() -> None:
    decision = decide("7555", capacities={LOOS: UNWILLING})
    assert decision.owner.body == CALL
    assert "2026-09-014" in rule(decision, "R5").because
    assert Role.CO_OWNER in decision.roles_of(LOOS)


def test_where_no_other_level_is_able_the_owner_stays_and_the_days_are_a_condition() -> None:
    decision = decide(
        "7575",
        person_days=needs(engineering=40),
        capacities={LOOS: has(engineering=5), CALL: has(engineering=10)},
    )
    assert decision.owner.body == LOOS
    assert any("Jours encore à trouver : 25" in text for text in decision.conditions)
    assert Role.ENGINEERING_SUPPORT in decision.roles_of(CALL)


def test_an_unwilling_commune_without_another_level_keeps_an_offer_that_waits_for_its_accord() -> None:
    decision = decide("7575", capacities={LOOS: UNWILLING})
    assert decision.owner.body == LOOS
    assert any("reste à obtenir" in text for text in decision.conditions)


def test_the_gap_of_an_agglomeration_is_its_own() -> None:
    decision = decide("1520", person_days=needs(engineering=40), capacities={CALL: has(engineering=5)})
    assert decision.owner.body == CALL
    assert any("Jours encore à trouver : 35" in text for text in decision.conditions)


def test_the_gap_of_an_agglomeration_does_not_raise_the_project_to_an_able_pole() -> None:
    decision = decide(
        "7555",
        (LOOS, LIEVIN),
        extra=(POLE_MAY,),
        impact_area=(HENIN,),
        person_days=needs(engineering=40),
        capacities={CALL: has(engineering=5)},
    )
    assert decision.owner.body == CALL


def test_a_commune_that_declines_stays_co_owner_even_under_the_pole() -> None:
    decision = decide(
        "7555",
        (LOOS,),
        extra=(POLE_MAY,),
        impact_area=(HENIN,),
        capacities={LOOS: UNWILLING, CALL: UNWILLING},
    )
    assert decision.owner.body == PMA
    assert Role.CO_OWNER in decision.roles_of(LOOS)


def test_a_micro_project_is_not_handed_over() -> None:
    decision = decide("7555", nature=Nature.MICRO_PROJECT, capacities={LOOS: UNWILLING})
    assert decision.owner.body == LOOS


def test_a_skill_missing_from_given_figures_is_zero_and_no_figures_are_enough() -> None:
    missing = decide(person_days=needs(energy=3), capacities={LOOS: has(engineering=9)})
    assert [gap.free_days for gap in missing.gaps] == [Decimal(0)]
    assert decide(person_days=needs(energy=3), capacities={LOOS: Capacity()}).gaps == ()
    assert decide(person_days=needs(energy=3)).gaps == ()


def test_the_pole_lends_only_agents_lent_to_it_by_name() -> None:
    short = {LOOS: has(), CALL: has()}
    without = decide(person_days=needs(energy=10), capacities=short)
    assert without.roles_of(PMA) == frozenset()
    team = Capacity(lent_agents=(agent("a1", 12, Skill.ENERGY),))
    with_names = decide(person_days=needs(energy=10), capacities={**short, PMA: team})
    assert with_names.roles_of(PMA) == {Role.ENGINEERING_SUPPORT}
    assert "a1, prêté par la commune de Lens" in rule(with_names, "R9").because


def test_lent_agents_without_the_missing_skill_or_without_days_give_the_pole_no_role() -> None:
    team = Capacity(lent_agents=(agent("a1", 12, Skill.FOOD), agent("a2", 0, Skill.ENERGY)))
    decision = decide(person_days=needs(energy=10), capacities={LOOS: has(), CALL: has(), PMA: team})
    assert decision.roles_of(PMA) == frozenset()


def test_agents_of_several_skills_are_shared_so_that_every_need_is_met() -> None:
    team = Capacity(
        lent_agents=(
            agent("a1", 10, Skill.ENERGY, Skill.HOUSING),
            agent("a2", 10, Skill.ENERGY),
            agent("a3", 5, Skill.HOUSING, Skill.DATA),
        )
    )
    short = {LOOS: has(), CALL: has(), PMA: team}
    enough = decide("7555", person_days=needs(energy=10, housing=10, data=5), capacities=short)
    assert enough.owner.body == LOOS
    too_little = decide("7555", person_days=needs(energy=10, housing=11, data=5), capacities=short)
    assert too_little.owner.body == CALL


@PATIENT
@given(
    st.dictionaries(st.sampled_from(list(Skill)[:4]), DAYS),
    st.lists(st.tuples(st.frozensets(st.sampled_from(list(Skill)[:4])), DAYS), max_size=5),
)
def test_no_agent_is_promised_beyond_its_days_and_no_other_sharing_finds_more(
    wanted: dict[Skill, Decimal], offers: list[tuple[frozenset[Skill], Decimal]]
) -> None:
    agents = tuple(LentAgent(f"a{i}", LENS, skills, free) for i, (skills, free) in enumerate(offers))
    shares = share_agents(wanted, agents)
    promised = {lent.id: Decimal(0) for lent in agents}
    for skill, parts in shares.items():
        assert sum(part for _, part in parts) <= wanted[skill]
        for lent, part in parts:
            assert skill in lent.skills
            promised[lent.id] += part
    assert all(promised[lent.id] <= lent.days for lent in agents)
    # The most that can be met is bounded by each set of skills: what it wants, or what its agents have.
    most = min(
        sum((wanted[skill] for skill in wanted if skill not in chosen), Decimal(0))
        + sum((lent.days for lent in agents if lent.skills & set(chosen)), Decimal(0))
        for size in range(len(wanted) + 1)
        for chosen in combinations(wanted, size)
    )
    assert sum(promised.values(), Decimal(0)) == most


def test_a_gap_in_facilitation_is_answered_by_facilitation() -> None:
    decision = decide(person_days=needs(facilitation=8), capacities={LOOS: has()})
    assert decision.roles_of(CALL) == {Role.FACILITATION_SUPPORT}


def test_an_unwilling_agglomeration_hands_over_to_the_pole_only_beyond_its_own_perimeter() -> None:
    facts = {"extra": (POLE_MAY,), "capacities": {CALL: UNWILLING}}
    assert decide("7555", (LOOS, LIEVIN), **facts).owner.body == CALL
    decision = decide("7555", (LOOS, LIEVIN), impact_area=(HENIN,), **facts)
    assert decision.owner.body == PMA
    assert Role.CO_OWNER in decision.roles_of(CALL)


def test_a_programme_over_several_communes_decides_its_lots_later() -> None:
    decision = decide("7555", CALL_COMMUNES, programme=True, lots=("Légumerie", "Terres"))
    assert any("Légumerie et Terres" in text for text in decision.conditions)


def test_outside_owners_neither_rise_nor_need_support() -> None:
    decision = decide(
        "7555",
        asset_owner=Party(PartyKind.COMPANY, "Mine d’Idées"),
        evidence=(BASIN,),
        capacities={LOOS: UNWILLING},
    )
    assert decision.owner.kind is OwnerKind.THIRD_PARTY
    assert not rule(decision, "R4").fired
    assert not rule(decision, "R5").fired
    assert CAHC not in {role.party for role in decision.roles}
