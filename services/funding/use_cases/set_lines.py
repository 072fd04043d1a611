"""Write all the lines of a plan at once."""

from dataclasses import dataclass

from chassis.domain import Caller, raise_faults
from services.funding.domain.line_faults import change_faults
from services.funding.domain.lines import LinesChange
from services.funding.domain.plan import FinancingPlan
from services.funding.use_cases.load_plan import bodies_of, load_plan, must_be_owner
from services.funding.use_cases.ports import Unit, law_for


@dataclass(frozen=True)
class SetLines:
    plan: str
    etag: str
    body: str
    change: LinesChange


async def set_lines(command: SetLines, caller: Caller, unit: Unit) -> FinancingPlan:
    plan = await load_plan(command.plan, caller, unit)
    must_be_owner(plan, caller, command.body)
    plan.check_etag(command.etag)
    raise_faults(change_faults(command.change))
    law = await law_for(unit, bodies_of(plan, command.change.lines or ()))
    plan.set_lines(command.change, caller.id, law, unit.clock.now())
    await unit.plans.save(plan)
    return plan
