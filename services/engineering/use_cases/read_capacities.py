"""Reads free days and balances, which are public."""

from __future__ import annotations

from chassis.domain import Caller, paris_day
from services.engineering.domain.balance import Balance, balance
from services.engineering.domain.capacity import Capacity
from services.engineering.domain.days import Skill
from services.engineering.use_cases.bodies import known
from services.engineering.use_cases.ports import Listed, Page, Unit


async def get_capacity(body: str, _caller: Caller, unit: Unit) -> Capacity:
    """Raise NotFound when the body gave no figures."""
    return await unit.capacities.get(body)


async def list_capacities(skill: Skill | None, page: Page, _caller: Caller, unit: Unit) -> Listed[Capacity]:
    return await unit.capacities.page(skill, page)


async def get_balance(body: str, year: int, _caller: Caller, unit: Unit) -> Balance:
    """What the body lent and borrowed in a year (0: this one). Raise InvalidInput for an unknown body."""
    territory = await known(body, "name", unit.territories)
    asked = year or paris_day(unit.clock.now()).year
    return balance(body, asked, await unit.agents.flows(body, asked), territory.population)
