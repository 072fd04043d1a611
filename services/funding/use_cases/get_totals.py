"""Add up what a body asked, was granted and was paid, and what was asked of it."""

from chassis.domain import Caller
from services.funding.use_cases.ports import Totals, Unit


async def get_totals(body: str, caller: Caller, unit: Unit) -> Totals:
    """Over the plans that the caller may see, so that a total betrays nothing hidden."""
    return await unit.plan_queries.totals(body, caller.bodies)
