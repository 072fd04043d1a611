"""Read one plan that the caller may see."""

from chassis.domain import Caller
from services.funding.domain.plan import FinancingPlan
from services.funding.use_cases.load_plan import load_plan
from services.funding.use_cases.ports import Unit


async def get_plan(plan_id: str, caller: Caller, unit: Unit) -> FinancingPlan:
    return await load_plan(plan_id, caller, unit)
