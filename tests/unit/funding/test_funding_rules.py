"""Each rule alone: when it passes, fails, does not apply, and what it asks for when it cannot answer."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from services.funding.domain.bodies import Body
from services.funding.domain.checks import Outcome
from services.funding.domain.financing import Nature
from services.funding.domain.lines import LineState, SubsidySource
from services.funding.domain.verdict import judge
from tests.unit.funding.funding_examples import (
    BODIES,
    CAHC,
    CALL,
    HENIN,
    LIEVIN,
    LOOS,
    RULEBOOK,
    check,
    figure,
    financing,
    fonds,
    in_kind,
    largest,
    largest_of_all,
    own,
    private,
    subsidy,
)


def test_own_share_is_asked_of_investments_only() -> None:
    assert check("F1", financing(100, subsidy(95), nature=Nature.APPROACH)).outcome is Outcome.NOT_APPLICABLE
    assert check("F3", financing(100, subsidy(95), nature=Nature.APPROACH)).outcome is Outcome.NOT_APPLICABLE


def test_own_share_of_exactly_20_percent_passes_and_one_cent_less_fails() -> None:
    assert check("F1", financing(100, subsidy(80), own(20))).outcome is Outcome.PASS
    assert check("F1", financing(100, subsidy("80.01"), own("19.99"))).outcome is Outcome.FAIL


def test_private_money_stands_outside_the_base_of_the_own_share() -> None:
    plan = financing(100_000, private(50_000), subsidy(40_000), own(10_000))
    answer = check("F1", plan)
    assert answer.outcome is Outcome.PASS
    assert figure(answer, "public_money") == Decimal(50_000)
    assert (
        check("F1", financing(100_000, private(50_000), subsidy(41_000), own(9_000))).outcome is Outcome.FAIL
    )


def test_europe_counts_as_public_money() -> None:
    plan = financing(100, subsidy(50), subsidy(35, SubsidySource.EUROPE, "FEDER"), own(15))
    assert check("F1", plan).outcome is Outcome.FAIL


def test_a_fonds_de_concours_counts_as_public_money_in_the_own_share() -> None:
    assert check("F1", financing(100, subsidy(70), fonds(15), own(15))).outcome is Outcome.FAIL


def test_an_own_share_written_beyond_the_cost_does_not_help() -> None:
    answer = check("F1", financing(100, subsidy(90), own(1_000)))
    assert answer.outcome is Outcome.FAIL
    assert figure(answer, "own_share") == Decimal(10)


def test_own_share_is_undecided_while_money_is_still_to_be_found_and_says_how_much() -> None:
    answer = check("F1", financing(100_000, subsidy(60_000)))
    assert answer.outcome is Outcome.UNDECIDED
    assert "20\u202f000\u00a0€" in str(answer.missing[0])


def test_own_share_fails_at_once_when_the_remainder_can_never_reach_it() -> None:
    assert check("F1", financing(100_000, subsidy(85_000))).outcome is Outcome.FAIL


def test_without_a_cost_the_rules_ask_for_it() -> None:
    plan = financing(0, subsidy(10), fonds(10), own(10))
    for rule in ("F1", "F4", "F5", "F6", "TOTAL"):
        answer = check(rule, plan)
        assert answer.outcome is Outcome.UNDECIDED, rule
        assert "coût" in str(answer.missing[0])
    assert largest(subsidy(10), plan) is None
    assert largest_of_all(plan) is None


def test_a_plan_of_private_money_alone_has_no_public_money_to_judge() -> None:
    assert check("F1", financing(100, private(100))).outcome is Outcome.NOT_APPLICABLE
    assert check("F1", financing(100, private(100), subsidy(1))).outcome is Outcome.FAIL


def test_fonds_de_concours_rules_do_not_apply_without_one() -> None:
    plan = financing(100, subsidy(20), own(80))
    assert check("F4", plan).outcome is Outcome.NOT_APPLICABLE
    assert check("F5", plan).outcome is Outcome.NOT_APPLICABLE


def test_a_refused_line_counts_nowhere() -> None:
    plan = financing(100, subsidy(20), replace(fonds(60), state=LineState.REFUSED), own(80))
    assert check("F4", plan).outcome is Outcome.NOT_APPLICABLE
    assert check("TOTAL", plan).outcome is Outcome.PASS
    assert largest(fonds(60), plan) is None


def test_fonds_de_concours_of_several_funders_are_added_up() -> None:
    bodies = {**BODIES, "x": replace(BODIES[CALL], code="x")}
    owner = replace(BODIES[LOOS], members_of=frozenset({CALL, "x"}))
    both = financing(100, fonds(30), fonds(30, "x"), own(40), bodies={**bodies, LOOS: owner})
    assert check("F4", both).outcome is Outcome.FAIL
    assert largest(fonds(30), both) == Decimal(20)


def test_fonds_de_concours_go_both_ways_between_an_agglomeration_and_its_commune() -> None:
    assert check("F4", financing(100, fonds(50, LOOS), own(50), owner=CALL)).outcome is Outcome.PASS


@pytest.mark.parametrize("funder", [LIEVIN, HENIN, CAHC])
def test_no_fonds_de_concours_comes_from_a_neighbour_or_another_agglomeration(funder: str) -> None:
    plan = financing(100, fonds(10, funder), own(90))
    assert check("F4", plan).outcome is Outcome.FAIL
    assert largest(fonds(10, funder), plan) == 0


def test_an_unknown_body_leaves_the_link_undecided_and_is_named() -> None:
    known: Mapping[str, Body] = {LOOS: BODIES[LOOS]}
    answer = check("F4", financing(100, fonds(10), own(90), bodies=known))
    assert answer.outcome is Outcome.UNDECIDED
    assert CALL in str(answer.missing[0])


def test_a_project_that_is_no_equipment_gets_no_fonds_de_concours() -> None:
    plan = financing(100, fonds(10), own(90), equipment=False)
    assert check("F4", plan).outcome is Outcome.FAIL
    assert largest_of_all(plan) == 0


def test_the_ceiling_of_an_odd_cost_is_cut_to_the_cent() -> None:
    plan = financing("100.01", fonds("50.00"), own("50.01"))
    assert check("F4", plan).outcome is Outcome.PASS
    assert largest(fonds("50.00"), plan) == Decimal("50.00")
    assert check("F4", financing("100.01", fonds("50.01"), own("50.00"))).outcome is Outcome.FAIL


def test_own_share_can_leave_less_to_fonds_de_concours_than_their_own_ceiling() -> None:
    plan = financing(100_000, subsidy(70_000), fonds(15_000), own(15_000))
    assert check("F4", plan).outcome is Outcome.PASS
    answer = check("F5", plan)
    assert answer.outcome is Outcome.FAIL
    assert figure(answer, "left_by_own_share") == Decimal(10_000)
    assert largest(fonds(15_000), plan) == Decimal(10_000)


def test_outside_investments_only_half_of_the_net_cost_binds_a_fonds_de_concours() -> None:
    plan = financing(100_000, subsidy(70_000), fonds(15_000), own(15_000), nature=Nature.PROGRAMME)
    assert check("F5", plan).outcome is Outcome.PASS
    assert largest(fonds(15_000), plan) == Decimal(15_000)


def test_public_aid_never_exceeds_the_eligible_cost() -> None:
    over = financing(100, subsidy(70), fonds(31), nature=Nature.PROGRAMME)
    answer = check("F6", over)
    assert answer.outcome is Outcome.FAIL
    assert figure(answer, "eligible_cost") == Decimal(100)
    assert check("F6", financing(100, own(100))).outcome is Outcome.NOT_APPLICABLE


def test_no_public_aid_pays_for_work_in_kind() -> None:
    plan = financing(100, in_kind(70), subsidy(31), nature=Nature.PROGRAMME)
    assert check("F6", plan).outcome is Outcome.FAIL


def test_a_subsidy_stays_under_what_its_funder_accepts_of_the_cost() -> None:
    line = replace(subsidy(30), eligible_base=Decimal(25))
    plan = financing(100, line, own(70))
    assert check("F6", plan).outcome is Outcome.FAIL
    assert largest(line, plan) == Decimal(25)


def test_lines_that_exceed_or_miss_the_cost_are_said_to() -> None:
    assert check("TOTAL", financing(100, own(100))).outcome is Outcome.PASS
    assert check("TOTAL", financing(100, own(101))).outcome is Outcome.FAIL
    assert check("TOTAL", financing(100, own(99))).outcome is Outcome.UNDECIDED


def test_a_plan_that_does_not_add_up_breaks_no_law() -> None:
    assert not judge(financing(100, own(101)), RULEBOOK).failing()
    assert not judge(financing(100, own(99)), RULEBOOK).undecided()


def test_the_thresholds_are_those_of_the_rulebook() -> None:
    stricter = replace(
        RULEBOOK,
        least_own_share=Decimal("0.25"),
        largest_fonds_de_concours_share=Decimal("0.25"),
        largest_public_aid_share=Decimal("0.60"),
    )
    plan = financing(100, subsidy(76), own(24))
    assert check("F1", plan, stricter).outcome is Outcome.FAIL
    assert check("F6", plan, stricter).outcome is Outcome.FAIL
    assert largest_of_all(financing(100, own(100)), stricter) == Decimal(25)


def test_every_check_names_its_article_and_speaks_french() -> None:
    plan = financing(100_000, subsidy(20_000), fonds(30_000), own(50_000))
    for rule in ("F1", "F4", "F5", "F6"):
        answer = check(rule, plan)
        assert answer.outcome is Outcome.PASS
        assert "CGCT" in answer.article
        assert answer.figures
        assert str(answer.text).endswith(".")
