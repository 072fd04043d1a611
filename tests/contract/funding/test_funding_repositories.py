"""What every set of repositories of funding must do: the one in memory and the one on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool
from sqlalchemy.ext.asyncio import create_async_engine

import services.funding
from chassis import migrations
from chassis.domain import Stale, uuid7
from chassis.journal.writer import Act, Transaction
from services.funding.domain.bodies import Body, Level
from services.funding.domain.events import FinancingPlanLinesSet
from services.funding.domain.financing import Nature
from services.funding.domain.lines import LinesChange, LineState, PaymentKind
from services.funding.domain.plan import FinancingPlan
from services.funding.domain.project_ref import ProjectStage
from services.funding.domain.states import PlanState
from services.funding.storage.unit import FundingUnit
from services.funding.use_cases.ports import Cursor, PlanFilter
from services.funding.use_cases.refuse_line import RefuseLine, refuse_line
from services.funding.use_cases.set_lines import SetLines, set_lines
from tests.unit.funding.funding_examples import (
    BODIES,
    CALL,
    GRENAY,
    LOOS,
    NOW,
    POLE,
    RULEBOOK,
    dsil_entry,
    fonds_entry,
    own_entry,
)
from tests.unit.funding.funding_fakes import FakeClock, FakeUnit, amounts
from tests.unit.funding.funding_stories import (
    CHURCH_ROOF,
    FDC,
    FUNDING_OFFICER,
    MAYOR,
    PLAN,
    granted,
    heard,
    paid,
    requested,
    with_lines,
)

MIGRATIONS = Path(services.funding.__file__).parent / "migrations"
SEEN_BY_LOOS = frozenset({LOOS})

AnyUnit = Any
"""FakeUnit or FundingUnit: both have what the stories use, the copies' `put` included."""


@pytest.fixture(scope="module")
def migrated(module_database: str) -> str:
    migrations.upgrade(MIGRATIONS, module_database)
    return module_database


@pytest.fixture(params=["memory", "postgresql"])
async def unit(request: pytest.FixtureRequest) -> AsyncIterator[AnyUnit]:
    """On PostgreSQL one transaction, taken back at the end of the test."""
    if request.param == "memory":
        yield FakeUnit()
        return
    engine = create_async_engine(request.getfixturevalue("migrated"), poolclass=NullPool)
    async with engine.connect() as connection:
        tx = Transaction(connection, Act("p-1"), "test", "funding", FakeClock())
        made = FundingUnit(tx, (RULEBOOK,))
        for body in BODIES.values():
            await made.bodies.put(body)
        yield made
        await connection.rollback()
    await engine.dispose()


def fields(plan: FinancingPlan) -> dict[str, Any]:
    """All that must come back; what was recorded is written down and gone, words are compared as read."""
    kept = {
        key: value
        for key, value in vars(plan).items()
        if key not in {"recorded", "head", "verdict", "home_node"}
    }
    kept["largest"] = plan.verdict.largest
    kept["checks"] = [(check.rule, check.outcome, str(check.text)) for check in plan.verdict.checks]
    kept["figures"] = [[figure.value for figure in check.figures] for check in plan.verdict.checks]
    kept["missing"] = [[str(text) for text in check.missing] for check in plan.verdict.checks]
    return kept


async def paid_plan(unit: AnyUnit) -> FinancingPlan:
    await heard(unit)
    await with_lines(unit)
    await requested(unit)
    await granted(unit, 60_000)
    return await paid(unit, "20000.05", PaymentKind.ADVANCE)


async def test_a_plan_comes_back_with_all_that_it_may_hold(unit: AnyUnit) -> None:
    plan = await paid_plan(unit)
    found = await unit.plans.find(PLAN)
    assert found is not None
    assert fields(found) == fields(plan)
    assert found.version == 5
    assert found.line(FDC).paid == Decimal("20000.05")


async def test_a_refused_line_comes_back_with_its_reason(unit: AnyUnit) -> None:
    await heard(unit)
    await with_lines(
        unit, own_entry(1), dsil_entry(2, eligible_base=Decimal("3.10")), fonds_entry(1, legal_basis="x")
    )
    await requested(unit)
    plan = await refuse_line(RefuseLine(PLAN, "", CALL, FDC, "Non {vraiment} non"), FUNDING_OFFICER, unit)
    found = await unit.plans.find(PLAN)
    assert found is not None
    assert fields(found) == fields(plan)


async def test_an_unknown_plan_is_not_found(unit: AnyUnit) -> None:
    assert await unit.plans.find(str(uuid7())) is None


async def test_two_writers_do_not_overwrite_one_another(unit: AnyUnit) -> None:
    await heard(unit)
    first, second = await unit.plans.find(PLAN), await unit.plans.find(PLAN)
    assert first is not None
    assert second is not None
    for plan in (first, second):
        plan.record(FinancingPlanLinesSet())
    await unit.plans.save(first)
    with pytest.raises(Stale):
        await unit.plans.save(second)


async def test_a_plan_that_recorded_nothing_is_not_written(unit: AnyUnit) -> None:
    await heard(unit)
    plan = await unit.plans.find(PLAN)
    assert plan is not None
    plan.title = "oubliée"
    await unit.plans.save(plan)
    again = await unit.plans.find(PLAN)
    assert again is not None
    assert again.title == CHURCH_ROOF.title


async def three_plans(unit: AnyUnit) -> list[str]:
    """Ids, oldest first: of Loos for its chain, of Grenay for itself, of Grenay for everybody."""
    ids = []
    for hours, facts in enumerate(
        (
            {},
            {"owner": GRENAY, "audience": frozenset({GRENAY})},
            {"owner": GRENAY, "audience": frozenset(), "stage": ProjectStage.ACCEPTED},
        )
    ):
        ref = replace(CHURCH_ROOF, id=str(uuid7()), **facts)  # type: ignore[arg-type]
        unit.clock.instant = NOW + timedelta(hours=hours)
        await heard(unit, **vars(ref))
        ids.append(ref.plan_id)
    return ids


async def listed(
    unit: AnyUnit, *bodies: str, after: Cursor | None = None, size: int = 50, **which: Any
) -> list[str]:
    found = await unit.plans.page(PlanFilter(frozenset(bodies), **which), after, size)
    return [plan.id for plan in found]


async def test_lists_show_the_newest_first_and_only_what_may_be_seen(unit: AnyUnit) -> None:
    of_loos, hidden, public = await three_plans(unit)
    assert await listed(unit, LOOS) == [public, of_loos]
    assert await listed(unit, POLE) == [public, of_loos]
    assert await listed(unit, GRENAY) == [public, hidden]
    assert await listed(unit) == [public]


async def test_lists_can_be_filtered(unit: AnyUnit) -> None:
    of_loos, _, public = await three_plans(unit)
    assert await listed(unit, LOOS, body=LOOS) == [of_loos]
    assert await listed(unit, LOOS, body=GRENAY) == [public]
    assert await listed(unit, LOOS, state=PlanState.CLOSED) == []
    assert await listed(unit, LOOS, state=PlanState.OPEN) == [public, of_loos]
    plan = await unit.plans.find(of_loos)
    assert await listed(unit, LOOS, project=plan.project) == [of_loos]
    await set_lines(SetLines(of_loos, "", LOOS, LinesChange((fonds_entry(1),))), MAYOR, unit)
    assert await listed(unit, LOOS, body=CALL) == [of_loos]


async def test_pages_follow_one_another_without_a_gap(unit: AnyUnit) -> None:
    of_loos, _, public = await three_plans(unit)
    assert await listed(unit, LOOS, size=1) == [public]
    first = await unit.plans.find(public)
    after = Cursor(first.created, first.id)
    assert await listed(unit, LOOS, after=after, size=1) == [of_loos]
    last = await unit.plans.find(of_loos)
    assert await listed(unit, LOOS, after=Cursor(last.created, last.id)) == []


async def test_history_tells_each_event_once_in_order(unit: AnyUnit) -> None:
    await paid_plan(unit)
    told = await unit.plan_queries.history(PLAN, 0, 50)
    assert [entry.type for entry in told] == [
        "FinancingPlanOpened",
        "FinancingPlanLinesSet",
        "FondsDeConcoursRequested",
        "FondsDeConcoursGranted",
        "PaymentRecorded",
    ]
    assert [entry.version for entry in told] == [1, 2, 3, 4, 5]
    assert {(entry.time, entry.actor) for entry in told} == {(NOW, "p-1")}
    assert [entry.version for entry in await unit.plan_queries.history(PLAN, 2, 2)] == [3, 4]
    assert list(await unit.plan_queries.history(str(uuid7()), 0, 50)) == []


async def test_totals_add_up_lines_by_what_became_of_them(unit: AnyUnit) -> None:
    await paid_plan(unit)
    await with_lines(
        unit,
        own_entry(97_158),
        dsil_entry(104_772, state=LineState.REQUESTED),
        fonds_entry(60_000, id=FDC),
    )
    of_loos = await unit.plan_queries.totals(LOOS, SEEN_BY_LOOS)
    assert (of_loos.body, of_loos.plans, of_loos.cost) == (LOOS, 1, Decimal(261_930))
    assert of_loos.as_owner == replace(amounts(174_772, 60_000), paid=Decimal("20000.05"))
    of_call = await unit.plan_queries.totals(CALL, SEEN_BY_LOOS)
    assert (of_call.plans, of_call.as_owner) == (0, amounts())
    assert of_call.as_funder == replace(amounts(70_000, 60_000), paid=Decimal("20000.05"))


async def test_a_refused_request_was_asked_and_nothing_more(unit: AnyUnit) -> None:
    await heard(unit)
    await with_lines(unit)
    await requested(unit)
    await refuse_line(RefuseLine(PLAN, "", CALL, FDC, "Non"), FUNDING_OFFICER, unit)
    assert (await unit.plan_queries.totals(CALL, SEEN_BY_LOOS)).as_funder == amounts(70_000)


@pytest.mark.parametrize("facts", [{"synthetic": True}, {"stage": ProjectStage.WITHDRAWN}])
async def test_totals_leave_out_what_is_synthetic_or_closed(unit: AnyUnit, facts: dict[str, Any]) -> None:
    await heard(unit, synthetic=facts.get("synthetic", False))
    await with_lines(unit)
    await heard(unit, **facts)
    assert (await unit.plan_queries.totals(LOOS, SEEN_BY_LOOS)).plans == 0


async def test_totals_tell_nothing_of_what_may_not_be_seen(unit: AnyUnit) -> None:
    await paid_plan(unit)
    for body in (LOOS, CALL):
        hidden = await unit.plan_queries.totals(body, frozenset({GRENAY}))
        assert (hidden.plans, hidden.as_owner, hidden.as_funder) == (0, amounts(), amounts())


async def test_the_copy_of_a_project_is_replaced_by_newer_news(unit: AnyUnit) -> None:
    assert await unit.projects.find(CHURCH_ROOF.id) is None
    await unit.projects.put(CHURCH_ROOF)
    newer = replace(CHURCH_ROOF, nature=Nature.EVENT, cost=Decimal("1.50"), audience=frozenset())
    await unit.projects.put(newer)
    assert await unit.projects.find(CHURCH_ROOF.id) == newer


async def test_only_known_bodies_are_found(unit: AnyUnit) -> None:
    assert await unit.bodies.find([LOOS, "99999"]) == {LOOS: BODIES[LOOS]}
    moved = Body(LOOS, Level.COMMUNE, "Loos-en-Gohelle", frozenset({"246200299"}))
    await unit.bodies.put(moved)
    assert await unit.bodies.find([LOOS]) == {LOOS: moved}
    assert await unit.bodies.find([]) == {}


def test_the_migrations_make_the_tables_that_the_code_uses(fresh_database: str) -> None:
    migrations.upgrade(MIGRATIONS, fresh_database)
    migrations.check(MIGRATIONS, fresh_database)
