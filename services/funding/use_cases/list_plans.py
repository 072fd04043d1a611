"""List the plans that the caller may see, newest first."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.funding.domain.plan import FinancingPlan
from services.funding.domain.states import PlanState
from services.funding.use_cases.paging import Listed, listed
from services.funding.use_cases.ports import Cursor, PlanFilter, Unit


@dataclass(frozen=True)
class ListPlans:
    """Empty `project` and `body` and a `state` of None filter nothing."""

    size: int
    after: Cursor | None = None
    project: str = ""
    body: str = ""
    state: PlanState | None = None


async def list_plans(query: ListPlans, caller: Caller, unit: Unit) -> Listed[FinancingPlan]:
    which = PlanFilter(caller.bodies, query.project, query.body, query.state)
    return listed(await unit.plans.page(which, query.after, query.size + 1), query.size)
