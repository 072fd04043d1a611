"""Entering the lines of a plan: what is kept, what is refused, all faults at once."""

from decimal import Decimal

import pytest

from chassis.domain import Forbidden, InvalidInput, NotFound, Refused
from services.funding.domain.checks import Outcome
from services.funding.domain.line_faults import MOST_LINES
from services.funding.domain.lines import LineEntry, LineKind, LinesChange, LineState, SubsidySource
from services.funding.use_cases.check_plan import CheckPlan, check_plan
from services.funding.use_cases.set_lines import SetLines, set_lines
from tests.unit.funding.funding_examples import CALL, LOOS, dsil_entry, entry, fonds_entry, own_entry
from tests.unit.funding.funding_fakes import FakeUnit
from tests.unit.funding.funding_stories import (
    FDC,
    FUNDING_OFFICER,
    LINES,
    MAYOR,
    NEIGHBOUR,
    OBSERVER,
    PLAN,
    SECRETARY,
    granted_plan,
    opened,
    paid,
    requested,
    with_lines,
)


def reasons(error: pytest.ExceptionInfo[InvalidInput]) -> set[tuple[str, str]]:
    return {(fault.field, fault.reason) for fault in error.value.faults}


async def test_lines_get_numbers_and_the_plan_is_judged() -> None:
    unit = FakeUnit()
    await opened(unit)
    plan = await with_lines(unit)
    assert [line.id for line in plan.lines] == ["1", "2", "3"]
    outcomes = {check.rule: check.outcome for check in plan.verdict.checks}
    assert outcomes["F1"] is outcomes["F4"] is outcomes["F6"] is Outcome.PASS
    assert plan.verdict.largest[FDC] == Decimal(78_579)
    assert (plan.verdict.framework_id, plan.verdict.framework_version) == ("funding-france", "2026.1")


async def test_a_failing_plan_is_kept_so_that_it_can_be_corrected() -> None:
    unit = FakeUnit()
    await opened(unit)
    plan = await with_lines(unit, own_entry(10_000), dsil_entry(251_930))
    assert {check.rule for check in plan.verdict.failing()} == {"F1"}
    assert PLAN in unit.plans.rows
    assert unit.plans.rows[PLAN].lines == plan.lines


async def test_a_dry_run_answers_and_changes_nothing() -> None:
    unit = FakeUnit()
    before = await opened(unit)
    answer = await check_plan(CheckPlan(PLAN, LinesChange(LINES)), MAYOR, unit)
    assert answer.verdict.largest[FDC] == Decimal(78_579)
    assert unit.plans.rows[PLAN].lines == before.lines == ()
    assert len(unit.plans.events) == 1


async def test_a_dry_run_without_lines_judges_what_is_there() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit)
    answer = await check_plan(CheckPlan(PLAN, LinesChange(None)), OBSERVER, unit)
    assert len(answer.lines) == len(LINES)
    with pytest.raises(NotFound):
        await check_plan(CheckPlan(PLAN, LinesChange(None)), NEIGHBOUR, unit)


async def test_all_faults_are_told_at_once() -> None:
    unit = FakeUnit()
    await opened(unit)
    with pytest.raises(InvalidInput) as error:
        await with_lines(
            unit,
            own_entry(-1),
            own_entry(0, state=LineState.GRANTED),
            entry(LineKind.SUBSIDY, "10.001", programme="x" * 81),
            entry(LineKind.FONDS_DE_CONCOURS, 2_000_000_000),
            entry(
                LineKind.PRIVATE,
                5,
                source=SubsidySource.STATE,
                funder_title="y" * 121,
                eligible_base=Decimal(-3),
            ),
            cost=Decimal(-5),
        )
    assert reasons(error) == {
        ("cost", "AMOUNT_NOT_POSITIVE"),
        ("lines[0].amount", "AMOUNT_NOT_POSITIVE"),
        ("lines[1].amount", "AMOUNT_NOT_POSITIVE"),
        ("lines[1].state", "STATE_NOT_SETTABLE"),
        ("lines[1]", "DUPLICATE_LINE"),
        ("lines[2].amount", "AMOUNT_TOO_PRECISE"),
        ("lines[2].source", "SOURCE_MISSING"),
        ("lines[2].programme", "TEXT_TOO_LONG"),
        ("lines[3].amount", "AMOUNT_TOO_LARGE"),
        ("lines[3].funder", "FUNDER_MISSING"),
        ("lines[4].source", "SOURCE_UNEXPECTED"),
        ("lines[4].funder_title", "TEXT_TOO_LONG"),
        ("lines[4].eligible_base", "AMOUNT_NOT_POSITIVE"),
    }
    assert all(str(fault.text) for fault in error.value.faults)


async def test_the_same_money_is_written_once() -> None:
    unit = FakeUnit()
    await opened(unit)
    with pytest.raises(InvalidInput) as error:
        await with_lines(unit, dsil_entry(10), dsil_entry(20), fonds_entry(1, id="1"), own_entry(1, id="1"))
    assert reasons(error) == {("lines[1]", "DUPLICATE_LINE"), ("lines[3].id", "DUPLICATE_ID")}


async def test_two_programmes_of_the_state_are_two_lines() -> None:
    unit = FakeUnit()
    await opened(unit)
    detr = entry(LineKind.SUBSIDY, 10, source=SubsidySource.STATE, programme="Fonds vert")
    assert len((await with_lines(unit, dsil_entry(10), detr)).lines) == 2


async def test_a_line_must_fit_the_plan() -> None:
    unit = FakeUnit()
    await opened(unit)
    with pytest.raises(InvalidInput) as error:
        await with_lines(
            unit, own_entry(1, id="7"), fonds_entry(1, funder=LOOS), fonds_entry(1, state=LineState.GRANTED)
        )
    assert reasons(error) == {
        ("lines[0].id", "LINE_UNKNOWN"),
        ("lines[1].funder", "FUNDER_IS_OWNER"),
        ("lines[2].state", "STATE_NOT_SETTABLE"),
    }


async def test_a_plan_has_a_bounded_number_of_lines() -> None:
    unit = FakeUnit()
    await opened(unit)
    many = [entry(LineKind.PRIVATE, 1, funder_title=str(i)) for i in range(MOST_LINES + 1)]
    with pytest.raises(InvalidInput) as error:
        await with_lines(unit, *many)
    assert reasons(error) == {("lines", "TOO_MANY_LINES")}
    assert len((await with_lines(unit, *many[:-1])).lines) == MOST_LINES


@pytest.mark.parametrize(
    "lines",
    [
        LINES[:2],
        (*LINES[:2], fonds_entry(70_001, id=FDC)),
        (*LINES[:2], entry(LineKind.PRIVATE, 70_000, id=FDC)),
        (*LINES[:2], fonds_entry(70_000, id=FDC, state=LineState.PLANNED)),
        (*LINES[:2], fonds_entry(70_000, id=FDC, programme="autre")),
    ],
)
async def test_a_fonds_de_concours_in_progress_is_not_changed_behind_the_funders_back(
    lines: tuple[LineEntry, ...],
) -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit)
    await requested(unit)
    with pytest.raises(Refused) as refusal:
        await with_lines(unit, *lines)
    assert refusal.value.reason == "LINE_ENGAGED"


async def test_other_lines_move_while_a_fonds_de_concours_is_in_progress() -> None:
    unit = await granted_plan()
    await paid(unit, 100)
    plan = await with_lines(
        unit, own_entry(90_000, id="1"), fonds_entry(70_000, id=FDC), dsil_entry(101_930, id="2")
    )
    assert [line.id for line in plan.lines] == ["1", FDC, "2"]
    assert plan.line(FDC).grant is not None
    assert plan.line(FDC).paid == Decimal(100)


async def test_a_subsidy_that_was_paid_stays_granted_for_as_much_at_least() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit, dsil_entry(1_000, state=LineState.GRANTED))
    await paid(unit, 600, caller=SECRETARY, body=LOOS, line="1")
    for wrong in (
        dsil_entry(599, id="1"),
        dsil_entry(1_000, id="1", state=LineState.PLANNED),
        dsil_entry(1_000),
    ):
        with pytest.raises(Refused) as refusal:
            await with_lines(unit, wrong)
        assert refusal.value.reason == "LINE_PAID"
    assert (await with_lines(unit, dsil_entry(600, id="1"))).line("1").paid == Decimal(600)


async def test_what_was_asked_of_the_state_stays_known_when_less_is_granted() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit, dsil_entry(1_000, state=LineState.REQUESTED))
    plan = await with_lines(unit, dsil_entry(800, id="1", state=LineState.GRANTED))
    assert (plan.line("1").requested, plan.line("1").amount) == (Decimal(1_000), Decimal(800))


async def test_the_cost_and_the_field_can_be_said_with_the_lines() -> None:
    unit = FakeUnit()
    await opened(unit, cost=Decimal(0))
    change = LinesChange((own_entry(25), dsil_entry(75)), Decimal(100), lead_coordinator_field=True)
    plan = await set_lines(SetLines(PLAN, "", LOOS, change), MAYOR, unit)
    assert plan.cost == Decimal(100)
    assert {check.rule for check in plan.verdict.failing()} == {"F3"}


async def test_only_the_owner_enters_lines() -> None:
    unit = FakeUnit()
    await opened(unit)
    with pytest.raises(Forbidden):
        await with_lines(unit, caller=FUNDING_OFFICER)
    change = LinesChange(LINES)
    with pytest.raises(Forbidden):
        await set_lines(SetLines(PLAN, "", CALL, change), FUNDING_OFFICER, unit)
    with pytest.raises(NotFound):
        await with_lines(unit, caller=NEIGHBOUR)


async def test_a_cost_of_zero_says_that_nobody_knows_it_yet() -> None:
    unit = FakeUnit()
    await opened(unit)
    plan = await with_lines(unit, dsil_entry(10), cost=Decimal(0))
    assert plan.cost == 0
    assert {check.rule for check in plan.verdict.undecided()} == {"F1", "F6"}


async def test_the_owner_lends_its_own_hands_but_gives_itself_no_subsidy() -> None:
    unit = FakeUnit()
    await opened(unit)
    plan = await with_lines(unit, entry(LineKind.IN_KIND, 10, funder=LOOS))
    assert plan.line("1").funder == LOOS
    with pytest.raises(InvalidInput) as error:
        await with_lines(unit, dsil_entry(10, funder=LOOS))
    assert reasons(error) == {("lines[0].funder", "FUNDER_IS_OWNER")}
