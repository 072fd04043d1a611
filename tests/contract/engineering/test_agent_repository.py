"""What every repository of agents does, fake or real."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from chassis.aggregates import WriteConflict
from chassis.domain import NotFound
from chassis.pagination import Page
from services.engineering.domain.agent import Agent
from services.engineering.domain.balance import Flow
from services.engineering.domain.days import Skill
from services.engineering.domain.states import ReservationState
from services.engineering.use_cases.ports import AgentFilter, ReservationFilter
from tests.contract.engineering.conftest import Open
from tests.unit.engineering.builders import (
    CALL,
    DECEMBER,
    GRENAY,
    LOOS,
    NOON,
    POLE,
    agent,
    period,
    profile,
    purpose,
)


async def put(open_unit: Open, *agents: Agent) -> None:
    async with open_unit() as unit:
        for each in agents:
            await unit.agents.add(each.registered())


def same(one: Agent, other: Agent) -> bool:
    """Whether two agents are alike in all that is kept."""
    ignored = {"recorded", "head", "home_node"}
    return all(getattr(one, name) == getattr(other, name) for name in vars(one).keys() - ignored)


async def test_an_agent_comes_back_as_it_was_kept(open_unit: Open) -> None:
    somebody = agent(Skill.ENERGY, Skill.DATA, quota="62.5", absences=(period("2026-08-01", "2026-08-31"),))
    somebody.profile = replace(somebody.profile, lending=profile(lending=(POLE, DECEMBER)).lending)
    somebody.full_time_days = Decimal(210)
    somebody.reserve("v1", purpose(Skill.ENERGY), DECEMBER, Decimal("3.25"), NOON)
    await put(open_unit, somebody)
    async with open_unit() as unit:
        found = await unit.agents.get(somebody.id)
        alone = await unit.agents.get_alone(somebody.id)
    assert same(found, somebody)
    assert same(alone, somebody)
    assert (found.version, found.home_node, found.epoch) == (2, "artois", 1)


async def test_what_changed_is_kept_together_with_the_reservations(open_unit: Open) -> None:
    somebody = agent()
    await put(open_unit, somebody)
    async with open_unit() as unit:
        found = await unit.agents.get_alone(somebody.id)
        found.reserve("v1", purpose(), DECEMBER, Decimal(2), NOON)
        await unit.agents.save(found)
    async with open_unit() as unit:
        found = await unit.agents.with_reservation("v1")
        assert found.reservation("v1").version == 2
        found.cancel("v1", NOON + timedelta(hours=1))
        found.reserve("v2", purpose(), DECEMBER, Decimal(1), NOON)
        await unit.agents.save(found)
    async with open_unit() as unit:
        kept = await unit.agents.get(somebody.id)
    assert same(kept, found)
    assert kept.reservation("v1").state is ReservationState.CANCELLED
    assert kept.reservation("v1").updated_at == NOON + timedelta(hours=1)
    assert kept.version == 4


async def test_what_is_not_there_is_not_found(open_unit: Open) -> None:
    async with open_unit() as unit:
        for search in (unit.agents.get("a"), unit.agents.get_alone("a"), unit.agents.with_reservation("v")):
            with pytest.raises(NotFound):
                await search


async def test_a_copy_that_somebody_else_changed_meanwhile_is_not_saved(open_unit: Open) -> None:
    somebody = agent()
    await put(open_unit, somebody)
    async with open_unit() as unit:
        mine, yours = await unit.agents.get(somebody.id), await unit.agents.get(somebody.id)
    async with open_unit() as unit:
        yours.reserve("v1", purpose(), DECEMBER, Decimal(20), NOON)
        await unit.agents.save(yours)
    mine.reserve("v2", purpose(), DECEMBER, Decimal(20), NOON)
    with pytest.raises(WriteConflict):
        async with open_unit() as unit:
            await unit.agents.save(mine)
    async with open_unit() as unit:
        assert list((await unit.agents.get(somebody.id)).reservations) == ["v1"]


async def test_saving_what_recorded_nothing_changes_nothing(open_unit: Open) -> None:
    somebody = agent()
    await put(open_unit, somebody)
    async with open_unit() as unit:
        found = await unit.agents.get(somebody.id)
        await unit.agents.save(found)
        assert (await unit.agents.get(somebody.id)).version == 1


async def test_agents_count_for_their_employer_and_the_body_lent_to(open_unit: Open) -> None:
    one, other = agent(), agent()
    other.profile = profile(lending=(POLE, DECEMBER))
    other.reserve("v1", purpose(), DECEMBER, Decimal(1), NOON)
    await put(open_unit, one, other)
    async with open_unit() as unit:
        assert [each.id for each in await unit.agents.counting_for(CALL)] == sorted([one.id, other.id])
        lent = await unit.agents.counting_for(POLE)
        assert await unit.agents.counting_for(LOOS) == []
    assert [each.id for each in lent] == [other.id]
    assert list(lent[0].reservations) == ["v1"]


async def test_agents_are_listed_newest_first_to_those_who_see_them(open_unit: Open) -> None:
    old, new, twin = agent(Skill.FOOD), agent(Skill.DATA), agent(Skill.DATA)
    for each, minutes in ((old, 0), (new, 5), (twin, 5)):
        each.created_at = NOON + timedelta(minutes=minutes)
    elsewhere = agent()
    elsewhere.employer, elsewhere.person = GRENAY, "p-of-grenay"
    await put(open_unit, old, new, twin, elsewhere)
    twins = sorted([new.id, twin.id], reverse=True)

    async with open_unit() as unit:
        first = await unit.agents.page(AgentFilter({CALL}), Page(1))
        second = await unit.agents.page(AgentFilter({CALL}), Page(1, first.after))
        third = await unit.agents.page(AgentFilter({CALL}), Page(1, second.after))
        with_food = await unit.agents.page(AgentFilter({CALL, GRENAY}, skill=Skill.FOOD), Page(9))
        of_grenay = await unit.agents.page(AgentFilter({CALL, GRENAY}, body=GRENAY), Page(9))
        nobody = await unit.agents.page(AgentFilter(frozenset()), Page(9))
        oneself = await unit.agents.page(AgentFilter(frozenset(), "p-of-grenay"), Page(9))
    assert [page.items[0].id for page in (first, second, third)] == [*twins, old.id]
    assert third.after is None
    assert [each.id for each in with_food.items] == [old.id]
    assert [each.id for each in of_grenay.items] == [elsewhere.id]
    assert (nobody.items, nobody.after) == ([], None)
    assert [each.id for each in oneself.items] == [elsewhere.id]


async def test_reservations_are_listed_newest_first_to_those_who_see_them(open_unit: Open) -> None:
    one, other = agent(), agent()
    one.reserve("v1", purpose(request="r1"), DECEMBER, Decimal(1), NOON)
    one.reserve("v2", purpose(request="r2"), DECEMBER, Decimal(2), NOON + timedelta(minutes=1))
    other.employer, other.person = GRENAY, "p-of-grenay"
    seen_there_too = replace(purpose(request="r2"), seen_by=frozenset({LOOS, GRENAY}))
    other.reserve("v3", seen_there_too, DECEMBER, Decimal(3), NOON + timedelta(minutes=2))
    await put(open_unit, one, other)

    async def listed(wanted: ReservationFilter) -> list[str]:
        async with open_unit() as unit:
            page = await unit.agents.reservations(wanted, Page(9))
        assert all(booked.agent.reservation(booked.reservation.id) for booked in page.items)
        return [booked.reservation.id for booked in page.items]

    assert await listed(ReservationFilter({LOOS})) == ["v3", "v2", "v1"]
    assert await listed(ReservationFilter({GRENAY})) == ["v3"]
    assert await listed(ReservationFilter({LOOS}, body=CALL)) == ["v2", "v1"]
    assert await listed(ReservationFilter({LOOS}, body=LOOS, request="r2")) == ["v3", "v2"]
    assert await listed(ReservationFilter({LOOS}, agent=other.id)) == ["v3"]
    assert await listed(ReservationFilter({"99999"})) == []
    assert await listed(ReservationFilter(frozenset(), "p-of-grenay")) == ["v3"]
    assert await listed(ReservationFilter(frozenset(), "p-of-grenay", agent=one.id)) == []
    async with open_unit() as unit:
        first = await unit.agents.reservations(ReservationFilter({LOOS}), Page(2))
        rest = await unit.agents.reservations(ReservationFilter({LOOS}), Page(2, first.after))
    assert [booked.reservation.id for booked in rest.items] == ["v1"]
    assert rest.after is None


async def test_flows_add_up_the_held_reservations_that_start_in_the_year(open_unit: Open) -> None:
    somebody = agent()
    somebody.reserve("v1", purpose(), DECEMBER, Decimal("1.5"), NOON)
    somebody.reserve("v2", purpose(), period("2026-12-31", "2027-01-29"), Decimal(2), NOON)
    somebody.reserve("v3", purpose(), period("2027-01-01", "2027-01-29"), Decimal(4), NOON)
    somebody.reserve("v4", purpose(), DECEMBER, Decimal(8), NOON)
    somebody.cancel("v4", NOON)
    await put(open_unit, somebody)

    async def added(body: str, year: int) -> set[tuple[str, str, Decimal]]:
        totals: dict[tuple[str, str], Decimal] = {}
        async with open_unit() as unit:
            flows: list[Flow] = list(await unit.agents.flows(body, year))
        for flow in flows:
            key = (flow.lender, flow.borrower)
            totals[key] = totals.get(key, Decimal(0)) + flow.days
        return {(*key, days) for key, days in totals.items()}

    assert await added(LOOS, 2026) == {(CALL, LOOS, Decimal("3.5"))}
    assert await added(CALL, 2027) == {(CALL, LOOS, Decimal(4))}
    assert await added(GRENAY, 2026) == set()
