"""The owner of a project asks a body for a fonds de concours."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.funding.domain import grants
from services.funding.domain.plan import FinancingPlan
from services.funding.use_cases.load_plan import bodies_of, load_plan, must_be_owner
from services.funding.use_cases.ports import Unit, law_for


@dataclass(frozen=True)
class RequestFondsDeConcours:
    plan: str
    etag: str
    body: str
    line: str


async def request_fonds_de_concours(
    command: RequestFondsDeConcours, caller: Caller, unit: Unit
) -> FinancingPlan:
    plan = await load_plan(command.plan, caller, unit)
    must_be_owner(plan, caller, command.body)
    plan.check_etag(command.etag)
    law = await law_for(unit, bodies_of(plan))
    grants.request_fonds_de_concours(plan, command.line, caller.id, law, unit.clock.now())
    await unit.plans.save(plan)
    return plan
