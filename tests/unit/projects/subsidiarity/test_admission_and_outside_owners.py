"""R0 and R2: what is refused, and what belongs to nobody's level."""

from decimal import Decimal
from typing import Any

import pytest

from services.projects.domain.subsidiarity.decision import INHABITANTS, OwnerKind, Role
from services.projects.domain.subsidiarity.facts import Initiator, Nature, Party, PartyKind
from tests.unit.projects.subsidiarity.artois import (
    CALL,
    CALL_COMMUNES,
    LIEVIN,
    LOOS,
    PMA,
    decide,
    has,
    needs,
    rule,
)

LANDLORD = Party(PartyKind.LANDLORD, "Maisons & Cités")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"competence": " "}, "compétence principale"),
        ({"works_area": ()}, "aucune commune"),
        ({"works_area": ("99999",)}, "communes inconnues"),
        ({"works_area": (CALL,)}, "communes inconnues"),
        ({"initiator": None}, "à l’initiative"),
        ({"duplicate_of": "projects/42"}, "projects/42"),
    ],
)
def test_an_inadmissible_project_is_refused_with_its_reason(facts: dict[str, Any], reason: str) -> None:
    decision = decide(**facts)
    assert decision.owner.kind is OwnerKind.NOBODY
    assert decision.blocked is not None
    assert decision.blocked.rule == "R0"
    assert reason in decision.blocked.because
    assert decision.blocked.ways_out
    assert rule(decision, "R0").fired
    assert not rule(decision, "R3").fired


def test_all_the_reasons_of_a_refusal_come_at_once() -> None:
    decision = decide("", (), initiator=None, duplicate_of="projects/42")
    assert decision.blocked is not None
    assert len(decision.blocked.ways_out) == 4


def test_an_approach_without_works_stands_where_its_effects_are() -> None:
    decision = decide("7555", (), impact_area=CALL_COMMUNES)
    assert decision.owner.body == CALL


def test_a_third_party_owns_the_works_on_its_asset_with_the_commune_co_owner() -> None:
    decision = decide("6520", asset_owner=LANDLORD, cost=Decimal(900_000), label="euralens")
    assert decision.owner.kind is OwnerKind.THIRD_PARTY
    assert decision.roles_of("Maisons & Cités") == {Role.OWNER}
    assert decision.roles_of(LOOS) == {Role.CO_OWNER}
    assert decision.roles_of(PMA) == {Role.LABELLER}
    assert decision.gaps == ()


def test_a_third_partys_asset_goes_before_the_law_on_competences() -> None:
    assert decide("7530", asset_owner=LANDLORD).owner.title == "Maisons & Cités"


def test_inhabitants_stand_beside_a_third_party_owner_under_a_two_sided_charter() -> None:
    decision = decide("6520", asset_owner=LANDLORD, two_sided_charter=True)
    assert decision.owner.kind is OwnerKind.THIRD_PARTY
    assert decision.roles_of(INHABITANTS) == {Role.CO_OWNER}


def test_a_programme_over_a_landlords_assets_is_a_bodys() -> None:
    decision = decide("6520", asset_owner=LANDLORD, programme=True)
    assert decision.owner.body == LOOS
    assert not rule(decision, "R2").fired


def test_the_owner_is_never_its_own_co_owner() -> None:
    decision = decide(asset_owner=LANDLORD, two_sided_charter=True, partners=(LANDLORD,))
    assert decision.roles_of("Maisons & Cités") == {Role.OWNER}


@pytest.mark.parametrize(
    ("cost", "charter", "owner"),
    [
        ("1000", False, OwnerKind.INHABITANTS),
        ("1000.01", False, OwnerKind.BODY),
        ("1000.01", True, OwnerKind.INHABITANTS),
        ("30000", True, OwnerKind.INHABITANTS),
        ("30000.01", True, OwnerKind.BODY),
    ],
)
def test_an_initiative_of_inhabitants_is_theirs_up_to_the_limits(
    cost: str, charter: bool, owner: OwnerKind
) -> None:
    decision = decide(cost=Decimal(cost), initiator=Initiator.INHABITANTS, two_sided_charter=charter)
    assert decision.owner.kind is owner


def test_under_a_two_sided_charter_the_commune_is_co_owner_and_beyond_the_limit_the_other_way_round() -> None:
    small = decide(cost=Decimal(12_000), initiator=Initiator.INHABITANTS, two_sided_charter=True)
    assert small.roles_of(LOOS) == {Role.CO_OWNER}
    large = decide(cost=Decimal(45_000), initiator=Initiator.INHABITANTS, two_sided_charter=True)
    assert large.owner.body == LOOS
    assert large.roles_of(INHABITANTS) == {Role.CO_OWNER}


def test_the_other_way_round_still_asks_the_law() -> None:
    decision = decide("1520", cost=Decimal(45_000), initiator=Initiator.INHABITANTS, two_sided_charter=True)
    assert decision.owner.body == CALL
    assert decision.roles_of(INHABITANTS) == {Role.CO_OWNER}


def test_farmers_who_sign_with_inhabitants_are_co_owners() -> None:
    farmers = Party(PartyKind.FARMERS, "GAEC du Terril")
    decision = decide(
        cost=Decimal(12_000), initiator=Initiator.INHABITANTS, two_sided_charter=True, partners=(farmers,)
    )
    assert decision.owner.kind is OwnerKind.INHABITANTS
    assert decision.roles_of("GAEC du Terril") == {Role.CO_OWNER}


def test_a_communes_own_charter_without_named_partners_is_signed_with_inhabitants() -> None:
    decision = decide(two_sided_charter=True, cost=Decimal(5_000))
    assert decision.owner.body == LOOS
    assert decision.roles_of(INHABITANTS) == {Role.CO_OWNER}


def test_partners_without_a_signed_charter_have_no_role() -> None:
    decision = decide(partners=(Party(PartyKind.FARMERS, "GAEC du Terril"),))
    assert decision.roles_of("GAEC du Terril") == frozenset()


def test_each_commune_of_an_initiative_of_inhabitants_is_beside_it() -> None:
    decision = decide(works_area=(LOOS, LIEVIN), cost=Decimal(900), initiator=Initiator.INHABITANTS)
    assert set(decision.parties(Role.CO_FUNDER)) == {LOOS, LIEVIN}


def test_a_micro_project_asks_and_tells_no_upper_level() -> None:
    decision = decide(
        nature=Nature.MICRO_PROJECT,
        equipment=True,
        needs_involvement=True,
        cost=Decimal(90_000),
        label="euralens",
        person_days=needs(engineering=10),
        capacities={LOOS: has()},
    )
    assert decision.owner.body == LOOS
    assert {role.party for role in decision.roles} == {LOOS}
    assert decision.gaps == ()
