"""Reading a charter: everything typed, every fault with its path, at once."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chassis.domain import InvalidInput
from services.projects.domain.subsidiarity.charter_reading import charter_from_mapping
from services.projects.domain.subsidiarity.parameters import Layer
from tests.unit.projects.subsidiarity.artois import CHARTER, charter_mapping


def faults_of(mapping: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        charter_from_mapping(mapping)
    return {fault.field: fault.reason for fault in caught.value.faults}


def test_the_shipped_charter_says_what_the_domain_says() -> None:
    parameters = CHARTER.parameters
    assert parameters.mutualisation_gain == Decimal("0.15")
    assert parameters.informed_above == Decimal(50_000)
    assert parameters.micro_project_up_to == Decimal(1_000)
    assert parameters.two_sided_charter_up_to == Decimal(30_000)
    assert parameters.return_clause_years == 3
    assert parameters.consent_days == 30
    assert (CHARTER.id, CHARTER.version, CHARTER.layer) == ("artois", "1", Layer.POLE)
    assert CHARTER.in_force_from == date(2026, 1, 1)
    assert all(origin.source for origin in CHARTER.origins.values())


def test_a_share_written_as_a_yaml_number_is_exact() -> None:
    mapping = charter_mapping()
    mapping["parameters"]["mutualisation_gain"]["value"] = 0.15
    mapping["in_force_from"] = "2026-01-01"
    assert charter_from_mapping(mapping) == CHARTER


def test_all_faults_come_at_once_with_their_paths() -> None:
    mapping = charter_mapping()
    mapping["id"] = ""
    mapping["colour"] = "green"
    mapping["in_force_from"] = "tomorrow"
    mapping["layer"] = "planet"
    mapping["parameters"]["informed_above"]["value"] = "-1"
    mapping["parameters"]["consent_days"]["value"] = 2.5
    mapping["parameters"]["return_clause_years"]["unit"] = "months"
    mapping["parameters"]["labels_of_others"]["value"] = "TETE"
    mapping["parameters"]["speed"] = {}
    del mapping["parameters"]["micro_project_up_to"]
    del mapping["rules"]["R4"]
    mapping["rules"]["R5"]["title"] = " "
    mapping["rules"]["R99"] = {}
    assert faults_of(mapping) == {
        "id": "TEXT_MISSING",
        "colour": "UNKNOWN_KEY",
        "in_force_from": "DATE_INVALID",
        "layer": "LAYER_UNKNOWN",
        "parameters.informed_above.value": "VALUE_INVALID",
        "parameters.consent_days.value": "VALUE_INVALID",
        "parameters.return_clause_years.unit": "WRONG_UNIT",
        "parameters.labels_of_others.value": "VALUE_INVALID",
        "parameters.speed": "UNKNOWN_KEY",
        "parameters.micro_project_up_to": "SECTION_MISSING",
        "rules.R4": "SECTION_MISSING",
        "rules.R5.title": "TEXT_MISSING",
        "rules.R99": "UNKNOWN_KEY",
    }


@pytest.mark.parametrize("value", [True, None, "abc", "NaN", "1.5", [1]])
def test_a_share_that_is_none_is_refused(value: object) -> None:
    mapping = charter_mapping()
    mapping["parameters"]["mutualisation_gain"]["value"] = value
    assert faults_of(mapping) == {"parameters.mutualisation_gain.value": "VALUE_INVALID"}


def test_an_empty_mapping_names_its_sections_and_not_every_key_in_them() -> None:
    assert set(faults_of({})) == {"id", "version", "title", "in_force_from", "layer", "parameters", "rules"}


def test_reading_does_not_change_the_mapping() -> None:
    mapping = charter_mapping()
    before = deepcopy(mapping)
    charter_from_mapping(mapping)
    assert mapping == before
