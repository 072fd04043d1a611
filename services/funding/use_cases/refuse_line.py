"""A body refuses a fonds de concours that was asked of it, with its reason."""

from dataclasses import dataclass

from chassis.domain import Caller, raise_faults
from services.funding.domain import grants
from services.funding.domain.line_faults import reason_faults
from services.funding.domain.plan import FinancingPlan
from services.funding.use_cases.load_plan import bodies_of, load_plan, must_be_funder
from services.funding.use_cases.ports import Unit, law_for


@dataclass(frozen=True)
class RefuseLine:
    plan: str
    etag: str
    body: str
    line: str
    reason: str


async def refuse_line(command: RefuseLine, caller: Caller, unit: Unit) -> FinancingPlan:
    plan = await load_plan(command.plan, caller, unit)
    must_be_funder(plan, command.line, caller, command.body)
    plan.check_etag(command.etag)
    raise_faults(reason_faults(command.reason))
    law = await law_for(unit, bodies_of(plan))
    grants.refuse_fonds_de_concours(plan, command.line, command.reason, caller.id, law, unit.clock.now())
    await unit.plans.save(plan)
    return plan
