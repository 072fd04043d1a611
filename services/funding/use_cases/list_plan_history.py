"""Tell what happened to a plan, oldest first."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.funding.use_cases.load_plan import load_plan
from services.funding.use_cases.paging import Listed, listed
from services.funding.use_cases.ports import HistoryEntry, Unit


@dataclass(frozen=True)
class ListPlanHistory:
    """`after` is the version at which the page before ended; zero from the start."""

    plan: str
    size: int
    after: int = 0


async def list_plan_history(query: ListPlanHistory, caller: Caller, unit: Unit) -> Listed[HistoryEntry]:
    await load_plan(query.plan, caller, unit)
    return listed(await unit.plan_queries.history(query.plan, query.after, query.size + 1), query.size)
