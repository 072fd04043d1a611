"""Reads agents and what they can still give."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chassis.domain import Caller
from services.engineering.domain.agent import Agent
from services.engineering.domain.calendar import Period
from services.engineering.domain.days import NONE, Skill
from services.engineering.use_cases.ports import AgentFilter, Listed, Page, Unit
from services.engineering.use_cases.visibility import must_see_agent


@dataclass(frozen=True)
class Availability:
    """`free` is the largest reservation that is possible for exactly this period."""

    agent: Agent
    period: Period
    working: Decimal
    reserved: Decimal
    free: Decimal


async def get_agent(agent_id: str, caller: Caller, unit: Unit) -> Agent:
    """Raise NotFound when there is none that the caller may know of."""
    agent = await unit.agents.get(agent_id)
    must_see_agent(agent, caller)
    return agent


async def list_agents(
    body: str, skill: Skill | None, page: Page, caller: Caller, unit: Unit
) -> Listed[Agent]:
    return await unit.agents.page(AgentFilter(caller.bodies, caller.id, body, skill), page)


async def get_availability(agent_id: str, period: Period, caller: Caller, unit: Unit) -> Availability:
    """Raise NotFound when there is none that the caller may know of."""
    agent = await get_agent(agent_id, caller, unit)
    touching = (load.days for load in agent.loads if load.period.common(period))
    return Availability(
        agent=agent,
        period=period,
        working=agent.working_time.worked(period),
        reserved=sum(touching, NONE),
        free=agent.free_days(period),
    )
