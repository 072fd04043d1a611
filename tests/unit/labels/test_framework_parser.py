from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import yaml

from chassis.domain import InvalidInput, NotFound
from services.labels.domain.framework import Catalogue, FrameworkRef
from services.labels.domain.framework_parser import parse_framework
from tests.unit.labels.builders import FRAMEWORKS, euralens, grid, reasons, stars


def faults_of(data: Any) -> set[tuple[str, str]]:
    with pytest.raises(InvalidInput) as refused:
        parse_framework(data)
    return reasons(refused.value.faults)


@pytest.mark.parametrize("path", sorted(FRAMEWORKS.glob("label-*.yaml")), ids=lambda path: path.stem)
def test_every_framework_that_ships_can_be_read_and_states_its_source(path: Any) -> None:
    framework = parse_framework(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert framework.source


def test_the_euralens_grid_has_its_three_families_and_three_committees_in_order() -> None:
    framework = euralens()
    assert [family.id for family in framework.families] == [
        "ecological_transition",
        "feasibility",
        "capacity_to_spread",
    ]
    assert [committee.id for committee in framework.committees] == ["technical", "quality", "final"]
    assert framework.minimum_jurors == 2
    assert framework.to_be_confirmed


def test_a_grid_becomes_typed_values() -> None:
    framework = stars()
    assert framework.ref == FrameworkRef("stars", "1")
    assert [criterion.weight for criterion in framework.criteria()] == [Decimal(40), Decimal(20), Decimal(40)]
    assert framework.deciding_committee.id == "final"
    assert [committee.id for committee in framework.advising_committees] == ["technical", "quality"]
    assert framework.stages[1].threshold == Decimal("62.5")


def test_all_faults_come_at_once_with_their_paths() -> None:
    data = grid()
    del data["title"]
    data["scale_max"] = 0
    data["colour"] = "vert"
    data["families"][0]["criteria"][0]["weight"] = 41.5
    data["families"][0]["criteria"][1]["applicable_if"] = {"mood": ["good"], "equipment": ["maybe"]}
    data["families"][1]["criteria"][0]["evidence"] = [3]
    data["committees"][2]["members"] = [62528]
    data["stages"][1]["mandatory"][0]["criterion"] = "beauty"
    assert {
        ("title", "MISSING"),
        ("scale_max", "NOT_A_NUMBER_IN_RANGE"),
        ("colour", "UNKNOWN_KEY"),
        ("families[0].criteria[0].weight", "NOT_A_NUMBER_IN_RANGE"),
        ("families[0].criteria[1].applicable_if.mood", "UNKNOWN_FACT"),
        ("families[0].criteria[1].applicable_if.equipment", "UNKNOWN_VALUE"),
        ("families[1].criteria[0].evidence[0]", "NOT_TEXT"),
        ("committees[2].members[0]", "NOT_A_BODY"),
        ("stages[1].mandatory[0].criterion", "UNKNOWN_CRITERION"),
    } <= faults_of(data)


def test_weights_that_do_not_make_a_hundred_points_are_refused() -> None:
    data = grid()
    data["families"][1]["criteria"][0]["weight"] = 39
    assert faults_of(data) == {("families", "WEIGHTS_NOT_100")}


def test_a_grid_of_which_nothing_may_apply_is_refused() -> None:
    data = grid()
    for family in data["families"]:
        for criterion in family["criteria"]:
            criterion["applicable_if"] = {"experiment": ["true"]}
    assert faults_of(data) == {("families", "NOTHING_ALWAYS_APPLIES")}


def test_the_deciding_committee_needs_a_quorum_and_members() -> None:
    data = grid()
    del data["committees"][2]["quorum"]
    del data["committees"][2]["members"]
    assert faults_of(data) == {("committees[2].quorum", "MISSING"), ("committees[2].members", "EMPTY")}


def test_thresholds_rise_from_stage_to_stage() -> None:
    data = grid()
    data["stages"][1]["threshold"] = 35
    assert faults_of(data) == {("stages", "NOT_ASCENDING")}


def test_a_mandatory_minimum_stays_within_the_scale() -> None:
    data = grid()
    data["stages"][1]["mandatory"][0]["minimum"] = 5
    assert faults_of(data) == {("stages[1].mandatory[0].minimum", "OUT_OF_SCALE")}


def test_the_same_identifier_twice_is_refused() -> None:
    data = grid()
    data["families"][1]["criteria"][0]["id"] = "energy"
    data["committees"][1]["id"] = "technical"
    data["stages"][1]["id"] = "one"
    assert faults_of(data) == {
        ("families", "DUPLICATE"),
        ("committees", "DUPLICATE"),
        ("stages", "DUPLICATE"),
    }


def test_a_family_without_criteria_is_refused() -> None:
    data = grid()
    data["families"].append({"id": "empty", "title": "Vide"})
    assert faults_of(data) == {("families[2].criteria", "EMPTY")}


@pytest.mark.parametrize("data", [None, [], "label", 3])
def test_what_is_not_a_mapping_is_refused_without_a_trace(data: Any) -> None:
    assert ("", "NOT_A_MAPPING") in faults_of(data)


@pytest.mark.parametrize("key", ["families", "committees", "stages", "awarded_by"])
@pytest.mark.parametrize("value", [None, "x", {"a": 1}, [None], [[]], [3]])
def test_any_wrong_shape_is_a_fault_and_never_a_crash(key: str, value: Any) -> None:
    data = grid()
    data[key] = value
    assert faults_of(data)


def test_the_catalogue_finds_a_version_or_says_that_it_is_unknown() -> None:
    catalogue = Catalogue((stars(), euralens()))
    assert catalogue.get(FrameworkRef("stars", "1")) == stars()
    assert [str(framework.ref) for framework in catalogue.all()] == ["euralens@2026", "stars@1"]
    with pytest.raises(NotFound, match="FRAMEWORK_UNKNOWN"):
        catalogue.get(FrameworkRef("stars", "2"))


def test_the_same_version_twice_stops_the_node_at_its_start() -> None:
    with pytest.raises(ValueError, match="same id and version"):
        Catalogue((stars(), stars()))
