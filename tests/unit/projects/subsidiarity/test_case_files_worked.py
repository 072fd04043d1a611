"""The worked cases of DOMAIN §3.5 as files, over the territory and the charter that ship."""

from pathlib import Path

import pytest

from node.operations.subsidiarity import Evaluation, evaluate_file
from services.projects.domain.subsidiarity.decision import Decision, OwnerKind

CASES = Path(__file__).parent / "cases"
LOOS, CALL, CAHC, CABBALR, PMA = "62528", "246200364", "246200299", "200072460", "200060358"

# Name of the file → owner, and roles that some party has; what is not named is not asserted.
WORKED: dict[str, tuple[str, set[tuple[str, str]]]] = {
    "church_roof": (LOOS, set()),
    "vital_at_birth": (LOOS, {(CALL, "engineering_support")}),
    "vital_without_experiment": (CALL, set()),
    "vital_today": (CALL, {(LOOS, "co_owner"), (LOOS, "local_relay")}),
    "loos_rehab": (LOOS, {(CALL, "engineering_support"), (CALL, "co_funder")}),
    "loos_rehab_with_gain": (CALL, {(LOOS, "co_owner")}),
    "homes_23000": (CALL, {(commune, "local_relay") for commune in (LOOS, "62510", "62498", "62386")}),
    "green_belt": (LOOS, set()),
    "green_belt_over_eight_communes": (CALL, set()),
    "green_belt_over_two_agglomerations": (PMA, {(CALL, "co_owner"), (CAHC, "co_owner")}),
    "flower_boxes": ("inhabitants", {(LOOS, "co_owner")}),
    "farm_tracks": (LOOS, {("GAEC du Terril", "co_owner")}),
    "inhabitants_fund": ("inhabitants", {(LOOS, "co_funder")}),
    "base_11_19": (CALL, {(LOOS, "co_owner"), (PMA, "labeller")}),
    "rainwater_swales": (CALL, {(LOOS, "co_owner")}),
    "rainwater_swales_by_agreement": (LOOS, set()),
    "broadband": ("fibre-59-62", set()),
    "development_team": ("nobody", set()),
    "solar_test_plant": (LOOS, set()),
    "green_archipelago": (PMA, {(CALL, "co_owner"), (CAHC, "co_owner"), (CABBALR, "co_owner")}),
    "transport_syndicate_of_the_case": ("smt", set()),
}


def evaluated(name: str) -> Evaluation:
    return evaluate_file(CASES / f"{name}.yaml")


def owner(decision: Decision) -> str:
    third = decision.owner.kind is OwnerKind.THIRD_PARTY
    return decision.owner.title if third else decision.owner.body or decision.owner.kind.value


def test_every_case_file_is_asserted() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(WORKED)


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_case_has_the_owner_and_the_roles_of_the_domain(name: str) -> None:
    expected, roles = WORKED[name]
    decision = evaluated(name).decision
    assert owner(decision) == expected
    assert roles <= {(held.party, held.role.value) for held in decision.roles}


def test_upper_levels_are_not_told_of_flower_boxes() -> None:
    decision = evaluated("flower_boxes").decision
    assert {role.party for role in decision.roles} == {"inhabitants", LOOS}


def test_landlords_own_the_works_of_the_lots_of_a_housing_programme() -> None:
    lots = evaluated("homes_23000").lots
    assert [title for title, _ in lots] == ["Cité 5", "Cité 9"]
    assert {lot.owner.kind for _, lot in lots} == {OwnerKind.THIRD_PARTY}
    assert {owner(lot) for _, lot in lots} == {"Maisons & Cités"}


def test_a_development_team_is_one_lot_of_each_agglomeration() -> None:
    found = evaluated("development_team")
    assert found.decision.blocked is not None
    assert [owner(lot) for _, lot in found.lots] == [CALL, CAHC, CABBALR]
    assert all((PMA, "facilitation_support") in roles_of(lot) for _, lot in found.lots)


def roles_of(decision: Decision) -> set[tuple[str, str]]:
    return {(held.party, held.role.value) for held in decision.roles}
