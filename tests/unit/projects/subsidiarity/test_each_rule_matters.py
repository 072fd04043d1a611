"""Take each rule out, once, on a case where it matters: the decision must change."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from services.projects.domain.subsidiarity.charter import RULE_IDS
from services.projects.domain.subsidiarity.evaluate import RULES
from services.projects.domain.subsidiarity.facts import Initiator, Nature, Party, PartyKind, ScaleCriterion
from tests.unit.projects.subsidiarity.artois import CHARTER, LENS, LOOS, UNWILLING, decide, shown

BASIN = shown(ScaleCriterion.BASIN_MARKET)

CASES: dict[str, dict[str, Any]] = {
    "R0": {"duplicate_of": "projects/42"},
    "R1": {"competence": "1520"},
    "R2": {"asset_owner": Party(PartyKind.LANDLORD, "Maisons & Cités")},
    "R3": {},
    "R4": {"competence": "7555", "evidence": (BASIN,)},
    "R5": {"competence": "7555", "capacities": {LOOS: UNWILLING}},
}


@pytest.mark.parametrize("rule", CASES)
def test_without_this_rule_another_owner_comes_out(rule: str) -> None:
    rest = tuple(numbered for numbered in RULES if numbered.id != rule)
    assert decide(**CASES[rule]).owner != decide(**CASES[rule], rules=rest).owner


def test_without_the_last_rule_the_roles_are_lost() -> None:
    rest = tuple(numbered for numbered in RULES if numbered.id != "R9")
    facts: dict[str, Any] = {"competence": "7555", "works_area": (LOOS, LENS), "nature": Nature.INVESTMENT}
    assert len(decide(**facts).roles) > len(decide(**facts, rules=rest).roles) == 1


def test_the_charter_names_exactly_the_rules_that_run() -> None:
    assert sorted(numbered.id for numbered in RULES) == sorted(RULE_IDS) == sorted(CHARTER.rules)


@pytest.mark.parametrize(
    ("parameter", "value", "facts"),
    [
        (
            "mutualisation_gain",
            Decimal("0.30"),
            {"evidence": (shown(ScaleCriterion.MUTUALISATION_GAIN, gain="0.2"),)},
        ),
        ("informed_above", Decimal(10), {"cost": Decimal(20)}),
        ("micro_project_up_to", Decimal(10), {"cost": Decimal(20), "initiator": Initiator.INHABITANTS}),
        (
            "two_sided_charter_up_to",
            Decimal(10),
            {"cost": Decimal(2_000), "initiator": Initiator.INHABITANTS, "two_sided_charter": True},
        ),
        ("return_clause_years", 5, {"capacities": {LOOS: UNWILLING}}),
        ("consent_days", 45, {"nature": Nature.INVESTMENT}),
        ("labels_of_others", ("Euralens",), {"label": "euralens"}),
    ],
)
def test_each_parameter_of_the_charter_changes_a_decision(
    parameter: str, value: object, facts: dict[str, Any]
) -> None:
    changed = replace(CHARTER, parameters=replace(CHARTER.parameters, **{parameter: value}))
    assert decide("7555", **facts) != decide("7555", **facts, charter=changed)
