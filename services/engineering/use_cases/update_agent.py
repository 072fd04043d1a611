"""Changes skills, quota or lending of an agent, never below what is reserved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from chassis.domain import Caller
from services.engineering.domain.agent import Agent, Lending, Profile
from services.engineering.domain.days import Skill
from services.engineering.domain.states import ROLES, Who
from services.engineering.use_cases.bodies import all_known
from services.engineering.use_cases.ports import Unit
from services.engineering.use_cases.refresh_capacity import refresh_capacity
from services.engineering.use_cases.visibility import must_see_agent


@dataclass(frozen=True)
class UpdateAgent:
    """What is None stays as it is; the lending ends with `ends_lending`."""

    agent: str
    etag: str
    skills: frozenset[Skill] | None = None
    quota: Decimal | None = None
    lending: Lending | None = None
    ends_lending: bool = False


async def update_agent(command: UpdateAgent, caller: Caller, unit: Unit) -> Agent:
    """Raise NotFound, Forbidden, Stale; Refused when held reservations need what would go."""
    agent = await unit.agents.get_alone(command.agent)
    must_see_agent(agent, caller)
    caller.must_hold(agent.employer, *ROLES[Who.LENDER])
    agent.check_etag(command.etag)
    if command.lending:
        await all_known([command.lending.body], "agent.lending.body", unit.territories)
    counted_for = agent.seen_by
    agent.change(_changed(agent.profile, command), unit.clock.now())
    await unit.agents.save(agent)
    await refresh_capacity(counted_for | agent.seen_by, unit)
    return agent


def _changed(profile: Profile, command: UpdateAgent) -> Profile:
    if command.skills is not None:
        profile = replace(profile, skills=command.skills)
    if command.quota is not None:
        profile = replace(profile, quota=command.quota)
    if command.lending is not None or command.ends_lending:
        profile = replace(profile, lending=command.lending)
    return profile
