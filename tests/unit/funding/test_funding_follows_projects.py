"""How a plan opens, follows its project and closes; who sees it; what adds up."""

from decimal import Decimal

import pytest

from chassis.domain import AlreadyThere, Caller, Forbidden, InvalidInput, NotFound
from services.funding.domain.events import FinancingPlanAligned, FinancingPlanClosed, FinancingPlanOpened
from services.funding.domain.financing import Nature
from services.funding.domain.project_ref import ProjectStage, plan_id_of
from services.funding.domain.states import PlanState
from services.funding.use_cases.get_plan import get_plan
from services.funding.use_cases.get_totals import get_totals
from services.funding.use_cases.list_plans import ListPlans, list_plans
from services.funding.use_cases.open_plan import OpenPlan, open_plan
from tests.unit.funding.funding_examples import BODIES, CALL, GRENAY, LOOS, POLE
from tests.unit.funding.funding_fakes import FakeUnit, amounts
from tests.unit.funding.funding_stories import (
    FUNDING_OFFICER,
    MAYOR,
    NEIGHBOUR,
    OBSERVER,
    PLAN,
    PROJECT,
    PROJECT_MANAGER,
    granted_plan,
    heard,
    opened,
    paid,
    with_lines,
)


async def test_a_submitted_investment_opens_a_plan_with_the_facts_of_the_project() -> None:
    unit = FakeUnit()
    plan = await opened(unit)
    assert plan.id == plan_id_of(PROJECT)
    assert (plan.project, plan.owner, plan.cost, plan.equipment) == (PROJECT, LOOS, Decimal(261_930), True)
    assert plan.state is PlanState.OPEN
    assert unit.plans.events == [(PLAN, FinancingPlanOpened())]
    assert plan.verdict.largest_fonds_de_concours == Decimal(130_965)


@pytest.mark.parametrize(
    "facts",
    [
        {"owner": ""},
        {"nature": Nature.EVENT, "equipment": False},
        {"stage": ProjectStage.WITHDRAWN},
    ],
)
async def test_no_plan_opens_for_what_needs_none(facts: dict[str, object]) -> None:
    unit = FakeUnit()
    await heard(unit, **facts)
    assert not unit.plans.rows


async def test_an_equipment_opens_a_plan_even_outside_investments() -> None:
    assert (await opened(FakeUnit(), nature=Nature.PROGRAMME)).nature is Nature.PROGRAMME


async def test_the_same_news_twice_has_one_effect() -> None:
    unit = FakeUnit()
    await opened(unit)
    await opened(unit)
    assert len(unit.plans.events) == 1


async def test_acceptance_makes_the_plan_public_and_a_new_owner_takes_it_over() -> None:
    unit = FakeUnit()
    await opened(unit)
    with pytest.raises(NotFound):
        await get_plan(PLAN, NEIGHBOUR, unit)
    plan = await opened(unit, stage=ProjectStage.ACCEPTED, audience=frozenset(), owner=CALL)
    assert (plan.public, plan.owner) == (True, CALL)
    assert unit.plans.events[-1] == (PLAN, FinancingPlanAligned())
    assert (await get_plan(PLAN, Caller(), unit)).owner == CALL


async def test_the_cost_that_the_owner_entered_is_not_overwritten() -> None:
    unit = FakeUnit()
    await opened(unit)
    await with_lines(unit, cost=Decimal(300_000))
    plan = await opened(unit, stage=ProjectStage.ACCEPTED, audience=frozenset())
    assert plan.cost == Decimal(300_000)


@pytest.mark.parametrize(
    "facts", [{"stage": ProjectStage.WITHDRAWN}, {"stage": ProjectStage.ACCEPTED, "owner": ""}]
)
async def test_a_withdrawn_project_or_one_that_no_body_owns_closes_its_plan(facts: dict[str, object]) -> None:
    unit = FakeUnit()
    await opened(unit)
    plan = await opened(unit, **facts)
    assert plan.state is PlanState.CLOSED
    await opened(unit, **facts)
    await opened(unit, title="Autre titre")
    assert [event for _, event in unit.plans.events] == [FinancingPlanOpened(), FinancingPlanClosed()]


async def test_while_nobody_is_proposed_as_owner_the_plan_waits_as_it_is() -> None:
    unit = FakeUnit()
    await opened(unit)
    plan = await opened(unit, owner="")
    assert (plan.state, plan.owner) == (PlanState.OPEN, LOOS)


async def test_the_owner_opens_a_plan_by_hand_where_none_opened_by_itself() -> None:
    unit = FakeUnit()
    await heard(unit, nature=Nature.APPROACH, equipment=False)
    plan = await open_plan(OpenPlan(PROJECT, LOOS, Decimal(1_000)), MAYOR, unit)
    assert (plan.cost, plan.nature) == (Decimal(1_000), Nature.APPROACH)
    with pytest.raises(AlreadyThere):
        await open_plan(OpenPlan(PROJECT, LOOS), MAYOR, unit)


async def test_only_the_owner_opens_a_plan_by_hand() -> None:
    unit = FakeUnit()
    with pytest.raises(NotFound):
        await open_plan(OpenPlan(PROJECT, LOOS), MAYOR, unit)
    await heard(unit, nature=Nature.APPROACH, equipment=False)
    with pytest.raises(NotFound):
        await open_plan(OpenPlan(PROJECT, GRENAY), NEIGHBOUR, unit)
    with pytest.raises(Forbidden):
        await open_plan(OpenPlan(PROJECT, LOOS), FUNDING_OFFICER, unit)
    with pytest.raises(Forbidden, match="BODY_CANNOT_ACT"):
        await open_plan(OpenPlan(PROJECT, CALL), PROJECT_MANAGER, unit)
    with pytest.raises(InvalidInput):
        await open_plan(OpenPlan(PROJECT, LOOS, Decimal(-1)), MAYOR, unit)


async def test_a_named_funder_sees_the_plan_even_outside_the_chain() -> None:
    unit = FakeUnit()
    await opened(unit, audience=frozenset({LOOS}))
    with pytest.raises(NotFound):
        await get_plan(PLAN, FUNDING_OFFICER, unit)
    await with_lines(unit)
    assert (await get_plan(PLAN, FUNDING_OFFICER, unit)).owner == LOOS
    with pytest.raises(NotFound):
        await get_plan(PLAN, OBSERVER, unit)


async def test_a_list_shows_what_the_caller_may_see() -> None:
    unit = FakeUnit()
    await opened(unit)
    await heard(unit, id="0193a5a0-1111-7000-8000-000000000002", owner=GRENAY, audience=frozenset({GRENAY}))
    assert [plan.owner for plan in (await list_plans(ListPlans(50), MAYOR, unit)).items] == [LOOS]
    assert [plan.owner for plan in (await list_plans(ListPlans(50), NEIGHBOUR, unit)).items] == [GRENAY]
    assert not (await list_plans(ListPlans(50), Caller(), unit)).items
    assert not (await list_plans(ListPlans(50, body=POLE), MAYOR, unit)).items


async def test_totals_add_up_what_was_asked_granted_and_paid() -> None:
    unit = await granted_plan(60_000)
    await paid(unit, 20_000)
    of_loos = await get_totals(LOOS, MAYOR, unit)
    assert (of_loos.plans, of_loos.cost) == (1, Decimal(261_930))
    assert of_loos.as_owner == amounts(70_000, 60_000, 20_000)
    of_call = await get_totals(CALL, MAYOR, unit)
    assert (of_call.plans, of_call.as_funder) == (0, amounts(70_000, 60_000, 20_000))
    hidden = await get_totals(CALL, NEIGHBOUR, unit)
    assert hidden.as_funder == amounts()


async def test_synthetic_plans_are_never_counted() -> None:
    unit = FakeUnit()
    await opened(unit, synthetic=True)
    assert (await get_totals(LOOS, MAYOR, unit)).plans == 0


async def test_an_imported_territory_decides_what_was_unknown() -> None:
    unit = FakeUnit()
    unit.bodies.rows.clear()
    await opened(unit)
    assert {check.rule for check in (await with_lines(unit)).verdict.undecided()} == {"F4"}
    unit.bodies.rows.update(BODIES)
    assert not (await with_lines(unit)).verdict.undecided()
