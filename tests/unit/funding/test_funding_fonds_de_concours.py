"""A fonds de concours from the wish to the payment, and all the ways in which it is refused."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chassis.domain import Caller, Forbidden, InvalidInput, NotFound, Refused, Stale
from services.funding.domain.checks import Outcome
from services.funding.domain.events import FondsDeConcoursGranted, PaymentRecorded
from services.funding.domain.lines import Deliberation, LineKind, LinesChange, LineState, PaymentKind
from services.funding.domain.plan import FinancingPlan
from services.funding.use_cases.grant_fonds_de_concours import GrantFondsDeConcours, grant_fonds_de_concours
from services.funding.use_cases.record_payment import RecordPayment, record_payment
from services.funding.use_cases.refuse_line import RefuseLine, refuse_line
from services.funding.use_cases.request_fonds_de_concours import (
    RequestFondsDeConcours,
    request_fonds_de_concours,
)
from services.funding.use_cases.set_lines import SetLines, set_lines
from tests.unit.funding.funding_examples import (
    CALL,
    LIEVIN,
    LOOS,
    NOW,
    VOTE_OF_CALL,
    VOTE_OF_LOOS,
    dsil_entry,
    fonds_entry,
    own_entry,
)
from tests.unit.funding.funding_fakes import FakeUnit, person
from tests.unit.funding.funding_stories import (
    CHURCH_ROOF,
    FDC,
    FUNDING_OFFICER,
    MAYOR,
    NEIGHBOUR,
    PLAN,
    PROJECT_MANAGER,
    SECRETARY,
    granted,
    granted_plan,
    opened,
    paid,
    requested,
    with_lines,
)

STALE = '"1-1"'
"""The etag of the plan before its lines were written."""


async def test_a_fonds_de_concours_is_granted_once_both_councils_have_voted() -> None:
    unit = await granted_plan()
    line = unit.plans.rows[PLAN].line(FDC)
    assert line.state is LineState.GRANTED
    assert line.grant is not None
    assert line.grant.amount == Decimal(70_000)
    assert line.grant.funder_deliberation == VOTE_OF_CALL
    assert line.grant.owner_deliberation == VOTE_OF_LOOS
    assert (line.grant.granted_by, line.grant.time) == (FUNDING_OFFICER.id, NOW)
    assert unit.plans.events[-1] == (PLAN, FondsDeConcoursGranted(FDC))


async def test_less_than_asked_may_be_granted_and_what_was_asked_stays_known() -> None:
    unit = await granted_plan(50_000)
    line = unit.plans.rows[PLAN].line(FDC)
    assert (line.amount, line.requested) == (Decimal(50_000), Decimal(70_000))
    assert unit.plans.rows[PLAN].financing({}).unfunded == Decimal(20_000)


async def test_a_lead_coordinator_that_nobody_declared_warns_and_stands_in_nobodys_way() -> None:
    unit = FakeUnit()
    await opened(unit, cost=Decimal(100_000), coordinated=True)
    entries = (own_entry(20_000), dsil_entry(60_000), fonds_entry(20_000))
    plan = await with_lines(unit, *entries)
    (fonds,) = (line.id for line in plan.lines if line.kind is LineKind.FONDS_DE_CONCOURS)
    (check,) = (check for check in plan.verdict.checks if check.rule == "F3")
    assert (check.outcome, check.warns) == (Outcome.UNDECIDED, True)
    await requested(unit, line=fonds)
    plan = await granted(unit, line=fonds)
    assert plan.line(fonds).state is LineState.GRANTED


async def test_more_than_asked_is_refused() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit)
    await requested(unit)
    with pytest.raises(Refused) as refusal:
        await granted(unit, 70_001)
    assert refusal.value.reason == "GRANT_ABOVE_REQUEST"


@pytest.mark.parametrize(
    ("missing", "field"),
    [
        ({"owner_deliberation": None}, "owner_deliberation"),
        ({"funder_deliberation": None}, "funder_deliberation"),
        ({"owner_deliberation": replace(VOTE_OF_LOOS, reference=" ")}, "owner_deliberation.reference"),
        ({"owner_deliberation": Deliberation(date(2027, 1, 1), "x")}, "owner_deliberation.date"),
        ({"funder_deliberation": replace(VOTE_OF_CALL, reference="x" * 61)}, "funder_deliberation.reference"),
        ({"amount": Decimal("10.001")}, "amount"),
    ],
)
async def test_a_grant_without_both_votes_well_dated_is_refused(
    missing: dict[str, object], field: str
) -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit)
    await requested(unit)
    with pytest.raises(InvalidInput) as refusal:
        await granted(unit, **{"amount": None, **missing})  # type: ignore[arg-type]
    assert [fault.field for fault in refusal.value.faults] == [field]
    assert unit.plans.rows[PLAN].line(FDC).state is LineState.REQUESTED


async def test_asking_beyond_the_law_is_refused_with_the_largest_amount_still_allowed() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit, own_entry(57_158), dsil_entry(104_772), fonds_entry(100_000))
    with pytest.raises(Refused) as refusal:
        await requested(unit)
    assert refusal.value.reason == "RULE_FAILED"
    assert refusal.value.metadata["rule"] == "F4"
    assert refusal.value.metadata["largest_allowed"] == "78579.00"
    assert "78\u202f579\u00a0€" in str(refusal.value)


async def test_a_grant_is_judged_again_by_what_became_of_the_other_lines() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit)
    await requested(unit)
    more_state_money = (
        own_entry(55_965),
        dsil_entry(150_000),
        fonds_entry(70_000, id=FDC, state=LineState.REQUESTED),
    )
    await with_lines(unit, *more_state_money)
    with pytest.raises(Refused) as refusal:
        await granted(unit)
    assert refusal.value.metadata["largest_allowed"] == "55965.00"
    assert (await granted(unit, 55_965)).line(FDC).state is LineState.GRANTED


async def test_nothing_is_granted_while_a_rule_cannot_answer_yet() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit, dsil_entry(104_772), fonds_entry(70_000))
    await request_fonds_de_concours(RequestFondsDeConcours(PLAN, "", LOOS, "2"), MAYOR, unit)
    with pytest.raises(Refused) as refusal:
        await granted(unit, line="2")
    assert refusal.value.reason == "RULE_UNDECIDED"
    assert refusal.value.metadata["rule"] == "F1"


async def test_an_own_share_still_written_in_full_does_not_stop_a_grant() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit, own_entry(157_158), dsil_entry(104_772), fonds_entry(78_579))
    await requested(unit)
    assert (await granted(unit)).line(FDC).state is LineState.GRANTED


async def test_a_line_is_asked_for_once_and_granted_once() -> None:
    unit = await granted_plan()
    for act in (requested, granted):
        with pytest.raises(Refused) as refusal:
            await act(unit)
        assert refusal.value.reason == "STATE_FORBIDS"


async def test_only_a_fonds_de_concours_is_asked_for_here() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit)
    with pytest.raises(Refused) as refusal:
        await requested(unit, line="2")
    assert refusal.value.reason == "NOT_A_FONDS_DE_CONCOURS"
    with pytest.raises(NotFound):
        await requested(unit, line="9")


async def test_the_funder_refuses_with_its_reason_and_the_line_counts_no_more() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit)
    await requested(unit)
    command = RefuseLine(PLAN, "", CALL, FDC, "Enveloppe épuisée")
    plan = await refuse_line(command, FUNDING_OFFICER, unit)
    assert (plan.line(FDC).state, plan.line(FDC).refusal) == (LineState.REFUSED, "Enveloppe épuisée")
    assert plan.financing({}).fonds_de_concours == 0
    with pytest.raises(InvalidInput):
        await refuse_line(replace(command, reason=" "), FUNDING_OFFICER, unit)


async def test_only_the_funder_grants_and_only_its_funding_officer() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit)
    await requested(unit)
    with pytest.raises(Forbidden):
        await granted(unit, caller=PROJECT_MANAGER)
    with pytest.raises(Forbidden):
        await granted(unit, caller=MAYOR)
    other = person("officer-of-loos", (LOOS, "funding_officer"))
    with pytest.raises(Forbidden) as refusal:
        await granted(unit, caller=other, body=LOOS)
    assert refusal.value.metadata["needed"] == CALL


async def test_only_the_owner_asks_and_a_stranger_does_not_even_learn_that_there_is_a_plan() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit)
    with pytest.raises(Forbidden):
        await requested(unit, caller=FUNDING_OFFICER)
    with pytest.raises(NotFound):
        await requested(unit, caller=NEIGHBOUR)


@pytest.mark.parametrize(
    ("act", "command", "caller"),
    [
        (set_lines, SetLines(PLAN, STALE, LOOS, LinesChange(())), MAYOR),
        (request_fonds_de_concours, RequestFondsDeConcours(PLAN, STALE, LOOS, FDC), MAYOR),
        (
            grant_fonds_de_concours,
            GrantFondsDeConcours(PLAN, STALE, CALL, FDC, None, VOTE_OF_CALL, VOTE_OF_LOOS),
            FUNDING_OFFICER,
        ),
        (refuse_line, RefuseLine(PLAN, STALE, CALL, FDC, "Non"), FUNDING_OFFICER),
        (
            record_payment,
            RecordPayment(PLAN, STALE, CALL, FDC, PaymentKind.ADVANCE, Decimal(1), None),
            PROJECT_MANAGER,
        ),
    ],
)
async def test_who_has_not_seen_the_last_version_changes_nothing(
    act: Callable[[Any, Caller, FakeUnit], Awaitable[FinancingPlan]], command: object, caller: Caller
) -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit)
    with pytest.raises(Stale):
        await act(command, caller, unit)


async def test_payments_add_up_to_the_grant_and_never_beyond() -> None:
    unit = await granted_plan()
    await paid(unit, 21_000)
    await paid(unit, "34999.99", PaymentKind.INSTALMENT)
    with pytest.raises(Refused) as refusal:
        await paid(unit, "14000.02", PaymentKind.BALANCE)
    assert refusal.value.reason == "PAYMENT_ABOVE_GRANT"
    assert refusal.value.metadata["largest_allowed"] == "14000.01"
    plan = await paid(unit, "14000.01", PaymentKind.BALANCE)
    assert plan.line(FDC).paid == Decimal(70_000)
    with pytest.raises(Refused) as refusal:
        await paid(unit, "0.01", PaymentKind.INSTALMENT)
    assert refusal.value.reason == "BALANCE_ALREADY_PAID"


async def test_an_advance_comes_first() -> None:
    unit = await granted_plan()
    await paid(unit, 10_000, PaymentKind.INSTALMENT)
    with pytest.raises(Refused) as refusal:
        await paid(unit, 10_000, PaymentKind.ADVANCE)
    assert refusal.value.reason == "ADVANCE_TOO_LATE"


async def test_who_granted_does_not_pay() -> None:
    unit = await granted_plan()
    with pytest.raises(Forbidden) as refusal:
        await paid(unit, 10_000, caller=FUNDING_OFFICER)
    assert refusal.value.reason == "FOUR_EYES"
    plan = await paid(unit, 10_000)
    event = unit.plans.events[-1][1]
    assert isinstance(event, PaymentRecorded)
    assert event.payment == plan.line(FDC).payments[0]
    assert event.payment.recorded_by == PROJECT_MANAGER.id


async def test_nothing_is_paid_before_it_is_granted_nor_by_another_body() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit)
    await requested(unit)
    with pytest.raises(Refused):
        await paid(unit, 10)
    with pytest.raises(Forbidden):
        await paid(unit, 10, caller=MAYOR, body=LOOS)


async def test_the_owner_records_what_the_state_paid_on_a_granted_subsidy() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit, own_entry(157_158), dsil_entry(104_772, state=LineState.GRANTED))
    plan = await paid(unit, 31_431, caller=SECRETARY, body=LOOS, line="2")
    assert plan.line("2").paid == Decimal(31_431)


async def test_a_fonds_de_concours_from_a_neighbour_commune_cannot_be_asked_for() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit, own_entry(157_158), dsil_entry(94_772), fonds_entry(10_000, funder=LIEVIN))
    with pytest.raises(Refused) as refusal:
        await requested(unit)
    assert refusal.value.metadata["largest_allowed"] == "0"


async def test_nothing_moves_in_the_plan_of_a_withdrawn_project() -> None:
    unit = await granted_plan()
    await opened(unit, stage=type(CHURCH_ROOF.stage).WITHDRAWN)
    for act in (paid(unit, 10), requested(unit), granted(unit), with_lines(unit)):
        with pytest.raises(Refused) as refusal:
            await act
        assert refusal.value.metadata["state"] == "closed"
