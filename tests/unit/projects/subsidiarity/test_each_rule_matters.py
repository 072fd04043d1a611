"""Take each rule out, turn each condition round, change each parameter: every time a decision is another."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from services.projects.domain.subsidiarity.charter import RULE_IDS, Charter
from services.projects.domain.subsidiarity.conditions import SLOTS
from services.projects.domain.subsidiarity.decision import Decision, Role
from services.projects.domain.subsidiarity.evaluate import RULES
from services.projects.domain.subsidiarity.facts import (
    Initiator,
    Nature,
    Party,
    PartyKind,
    ScaleCriterion,
)
from services.projects.domain.subsidiarity.parameters import KINDS
from tests.unit.projects.subsidiarity.artois import (
    CALL,
    CALL_COMMUNES,
    CHARTER,
    HENIN,
    LENS,
    LOOS,
    PMA,
    POLE_MAY,
    REGION,
    UNWILLING,
    decide,
    has,
    needs,
    rule,
    shown,
)

BASIN = shown(ScaleCriterion.BASIN_MARKET)
LANDLORD = Party(PartyKind.LANDLORD, "Maisons & Cités")

OWNERS: dict[str, dict[str, Any]] = {
    "R0": {"duplicate_of": "projects/42"},
    "R1": {"competence": "1520"},
    "R2": {"asset_owner": LANDLORD},
    "R3": {},
    "R4": {"competence": "7555", "evidence": (BASIN,)},
    "R5": {"competence": "7555", "capacities": {LOOS: UNWILLING}},
}
ROLES: dict[str, tuple[dict[str, Any], str, Role]] = {
    "R6": ({"communes_with_same_need": 2}, CALL, Role.ENGINEERING_SUPPORT),
    "R8": ({"competence": "1035"}, REGION, Role.LEAD_COORDINATOR),
    "R9": ({"nature": Nature.INVESTMENT}, CALL, Role.CO_FUNDER),
}
WORDS: dict[str, tuple[dict[str, Any], Callable[[Decision], str], str]] = {
    "R7": (
        {"competence": "7555", "works_area": (LOOS, LENS), "programme": True, "lots": ("Légumerie",)},
        lambda decision: " ".join(decision.conditions),
        "Légumerie",
    ),
    "R10": (
        {"competence": "7555", "works_area": (LOOS, LENS)},
        lambda decision: rule(decision, "R10").because,
        "2 collectivités ont jusqu’au 21/12/2026",
    ),
    "R11": ({}, lambda decision: rule(decision, "R11").because, "21/11/2028"),
}


def without(number: str) -> Any:
    return tuple(numbered for numbered in RULES if numbered.id != number)


@pytest.mark.parametrize("number", OWNERS)
def test_without_this_rule_another_owner_comes_out(number: str) -> None:
    assert decide(**OWNERS[number]).owner != decide(**OWNERS[number], rules=without(number)).owner


@pytest.mark.parametrize("number", ROLES)
def test_without_this_rule_a_role_is_lost(number: str) -> None:
    facts, party, role = ROLES[number]
    assert role in decide(**facts).roles_of(party)
    assert role not in decide(**facts, rules=without(number)).roles_of(party)


@pytest.mark.parametrize("number", WORDS)
def test_without_this_rule_its_words_are_lost(number: str) -> None:
    facts, words, expected = WORDS[number]
    assert expected in words(decide(**facts))
    rest = decide(**facts, rules=without(number))
    assert number not in {result.id for result in rest.rules}
    assert number in ("R10", "R11") or expected not in words(rest)


def test_every_rule_is_taken_out_once_and_the_charter_names_exactly_those_that_run() -> None:
    assert {*OWNERS, *ROLES, *WORDS} == set(RULE_IDS)
    assert sorted(numbered.id for numbered in RULES) == sorted(RULE_IDS) == sorted(CHARTER.rules)


def turned_round(number: str, name: str) -> Charter:
    """The shipped charter with one condition that says no where it said yes, and the other way round."""
    words = CHARTER.rules[number]
    conditions = {**words.conditions, name: f"!({words.conditions[name]})"}
    return replace(CHARTER, rules={**CHARTER.rules, number: replace(words, conditions=conditions)})


INHABITANTS: dict[str, Any] = {"initiator": Initiator.INHABITANTS}
CONDITIONS: dict[str, dict[str, Any]] = {
    "R2.third_party_owns": {"asset_owner": LANDLORD},
    "R2.inhabitants_own_by_their_fund": {**INHABITANTS, "cost": Decimal(800)},
    "R2.inhabitants_own_by_charter": {**INHABITANTS, "cost": Decimal(9_000), "two_sided_charter": True},
    "R2.signers_co_own": {"two_sided_charter": True},
    "R4.counts": {"evidence": (BASIN,)},
    "R4.suspended": {"evidence": (BASIN,), "experiment": True},
    "R4.pole_in_question": {
        "works_area": (LOOS, LENS),
        "evidence": (BASIN,),
        "impact_area": (HENIN,),
        "extra": (POLE_MAY,),
    },
    "R6.need_is_shared": {"communes_with_same_need": 3},
    "R6.approach_spreads": {"communes_with_same_need": 3, "origin": LOOS},
    "R7.has_lots": {"works_area": (LOOS, LENS), "programme": True},
    "R9.micro_project": {"nature": Nature.MICRO_PROJECT, "equipment": True},
    "R9.facilitation_wanted": {"needs_involvement": True},
    "R9.co_funded": {"equipment": True},
    "R9.informed": {"cost": Decimal(60_000)},
    "R9.poles_label": {"label": "euralens"},
}


def outcome(decision: Decision) -> tuple[object, ...]:
    return decision.owner, decision.roles, decision.conditions, decision.due


@pytest.mark.parametrize("key", [slot.key for slot in SLOTS])
def test_each_condition_turned_round_changes_a_decision(key: str) -> None:
    facts = {"competence": "7555", **CONDITIONS[key]}
    charter = turned_round(*key.split("."))
    assert outcome(decide(**facts)) != outcome(decide(**facts, charter=charter))


PARAMETERS: dict[str, tuple[object, dict[str, Any]]] = {
    "mutualisation_gain": (
        Decimal("0.30"),
        {"evidence": (shown(ScaleCriterion.MUTUALISATION_GAIN, gain="0.2"),)},
    ),
    "informed_above": (Decimal(10), {"cost": Decimal(20)}),
    "micro_project_up_to": (Decimal(10), {**INHABITANTS, "cost": Decimal(20)}),
    "two_sided_charter_up_to": (
        Decimal(10),
        {**INHABITANTS, "cost": Decimal(2_000), "two_sided_charter": True},
    ),
    "return_clause_years": (5, {"capacities": {LOOS: UNWILLING}}),
    "consent_days": (45, {"works_area": (LOOS, LENS)}),
    "opinion_months": (2, {"competence": "1520"}),
    "review_months": (6, {}),
    "labels_of_others": (("Euralens",), {"label": "euralens"}),
    "region_leads": (("7555",), {}),
    "department_leads": (("7555",), {}),
}


@pytest.mark.parametrize("parameter", KINDS)
def test_each_parameter_of_the_charter_changes_a_decision(parameter: str) -> None:
    value, facts = PARAMETERS[parameter]
    changed = replace(CHARTER, parameters=replace(CHARTER.parameters, **{parameter: value}))  # type: ignore[arg-type]
    facts = {"competence": "7555", **facts}
    decision, other = decide(**facts), decide(**facts, charter=changed)
    assert decision != other
    assert (decision.owner, decision.roles, decision.due, decision.review_date, decision.return_due) != (
        other.owner,
        other.roles,
        other.due,
        other.review_date,
        other.return_due,
    )


def test_a_list_of_labels_that_is_no_charters_leaves_the_pole_its_own() -> None:
    assert decide(label="TETE", works_area=CALL_COMMUNES, competence="7555").roles_of(PMA) == frozenset()


def test_a_gap_is_read_only_where_figures_are_given() -> None:
    assert decide(person_days=needs(energy=3), capacities={LOOS: has(energy=3)}).gaps == ()
