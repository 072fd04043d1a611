"""The worked figures of the domain, one test each; the names of the cases are those of the trade."""

from dataclasses import replace
from decimal import Decimal

from services.funding.domain.checks import Outcome
from services.funding.domain.financing import Nature
from services.funding.domain.lines import SubsidySource
from tests.unit.funding.funding_examples import (
    LOOS,
    POLE,
    check,
    figure,
    financing,
    fonds,
    in_kind,
    largest,
    largest_of_all,
    own,
    subsidy,
)


def test_cost_100_with_20_of_subsidies_leaves_at_most_40_of_fonds_de_concours() -> None:
    plan = financing(100, subsidy(20), own(80))
    assert largest_of_all(plan) == Decimal(40)
    line = fonds(1)
    assert largest(line, financing(100, subsidy(20), line)) == Decimal(40)


def test_cost_100_000_with_60_000_of_subsidies_leaves_at_most_20_000() -> None:
    plan = financing(100_000, subsidy(60_000), own(40_000))
    assert largest_of_all(plan) == Decimal(20_000)


def test_a_dsil_of_40_percent_leaves_157_158_to_the_owner_and_78_579_to_fonds_de_concours() -> None:
    plan = financing(261_930, subsidy(104_772), own(157_158))
    assert plan.remainder == Decimal(157_158)
    assert check("F1", plan).outcome is Outcome.PASS
    assert largest_of_all(plan) == Decimal(78_579)


def test_75_000_of_public_aid_is_accepted_when_the_owner_brings_25_000() -> None:
    plan = financing(100_000, subsidy(75_000), own(25_000))
    answer = check("F1", plan)
    assert answer.outcome is Outcome.PASS
    assert figure(answer, "own_share") == Decimal(25_000)
    assert figure(answer, "least_own_share") == Decimal(20_000)
    assert check("F3", plan).outcome is Outcome.NOT_APPLICABLE


def test_75_000_of_public_aid_is_refused_in_a_declared_lead_coordinator_field() -> None:
    plan = financing(100_000, subsidy(75_000), own(25_000), lead_coordinator_field=True)
    assert check("F1", plan).outcome is Outcome.PASS
    answer = check("F3", plan)
    assert answer.outcome is Outcome.FAIL
    assert figure(answer, "least_own_share") == Decimal(30_000)
    assert figure(answer, "share") == Decimal("0.30")


def test_75_000_of_public_aid_is_only_warned_of_where_a_decision_names_a_lead_coordinator() -> None:
    plan = replace(financing(100_000, subsidy(75_000), own(25_000)), coordinated=True)
    answer = check("F3", plan)
    assert answer.outcome is Outcome.UNDECIDED
    assert "chef de file" in str(answer.text)
    assert answer.missing
    enough = replace(financing(100_000, subsidy(60_000), own(40_000)), coordinated=True)
    assert check("F3", enough).outcome is Outcome.PASS


def test_farm_tracks_are_judged_on_the_30_000_in_money_and_not_on_the_labour_lent() -> None:
    plan = financing(100_000, in_kind(70_000), subsidy(24_000), own(6_000))
    answer = check("F1", plan)
    assert answer.outcome is Outcome.PASS
    assert figure(answer, "public_money") == Decimal(30_000)
    assert figure(answer, "least_own_share") == Decimal(6_000)
    assert largest(subsidy(24_000), plan) == Decimal(24_000)
    one_more = financing(100_000, in_kind(70_000), subsidy("24000.01"), own("5999.99"))
    assert check("F1", one_more).outcome is Outcome.FAIL


def test_work_in_kind_does_not_make_room_for_fonds_de_concours() -> None:
    assert largest_of_all(financing(100_000, in_kind(70_000))) == Decimal(15_000)


def test_a_festival_gets_no_fonds_de_concours() -> None:
    festival = financing(40_000, fonds(10_000), own(30_000), nature=Nature.EVENT, equipment=False)
    answer = check("F4", festival)
    assert answer.outcome is Outcome.FAIL
    assert "événement" in str(answer.text)
    assert largest(fonds(10_000), festival) == 0
    assert largest_of_all(festival) == 0


def test_even_a_festival_that_says_it_is_an_equipment_gets_no_fonds_de_concours() -> None:
    festival = financing(40_000, fonds(10_000), own(30_000), nature=Nature.EVENT, equipment=True)
    assert check("F4", festival).outcome is Outcome.FAIL


def test_a_solar_test_plant_with_90_percent_of_state_money_is_refused() -> None:
    plant = financing(500_000, subsidy(450_000), own(50_000))
    answer = check("F1", plant)
    assert answer.outcome is Outcome.FAIL
    assert answer.article == "CGCT, art. L1111-10, III"
    assert "100\u202f000\u00a0€" in str(answer.text)
    assert largest(subsidy(450_000), plant) == Decimal(400_000)


def test_the_pole_gives_no_fonds_de_concours_without_a_legal_basis() -> None:
    plan = financing(100_000, fonds(10_000, POLE), own(90_000))
    assert check("F5", plan).outcome is Outcome.FAIL
    assert largest(fonds(10_000, POLE), plan) == 0


def test_the_pole_may_give_one_when_a_legal_basis_is_given() -> None:
    line = fonds(10_000, POLE, legal_basis="CGCT, art. L5722-11")
    plan = financing(100_000, line, own(90_000))
    assert check("F5", plan).outcome is Outcome.PASS
    assert check("F4", plan).outcome is Outcome.PASS
    assert largest(line, plan) == Decimal(50_000)


def test_region_and_department_do_not_both_pay_in_a_lead_coordinator_field() -> None:
    region = subsidy(10_000, SubsidySource.REGION, "FTU")
    department = subsidy(10_000, SubsidySource.DEPARTMENT, "FARDA")
    both = financing(100_000, region, department, own(80_000), lead_coordinator_field=True)
    assert check("F3", both).outcome is Outcome.FAIL
    one = financing(100_000, region, own(90_000), lead_coordinator_field=True)
    assert check("F3", one).outcome is Outcome.PASS
    assert one.owner == LOOS
