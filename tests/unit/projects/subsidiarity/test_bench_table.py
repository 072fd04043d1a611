"""The benchmark holds the engine against the same table in two engines on the market: they must agree."""

from collections.abc import Mapping

import cedarpy
import pytest
import zen

from bench.owner_table import (
    COLUMNS,
    TABLE,
    Row,
    cedar_policies,
    context,
    owner_of_rows,
    zen_decision,
)
from bench.subsidiarity import Question, questions


@pytest.fixture(scope="module")
def asked() -> list[Question]:
    return questions()


def level(question: Question) -> str:
    owner = question.ground.verdict(question.facts).owner
    return owner.level.value if owner.level else "nobody"


def fits(row: Row, facts: Mapping[str, int]) -> bool:
    return all(
        facts[name] is given if isinstance(given, bool) else facts[name] > given
        for name, given in row.given.items()
    )


def test_the_engine_and_the_table_name_the_same_level(asked: list[Question]) -> None:
    table = zen.ZenEngine().create_decision(zen_decision())
    policies = cedarpy.PolicySet.from_str(cedar_policies())
    nothing = cedarpy.Entities.from_json_str("[]")
    for question in asked:
        facts = context(question.counted)
        request = {"principal": 'A::"a"', "action": 'A::"b"', "resource": 'A::"c"', "context": facts}
        reasons = cedarpy.is_authorized(request, policies, nothing).diagnostics.reasons
        expected = level(question)
        assert table.evaluate(facts)["result"]["owner"] == expected
        assert owner_of_rows(reasons) == expected


def test_the_cases_use_every_row_of_the_table_but_the_last(asked: list[Question]) -> None:
    used = {next(i for i, row in enumerate(TABLE) if fits(row, context(each.counted))) for each in asked}
    assert used == set(range(len(TABLE) - 1))
    assert {name for row in TABLE for name in row.given} == set(COLUMNS)
