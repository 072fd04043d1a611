"""Takes a period out of an agent's days."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Caller
from services.engineering.domain.agent import Agent
from services.engineering.domain.calendar import Period
from services.engineering.domain.states import ROLES, Who
from services.engineering.use_cases.ports import Unit
from services.engineering.use_cases.refresh_capacity import refresh_capacity
from services.engineering.use_cases.visibility import must_see_agent


@dataclass(frozen=True)
class RecordAbsence:
    agent: str
    etag: str
    period: Period


async def record_absence(command: RecordAbsence, caller: Caller, unit: Unit) -> Agent:
    """Raise NotFound, Forbidden, Stale; Exhausted when reserved days would have no place left."""
    agent = await unit.agents.get_alone(command.agent)
    must_see_agent(agent, caller)
    caller.must_hold(agent.employer, *ROLES[Who.LENDER])
    agent.check_etag(command.etag)
    agent.be_absent(command.period, unit.clock.now())
    await unit.agents.save(agent)
    await refresh_capacity(agent.seen_by, unit)
    return agent
