"""Answer what a plan would be with these lines, and change nothing."""

from dataclasses import dataclass

from chassis.domain import Caller, raise_faults
from services.funding.domain.line_faults import cost_faults, entry_faults
from services.funding.domain.plan import FinancingPlan, LinesChange
from services.funding.use_cases.load_plan import bodies_of, load_plan
from services.funding.use_cases.ports import Unit, law_for


@dataclass(frozen=True)
class CheckPlan:
    """`change` is None to judge the plan as it stands, by the rules in force today."""

    plan: str
    change: LinesChange | None


async def check_plan(command: CheckPlan, caller: Caller, unit: Unit) -> FinancingPlan:
    """The plan as it would stand. It is never saved: the unit of work forgets it."""
    plan = await load_plan(command.plan, caller, unit)
    change = command.change
    if change is not None:
        raise_faults(cost_faults(change.cost) + entry_faults(change.lines))
        plan.apply(change)
    plan.judge(await law_for(unit, bodies_of(plan)))
    return plan
