"""Enters an agent into the pool of the employer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chassis.domain import Caller, uuid7
from services.engineering.domain.agent import Agent, Profile
from services.engineering.domain.states import ROLES, Who
from services.engineering.use_cases.bodies import all_known
from services.engineering.use_cases.ports import Unit
from services.engineering.use_cases.refresh_capacity import refresh_capacity


@dataclass(frozen=True)
class RegisterAgent:
    """`person` is a pseudonymous id, `employer` a body's code, `full_time_days` per calendar year."""

    person: str
    employer: str
    profile: Profile
    full_time_days: Decimal


async def register_agent(command: RegisterAgent, caller: Caller, unit: Unit) -> Agent:
    """Raise Forbidden without the employer's pool_manager role, InvalidInput for an unknown body."""
    caller.must_hold(command.employer, *ROLES[Who.LENDER])
    if command.profile.lending:
        await all_known([command.profile.lending.body], "agent.lending.body", unit.territories)
    now = unit.clock.now()
    agent = Agent(
        id=str(uuid7()),
        person=command.person,
        employer=command.employer,
        profile=command.profile,
        full_time_days=command.full_time_days,
        created_at=now,
        updated_at=now,
    ).registered()
    await unit.agents.add(agent)
    await refresh_capacity(agent.seen_by, unit)
    return agent
