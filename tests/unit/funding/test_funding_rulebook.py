"""The parameters that ship, and what is told about a file that is wrong."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import yaml

from chassis.domain import InvalidInput
from services.funding.domain.bodies import Level
from services.funding.domain.rulebook import in_force, read_rulebook
from tests.unit.funding.funding_examples import ROOT, RULEBOOK


def test_the_shipped_parameters_are_those_of_the_law() -> None:
    assert RULEBOOK.least_own_share == Decimal("0.20")
    assert RULEBOOK.least_own_share_with_lead_coordinator == Decimal("0.30")
    assert RULEBOOK.largest_fonds_de_concours_share == Decimal("0.50")
    assert RULEBOOK.largest_public_aid_share == Decimal(1)
    assert RULEBOOK.levels_outside == {Level.POLE, Level.SYNDICATE}
    assert RULEBOOK.rules["F4"].article == "CGCT, art. L5216-5, VI"


def test_every_shipped_file_can_be_read() -> None:
    files = sorted((ROOT / "frameworks").glob("funding-*.yaml"))
    assert files
    for file in files:
        rulebook = read_rulebook(yaml.safe_load(file.read_text(encoding="utf-8")))
        assert all(rule.source for rule in rulebook.rules.values())


def test_the_last_version_whose_day_has_come_is_in_force() -> None:
    next_year = replace(RULEBOOK, version="2027.1", valid_from=date(2027, 1, 1))
    both = (next_year, RULEBOOK)
    assert in_force(both, date(2026, 12, 31)) is RULEBOOK
    assert in_force(both, date(2027, 1, 1)) is next_year
    with pytest.raises(LookupError):
        in_force(both, date(2017, 12, 31))


def test_all_that_is_wrong_with_a_file_is_told_at_once() -> None:
    data = yaml.safe_load((ROOT / "frameworks" / "funding-france-2026.yaml").read_text(encoding="utf-8"))
    data["version"] = ""
    data["valid_from"] = "hier"
    data["rules"]["F1"]["least_own_share"] = 0.2
    data["rules"]["F3"]["least_own_share"] = "1"
    data["rules"]["F4"]["largest_share_of_net_cost"] = "0"
    data["rules"]["F5"]["levels_outside"] = ["planète"]
    del data["rules"]["F6"]
    with pytest.raises(InvalidInput) as error:
        read_rulebook(data)
    assert {fault.field for fault in error.value.faults} == {
        "version",
        "valid_from",
        "rules.F1.least_own_share",
        "rules.F3.least_own_share",
        "rules.F4.largest_share_of_net_cost",
        "rules.F5.levels_outside",
        "rules.F6.title",
        "rules.F6.article",
        "rules.F6.source",
        "rules.F6.largest_share_of_eligible_cost",
    }
