"""Answer what a plan would be with these lines, and change nothing."""

from dataclasses import dataclass

from chassis.domain import Caller, raise_faults
from services.funding.domain.line_faults import change_faults
from services.funding.domain.lines import LinesChange
from services.funding.domain.plan import FinancingPlan
from services.funding.use_cases.load_plan import bodies_of, load_plan
from services.funding.use_cases.ports import Unit, law_for


@dataclass(frozen=True)
class CheckPlan:
    """An empty change judges the plan as it stands, by the rules in force today."""

    plan: str
    change: LinesChange


async def check_plan(command: CheckPlan, caller: Caller, unit: Unit) -> FinancingPlan:
    """The plan as it would stand. It is never saved: the unit of work forgets it."""
    plan = await load_plan(command.plan, caller, unit)
    raise_faults(change_faults(command.change))
    plan.apply(command.change)
    plan.judge(await law_for(unit, bodies_of(plan)))
    return plan
