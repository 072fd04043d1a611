"""The worked cases of DOMAIN §3.5."""

from decimal import Decimal

from services.projects.domain.subsidiarity.decision import INHABITANTS, OwnerKind, Role
from services.projects.domain.subsidiarity.facts import (
    Capacity,
    Holding,
    Initiator,
    Mode,
    Nature,
    Party,
    PartyKind,
    ScaleCriterion,
    Skill,
)
from tests.unit.projects.subsidiarity.artois import (
    AGGLOMERATIONS,
    BETHUNE,
    BROADBAND,
    CALL,
    CALL_COMMUNES,
    COURCELLES,
    HENIN,
    LOOS,
    PMA,
    agent,
    decide,
    has,
    needs,
    shown,
)

BASIN = shown(ScaleCriterion.BASIN_MARKET)
GAIN = shown(ScaleCriterion.MUTUALISATION_GAIN, gain="0.20")
NETWORK = shown(ScaleCriterion.CONTINUOUS_NETWORK)
LOOS_IS_SHORT = {LOOS: has(engineering=10), CALL: has(engineering=60)}
BASIN_AREA = (LOOS, HENIN, BETHUNE)


def test_the_church_roof_is_the_communes() -> None:
    decision = decide("1035", nature=Nature.INVESTMENT, cost=Decimal(60_000))
    assert decision.owner.kind is OwnerKind.BODY
    assert decision.owner.body == LOOS
    assert Role.CO_FUNDER in decision.roles_of(CALL)


def test_vital_at_birth_stays_in_the_commune_with_support() -> None:
    decision = decide(
        "7555",
        impact_area=BASIN_AREA,
        experiment=True,
        evidence=(BASIN,),
        person_days=needs(engineering=40),
        capacities=LOOS_IS_SHORT,
    )
    assert decision.owner.body == LOOS
    assert Role.ENGINEERING_SUPPORT in decision.roles_of(CALL)
    assert [(gap.skill, gap.missing_days) for gap in decision.gaps] == [(Skill.ENGINEERING, Decimal(30))]


def test_vital_at_birth_without_experiment_rises_to_the_agglomeration() -> None:
    decision = decide(
        "7555",
        impact_area=BASIN_AREA,
        evidence=(BASIN,),
        person_days=needs(engineering=40),
        capacities=LOOS_IS_SHORT,
    )
    assert decision.owner.body == CALL


def test_vital_today_is_the_agglomerations_with_the_commune_co_owner_and_relay() -> None:
    decision = decide("7555", origin=LOOS, programme=True, impact_area=BASIN_AREA, evidence=(BASIN, GAIN))
    assert decision.owner.body == CALL
    assert {Role.CO_OWNER, Role.LOCAL_RELAY} <= decision.roles_of(LOOS)


def test_loos_rehab_stays_in_the_commune_with_support_and_money() -> None:
    decision = decide(
        "6520",
        nature=Nature.FACILITATION,
        person_days=needs(engineering=40),
        capacities=LOOS_IS_SHORT,
        communes_with_same_need=5,
        needs_involvement=True,
    )
    assert decision.owner.body == LOOS
    assert {Role.ENGINEERING_SUPPORT, Role.CO_FUNDER} <= decision.roles_of(CALL)


def test_loos_rehab_with_a_shown_gain_rises_with_the_commune_co_owner() -> None:
    decision = decide("6520", origin=LOOS, evidence=(GAIN,), communes_with_same_need=5)
    assert decision.owner.body == CALL
    assert Role.CO_OWNER in decision.roles_of(LOOS)


def test_23_000_homes_are_the_agglomerations_and_landlords_keep_their_lots() -> None:
    decision = decide(
        "6505",
        CALL_COMMUNES,
        nature=Nature.PROGRAMME,
        programme=True,
        asset_owner=Party(PartyKind.LANDLORD, "Maisons & Cités"),
        evidence=(BASIN,),
    )
    assert decision.owner.body == CALL
    assert all(Role.LOCAL_RELAY in decision.roles_of(commune) for commune in CALL_COMMUNES)
    assert any("Maisons & Cités" in condition for condition in decision.conditions)


def test_the_green_belt_in_one_commune_is_the_communes() -> None:
    assert decide("6035", nature=Nature.INVESTMENT).owner.body == LOOS


def test_the_green_belt_over_eight_communes_is_the_agglomerations() -> None:
    assert decide("6035", CALL_COMMUNES, nature=Nature.INVESTMENT).owner.body == CALL
    assert decide("6035", CALL_COMMUNES, nature=Nature.INVESTMENT, evidence=(NETWORK,)).owner.body == CALL


def test_the_green_belt_over_two_agglomerations_with_metropolitan_interest_is_the_poles() -> None:
    interest = Holding(PMA, "6035", Mode.METROPOLITAN_INTEREST, deliberation="2026-03-01")
    decision = decide("6035", (*CALL_COMMUNES, HENIN, COURCELLES), extra=(interest,))
    assert decision.owner.body == PMA
    assert {CALL, AGGLOMERATIONS[1]} <= set(decision.parties(Role.CO_OWNER))


def test_watered_flower_boxes_are_the_inhabitants_and_upper_levels_are_not_told() -> None:
    decision = decide(
        cost=Decimal(500),
        initiator=Initiator.INHABITANTS,
        two_sided_charter=True,
        partners=(Party(PartyKind.INHABITANTS),),
    )
    assert decision.owner.kind is OwnerKind.INHABITANTS
    assert decision.roles_of(INHABITANTS) == {Role.OWNER}
    assert Role.CO_OWNER in decision.roles_of(LOOS)
    assert {role.party for role in decision.roles} == {INHABITANTS, LOOS}


def test_farm_tracks_stay_the_communes_with_farmers_co_owner() -> None:
    decision = decide(
        "6040",
        cost=Decimal(100_000),
        nature=Nature.INVESTMENT,
        two_sided_charter=True,
        partners=(Party(PartyKind.FARMERS, "GAEC du Terril"),),
    )
    assert decision.owner.body == LOOS
    assert decision.roles_of("GAEC du Terril") == {Role.CO_OWNER}


def test_the_inhabitants_fund_makes_the_commune_co_funder() -> None:
    decision = decide(cost=Decimal(800), initiator=Initiator.INHABITANTS)
    assert decision.owner.kind is OwnerKind.INHABITANTS
    assert decision.roles_of(LOOS) == {Role.CO_FUNDER}


def test_base_11_19_is_the_agglomerations_with_the_commune_co_owner_and_the_pole_labeller() -> None:
    decision = decide("4005", label="euralens")
    assert decision.owner.body == CALL
    assert Role.CO_OWNER in decision.roles_of(LOOS)
    assert Role.LABELLER in decision.roles_of(PMA)


def test_rainwater_swales_are_the_agglomerations_by_law() -> None:
    decision = decide("1520", nature=Nature.INVESTMENT)
    assert decision.owner.body == CALL
    assert Role.CO_OWNER in decision.roles_of(LOOS)


def test_rainwater_swales_come_back_to_the_commune_by_agreement() -> None:
    agreement = Holding(LOOS, "1520", Mode.BY_AGREEMENT, deliberation="2026-02-11")
    decision = decide("1520", nature=Nature.APPROACH, extra=(agreement,))
    assert decision.owner.body == LOOS
    assert Role.CO_FUNDER in decision.roles_of(CALL)
    assert any("L5215-27" in result.source and result.fired for result in decision.rules)


def test_broadband_is_the_syndicates() -> None:
    decision = decide("7530", needs_involvement=True)
    assert decision.owner.body == BROADBAND
    assert Role.CO_OWNER in decision.roles_of(CALL)
    assert Role.FACILITATION_SUPPORT in decision.roles_of(LOOS)


def test_a_development_team_is_one_lot_for_each_agglomeration() -> None:
    everybody = (*CALL_COMMUNES, HENIN, COURCELLES, BETHUNE, "62178")
    decision = decide("7575", everybody, nature=Nature.SHARED_SERVICE)
    assert decision.owner.kind is OwnerKind.NOBODY
    assert decision.blocked is not None
    for acronym in ("CALL", "CAHC", "CABBALR"):
        assert any(f"Un lot pour l’agglomération {acronym}" in way for way in decision.blocked.ways_out)


def test_a_development_team_of_one_agglomeration_borrows_managers_and_the_pole_trains() -> None:
    decision = decide("7575", CALL_COMMUNES, nature=Nature.SHARED_SERVICE)
    assert decision.owner.body == CALL
    assert all(Role.ENGINEERING_SUPPORT in decision.roles_of(commune) for commune in CALL_COMMUNES)
    assert Role.FACILITATION_SUPPORT in decision.roles_of(PMA)


def test_a_solar_test_plant_is_the_communes_where_ownership_is_communal() -> None:
    line = Holding(LOOS, "1035", Mode.COMMUNAL)
    assert decide("1035", nature=Nature.INVESTMENT, lines=(line,)).owner.body == LOOS


def test_the_green_archipelago_is_the_poles_with_agglomerations_co_owner() -> None:
    interest = Holding(PMA, "5535", Mode.METROPOLITAN_INTEREST, deliberation="2026-03-01")
    decision = decide("5535", (LOOS, HENIN, BETHUNE), nature=Nature.PROGRAMME, extra=(interest,))
    assert decision.owner.body == PMA
    assert set(AGGLOMERATIONS) <= set(decision.parties(Role.CO_OWNER))


def test_the_poles_resource_team_is_named() -> None:
    decision = decide(
        person_days=needs(energy=10),
        capacities={
            LOOS: has(),
            CALL: has(),
            PMA: Capacity(lent_agents=(agent("a1", 12, Skill.ENERGY),)),
        },
    )
    assert decision.owner.body == LOOS
    assert Role.ENGINEERING_SUPPORT in decision.roles_of(PMA)
    assert any("a1" in condition for condition in decision.conditions)
