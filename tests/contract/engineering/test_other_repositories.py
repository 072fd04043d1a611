"""What every repository of requests, capacities and copies does, fake or real."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from chassis.aggregates import WriteConflict
from chassis.domain import NotFound
from chassis.pagination import Page
from services.engineering.domain.capacity import Capacity, Figures, LentAgent, Origin
from services.engineering.domain.days import Skill
from services.engineering.domain.request import DayRequest, Grant
from services.engineering.domain.states import RequestState
from services.engineering.use_cases.ports import RequestFilter
from tests.contract.engineering.conftest import Open
from tests.unit.engineering.builders import (
    CALL,
    DECEMBER,
    GRENAY,
    LIEVIN,
    LOOS,
    NOON,
    POLE,
    PROJECT,
    TERRITORIES,
    project,
    request,
)

GRANT = Grant("v1", "a1", LIEVIN, Decimal("4.25"))


async def put(open_unit: Open, *requests: DayRequest) -> None:
    async with open_unit() as unit:
        for each in requests:
            await unit.requests.add(each.opened())


async def test_a_request_comes_back_as_it_was_kept(open_unit: Open) -> None:
    asked = request("40.5", Skill.FINANCIAL_ENGINEERING)
    asked.asked_bodies, asked.automatic = frozenset({GRENAY}), True
    await put(open_unit, asked)
    async with open_unit() as unit:
        found = await unit.requests.get_alone(asked.id)
        found.grant(GRANT, NOON + timedelta(hours=1))
        await unit.requests.save(found)
    async with open_unit() as unit:
        kept = await unit.requests.get(asked.id)
        with pytest.raises(NotFound):
            await unit.requests.get_alone("nothing")
    for name in vars(kept).keys() - {"recorded", "head"}:
        assert getattr(kept, name) == getattr(found, name)
    assert (kept.grants, kept.state, kept.version) == ({"v1": GRANT}, RequestState.PARTLY_COVERED, 2)
    assert kept.seen_by == {LOOS, CALL, POLE, GRENAY, LIEVIN}


async def test_a_request_that_somebody_else_changed_meanwhile_is_not_saved(open_unit: Open) -> None:
    asked = request()
    await put(open_unit, asked)
    async with open_unit() as unit:
        mine, yours = await unit.requests.get(asked.id), await unit.requests.get(asked.id)
    async with open_unit() as unit:
        yours.withdraw(NOON)
        await unit.requests.save(yours)
    mine.grant(GRANT, NOON)
    with pytest.raises(WriteConflict):
        async with open_unit() as unit:
            await unit.requests.save(mine)


async def test_requests_are_listed_newest_first_to_those_who_see_them(open_unit: Open) -> None:
    old, new, other = request(), request(skill=Skill.DATA), request()
    new.created_at = NOON + timedelta(minutes=5)
    new.state = RequestState.WITHDRAWN
    other.project, other.body, other.chain = "another", GRENAY, frozenset({CALL})
    await put(open_unit, old, new, other)

    async def listed(wanted: RequestFilter) -> list[str]:
        async with open_unit() as unit:
            return [each.id for each in (await unit.requests.page(wanted, Page(9))).items]

    assert await listed(RequestFilter({LOOS})) == [new.id, old.id]
    assert await listed(RequestFilter({CALL}, body=GRENAY)) == [other.id]
    assert await listed(RequestFilter({CALL}, project=PROJECT)) == [new.id, old.id]
    assert await listed(RequestFilter({LOOS}, state=RequestState.OPEN)) == [old.id]
    assert await listed(RequestFilter(frozenset())) == []
    async with open_unit() as unit:
        first = await unit.requests.page(RequestFilter({LOOS}), Page(1))
        rest = await unit.requests.page(RequestFilter({LOOS}), Page(1, first.after))
        of_project = await unit.requests.of_project(PROJECT)
    assert ([each.id for each in rest.items], rest.after) == ([old.id], None)
    assert [each.id for each in of_project] == sorted([old.id, new.id])


def capacity(code: str, **free: str) -> Capacity:
    figures = Figures(
        horizon=DECEMBER,
        free={Skill(skill): Decimal(days) for skill, days in free.items()},
        total=Decimal("12.25"),
        lent_agents=(
            LentAgent("a1", LIEVIN, frozenset({Skill.HOUSING, Skill.DATA}), Decimal("4.25")),
            LentAgent("a2", CALL, frozenset({Skill.FOOD}), Decimal(0)),
        ),
    )
    return Capacity.first(code, figures, Origin.COMPUTED, NOON)


async def test_a_capacity_comes_back_as_it_was_kept(open_unit: Open) -> None:
    async with open_unit() as unit:
        await unit.capacities.add(capacity(LOOS, housing="12.25"))
    async with open_unit() as unit:
        found = await unit.capacities.find_alone(LOOS)
        assert found is not None
        assert found.figures == capacity(LOOS, housing="12.25").figures
        figures = replace(found.figures, free={}, total=Decimal(0), lent_agents=())
        found.publish(figures, Origin.DECLARED, NOON + timedelta(days=1))
        await unit.capacities.save(found)
    async with open_unit() as unit:
        kept = await unit.capacities.get(LOOS)
        assert await unit.capacities.find(GRENAY) is None
        with pytest.raises(NotFound):
            await unit.capacities.get(GRENAY)
    assert (kept.figures, kept.origin, kept.version) == (figures, Origin.DECLARED, 2)
    assert kept.updated_at == NOON + timedelta(days=1)


async def test_capacities_are_listed_by_code_and_narrowed_to_a_skill(open_unit: Open) -> None:
    async with open_unit() as unit:
        await unit.capacities.add(capacity(LOOS, housing="5"))
        await unit.capacities.add(capacity(CALL, housing="5", data="1"))
        await unit.capacities.add(capacity(GRENAY, data="1"))
    async with open_unit() as unit:
        first = await unit.capacities.page(None, Page(2))
        rest = await unit.capacities.page(None, Page(2, first.after or ()))
        housing = await unit.capacities.page(Skill.HOUSING, Page(9))
    assert [each.id for each in first.items] == [CALL, GRENAY]
    assert ([each.id for each in rest.items], rest.after) == ([LOOS], None)
    assert [each.id for each in housing.items] == [CALL, LOOS]


async def test_the_copy_of_a_project_is_replaced_by_a_newer_one(open_unit: Open) -> None:
    async with open_unit() as unit:
        await unit.projects.put(project())
    newer = replace(project([(Skill.DATA, "2.5"), (Skill.FOOD, "1")], owner=""), withdrawn=True)
    async with open_unit() as unit:
        assert await unit.projects.find(PROJECT) == project()
        await unit.projects.put(newer)
    async with open_unit() as unit:
        assert await unit.projects.find(PROJECT) == newer
        assert await unit.projects.find("nothing") is None


async def test_the_copy_of_a_body_is_replaced_by_a_newer_one(open_unit: Open) -> None:
    loos = TERRITORIES[0]
    async with open_unit() as unit:
        await unit.territories.put(loos)
        await unit.territories.put(replace(loos, population=7000))
    async with open_unit() as unit:
        assert await unit.territories.find(LOOS) == replace(loos, population=7000)
        assert await unit.territories.find(GRENAY) is None
