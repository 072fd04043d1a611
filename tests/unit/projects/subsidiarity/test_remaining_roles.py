"""R9: which role each level takes, by who owns."""

from decimal import Decimal

import pytest

from services.projects.domain.subsidiarity.decision import Role
from services.projects.domain.subsidiarity.facts import Capacity, Holding, Mode, Nature, ScaleCriterion, Skill
from tests.unit.projects.subsidiarity.artois import (
    AGGLOMERATIONS,
    BETHUNE,
    BROADBAND,
    CAHC,
    CALL,
    CALL_COMMUNES,
    DEPARTMENT,
    HENIN,
    LIEVIN,
    LOOS,
    PMA,
    agent,
    decide,
    has,
    needs,
    shown,
)

BASIN = shown(ScaleCriterion.BASIN_MARKET)


def test_the_owner_is_listed_with_its_role_once_and_first() -> None:
    decision = decide("7555", CALL_COMMUNES)
    assert decision.roles[0].role is Role.OWNER
    assert decision.parties(Role.OWNER) == (CALL,)


@pytest.mark.parametrize(("cost", "roles"), [("50000", set()), ("50000.01", {Role.INFORMED})])
def test_the_agglomeration_is_informed_above_fifty_thousand_euros(cost: str, roles: set[Role]) -> None:
    assert decide(cost=Decimal(cost)).roles_of(CALL) == roles


def test_an_agglomeration_with_another_role_is_not_merely_informed() -> None:
    assert decide(cost=Decimal(90_000), equipment=True).roles_of(CALL) == {Role.CO_FUNDER}


@pytest.mark.parametrize(
    ("facts", "funded"),
    [
        ({"nature": Nature.INVESTMENT}, True),
        ({"nature": Nature.INVESTMENT, "equipment": False}, False),
        ({"nature": Nature.EVENT}, False),
        ({"nature": Nature.APPROACH, "equipment": True}, True),
        ({"competence": "6520"}, True),
    ],
)
def test_the_agglomeration_co_funds_an_equipment_or_where_it_holds_financial_tools(
    facts: dict[str, object], funded: bool
) -> None:
    assert (Role.CO_FUNDER in decide(**facts).roles_of(CALL)) is funded  # type: ignore[arg-type]


def test_facilitation_is_lent_when_inhabitants_are_involved_and_days_are_free() -> None:
    assert decide(needs_involvement=True).roles_of(CALL) == {Role.FACILITATION_SUPPORT}
    free = {CALL: has(facilitation=1)}
    assert decide(needs_involvement=True, capacities=free).roles_of(CALL) == {Role.FACILITATION_SUPPORT}
    assert decide(needs_involvement=True, capacities={CALL: has(engineering=9)}).roles_of(CALL) == set()
    assert decide().roles_of(CALL) == set()


@pytest.mark.parametrize("label", ["euralens", "Label Euralens"])
def test_the_pole_awards_its_own_label_whoever_owns(label: str) -> None:
    interest = Holding(PMA, "7555", Mode.METROPOLITAN_INTEREST)
    assert Role.LABELLER in decide(label=label).roles_of(PMA)
    assert Role.LABELLER in decide("1520", label=label).roles_of(PMA)
    assert Role.LABELLER in decide("7530", label=label).roles_of(PMA)
    assert Role.LABELLER in decide("7555", (LOOS, HENIN), extra=(interest,), label=label).roles_of(PMA)


@pytest.mark.parametrize("label", ["", "TETE", "tete", "Écoquartier", "EcoQuartier"])
def test_the_pole_does_not_award_the_labels_of_others(label: str) -> None:
    assert Role.LABELLER not in decide(label=label).roles_of(PMA)


def test_under_an_agglomeration_every_commune_of_the_works_is_relay_with_facilitation() -> None:
    decision = decide("7555", (LOOS, LIEVIN))
    for commune in (LOOS, LIEVIN):
        assert decision.roles_of(commune) == {Role.LOCAL_RELAY, Role.FACILITATION_SUPPORT}


def test_a_commune_in_which_all_the_works_stand_is_co_owner() -> None:
    assert decide("1520").roles_of(LOOS) == {Role.CO_OWNER, Role.LOCAL_RELAY}


def test_the_commune_of_origin_is_co_owner_among_several() -> None:
    decision = decide("7555", (LOOS, LIEVIN), origin=LIEVIN)
    assert Role.CO_OWNER in decision.roles_of(LIEVIN)
    assert Role.CO_OWNER not in decision.roles_of(LOOS)


def test_an_unknown_origin_gives_nobody_a_role() -> None:
    assert decide("7555", (LOOS, LIEVIN), origin="99999").parties(Role.CO_OWNER) == ()


def test_under_the_pole_agglomerations_of_the_works_are_co_owners_and_communes_relays() -> None:
    interest = Holding(PMA, "7555", Mode.METROPOLITAN_INTEREST)
    decision = decide("7555", (LOOS, BETHUNE), extra=(interest,))
    assert set(decision.parties(Role.CO_OWNER)) == {CALL, AGGLOMERATIONS[2]}
    assert set(decision.parties(Role.LOCAL_RELAY)) == {LOOS, BETHUNE}
    assert decision.roles_of(CAHC) == frozenset()


def test_under_a_syndicate_communes_facilitate_only_where_inhabitants_are_involved() -> None:
    assert decide("7530").owner.body == BROADBAND
    assert decide("7530").roles_of(LOOS) == {Role.LOCAL_RELAY}
    assert decide("7530", needs_involvement=True).roles_of(LOOS) == {
        Role.LOCAL_RELAY,
        Role.FACILITATION_SUPPORT,
    }


def test_whoever_above_owns_each_commune_is_at_least_relay() -> None:
    decision = decide("3040", (LOOS, LIEVIN))
    assert decision.owner.body == DEPARTMENT
    assert set(decision.parties(Role.LOCAL_RELAY)) == {LOOS, LIEVIN}


def test_for_a_shared_service_the_pole_trains_and_says_who_or_that_names_are_missing() -> None:
    nameless = decide(works_area=CALL_COMMUNES, nature=Nature.SHARED_SERVICE)
    assert any("encore à nommer" in text for text in nameless.conditions)
    team = Capacity(lent_agents=(agent("a7", 3, Skill.FACILITATION),))
    with_names = decide(works_area=CALL_COMMUNES, nature=Nature.SHARED_SERVICE, capacities={PMA: team})
    assert any("a7" in text for text in with_names.conditions)


def test_engineering_is_sought_from_the_agglomeration_wherever_the_commune_has_a_gap() -> None:
    decision = decide(person_days=needs(engineering=4), capacities={LOOS: has(), CALL: has()})
    assert Role.ENGINEERING_SUPPORT in decision.roles_of(CALL)
    assert any("Jours encore à trouver : 4" in text for text in decision.conditions)
