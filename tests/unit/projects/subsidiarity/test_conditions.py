"""Conditions in CEL: exact to the cent, safe when they fail, whatever officials write around the names."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.conditions import SLOTS, Asked, mistakes_in, names_in
from services.projects.domain.subsidiarity.decision import Role
from services.projects.domain.subsidiarity.facts import Nature, ProjectFacts, Register, ScaleCriterion
from services.projects.domain.subsidiarity.sheet import Sheet
from services.projects.domain.subsidiarity.vocabulary import SCOPES, Scope
from tests.unit.projects.subsidiarity.artois import (
    CALL,
    CHARTER,
    DIRECTORY,
    LOOS,
    SHIPPED,
    TODAY,
    decide,
    shown,
)
from tests.unit.projects.subsidiarity.generated_worlds import PATIENT

CENTS = st.integers(0, 10**12 - 1).map(lambda cents: Decimal(cents) / 100)


def sheet_of(**facts: object) -> Sheet:
    project = ProjectFacts("7555", (LOOS,), **facts)  # type: ignore[arg-type]
    return Sheet(project, DIRECTORY, Register(SHIPPED), {}, CHARTER, TODAY)


def answers(*expressions: str, scope: Scope = Scope.PROJECT, **facts: object) -> tuple[bool, ...]:
    asked = Asked({str(n): each for n, each in enumerate(expressions)}, scope, CHARTER.parameters)
    return asked.answers(sheet_of(**facts))


def with_condition(key: str, expression: str) -> Charter:
    """The shipped charter with one other condition."""
    number, name = key.split(".")
    words = CHARTER.rules[number]
    changed = replace(words, conditions={**words.conditions, name: expression})
    return replace(CHARTER, rules={**CHARTER.rules, number: changed})


@PATIENT
@given(CENTS, CENTS | st.integers(-2, 2).map(lambda cents: Decimal(cents) / 100), st.booleans())
def test_amounts_below_ten_thousand_million_are_compared_to_the_cent(
    cost: Decimal, other: Decimal, near: bool
) -> None:
    amount = abs(cost + other) if near else abs(other)
    compared = ("<", "<=", "==", "!=", ">=", ">")
    expressions = tuple(f"project.cost {sign} {amount:.2f}" for sign in compared)
    assert answers(*expressions, cost=cost) == (
        cost < amount,
        cost <= amount,
        cost == amount,
        cost != amount,
        cost >= amount,
        cost > amount,
    )


@PATIENT
@given(CENTS, st.sampled_from(["-0.01", "0", "0.01"]).map(Decimal))
def test_an_amount_is_held_against_a_voted_one_to_the_cent(voted: Decimal, more: Decimal) -> None:
    charter = replace(CHARTER, parameters=replace(CHARTER.parameters, informed_above=voted))
    cost = abs(voted + more)
    told = Role.INFORMED in decide("7575", cost=cost, charter=charter).roles_of(CALL)
    assert told is (cost > voted)


@PATIENT
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_gain_is_held_against_the_voted_share_to_the_ten_thousandth(gain: int, voted: int) -> None:
    share = Decimal(voted) / 10_000
    charter = replace(CHARTER, parameters=replace(CHARTER.parameters, mutualisation_gain=share))
    piece = shown(ScaleCriterion.MUTUALISATION_GAIN, gain=f"{Decimal(gain) / 10_000:f}")
    decision = decide("7555", evidence=(piece,), charter=charter)
    assert (decision.owner.body == CALL) is (gain >= voted)


@pytest.mark.parametrize(
    "expression",
    [
        "1 / project.lots > 0",
        "1 % project.lots == 0",
        "project.works_area[7] == LOOS".replace("LOOS", '"62528"'),
        'int(project.label + "x") > 0',
        'project.label.matches("(")',
        "9223372036854775807 + project.communes > 0",
    ],
)
def test_an_expression_that_fails_on_these_facts_says_no_and_the_others_still_answer(expression: str) -> None:
    assert mistakes_in(expression, Scope.PROJECT) == []
    assert answers("project.communes == 1", expression, "true") == (True, False, True)


def test_dividing_by_zero_is_no_failure_among_decimal_numbers() -> None:
    assert answers("project.cost / 0.0 > 1.0", "0.0 / project.cost > 1.0") == (False, False)
    assert answers("project.cost / 0.0 > 1.0", cost=Decimal(1)) == (True,)


def test_a_condition_that_fails_in_the_middle_of_a_charter_says_no_to_its_own_rule_alone() -> None:
    charter = with_condition("R9.co_funded", "1 / project.lots > 0")
    decision = decide(nature=Nature.INVESTMENT, needs_involvement=True, charter=charter)
    assert decision.roles_of(CALL) == {Role.FACILITATION_SUPPORT}
    assert Role.CO_FUNDER in decide(nature=Nature.INVESTMENT, lots=("a",), charter=charter).roles_of(CALL)


@pytest.mark.parametrize(
    "written",
    [
        "project.cost > 10.0",
        "project . cost > 10.0",
        "project\n  .cost > 10.0",
        "project.// its cost\ncost > 10.0",
        "project.`cost` > 10.0",
        "project.cost > 10.0 // and no more",
        "// a project that costs\nproject.cost > 10.0",
        "(((project.cost > 10.0)))",
        '"project.cost" != "" && project.cost > 10.0',
    ],
)
def test_a_name_is_found_however_it_is_written(written: str) -> None:
    assert mistakes_in(written, Scope.PROJECT) == []
    assert names_in(written) == {"project.cost"}
    assert answers(written, "true", cost=Decimal(11)) == (True, True)
    assert answers(written, "true", cost=Decimal(9)) == (False, True)


@pytest.mark.parametrize("constant", ["true", "false"])
def test_a_condition_may_be_a_plain_yes_or_no(constant: str) -> None:
    decision = decide("7555", charter=with_condition("R9.informed", constant))
    assert (Role.INFORMED in decision.roles_of(CALL)) is (constant == "true")


def test_expressions_that_are_too_deep_or_too_long_together_are_asked_one_by_one() -> None:
    deep = next(
        f"{'(' * depth}project.cost > 10.0{')' * depth}"
        for depth in range(40, 0, -1)
        if not mistakes_in(f"{'(' * depth}project.cost > 10.0{')' * depth}", Scope.PROJECT)
    )
    assert answers(deep, "true", cost=Decimal(11)) == (True, True)
    long = " && ".join(["project.cost > 10.0"] * 4_000)
    assert answers(long, long, "false", cost=Decimal(11)) == (True, True, False)


def test_an_expression_without_end_is_a_mistake_and_no_crash() -> None:
    assert "recursion limit" in mistakes_in("(" * 9_000 + "true" + ")" * 9_000, Scope.PROJECT)[0].words
    assert "size exceeds" in mistakes_in("true && " * 20_000 + "true", Scope.PROJECT)[0].words


@pytest.mark.parametrize("scope", Scope)
def test_every_word_of_a_scope_has_the_type_that_it_says(scope: Scope) -> None:
    """A value of another type would make a condition fail in silence."""
    same = {word.name: f"{word.name} == {word.name}" for word in SCOPES[scope]}
    sheet = sheet_of()
    if scope is Scope.EVIDENCE:
        asked = Asked(same, scope, CHARTER.parameters)
        assert all(asked.answers(sheet, shown(ScaleCriterion.BASIN_MARKET)))
    else:
        assert all(answers(*same.values(), scope=scope))


def test_every_condition_that_a_rule_asks_for_stands_in_the_shipped_charter() -> None:
    written = {f"{rule}.{name}" for rule, words in CHARTER.rules.items() for name in words.conditions}
    assert written == {slot.key for slot in SLOTS}
