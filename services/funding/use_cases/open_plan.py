"""Open the financing plan of a project by hand, for the body that owns it."""

from dataclasses import dataclass
from decimal import Decimal

from chassis.domain import AlreadyThere, Caller, Hidden, NotFound, Refused, msg, raise_faults
from services.funding.domain.line_faults import cost_faults
from services.funding.domain.plan import FinancingPlan
from services.funding.domain.project_ref import ProjectStage
from services.funding.domain.states import ROLES, Who
from services.funding.use_cases.load_plan import must_act_for
from services.funding.use_cases.ports import Unit, law_for


@dataclass(frozen=True)
class OpenPlan:
    """`project` is a UUID, `body` a code; `cost` in euros before tax, the project's own when None."""

    project: str
    body: str
    cost: Decimal | None = None


async def open_plan(command: OpenPlan, caller: Caller, unit: Unit) -> FinancingPlan:
    ref = await unit.projects.find(command.project)
    if ref is None or not ref.visible_to(caller):
        text = msg("Ce projet n’existe pas, n’est pas encore déposé, ou ne vous est pas ouvert.")
        name = f"projects/{command.project}"
        raise (NotFound if ref is None else Hidden)("PROJECT_NOT_FOUND", text, project=name, resource=name)
    caller.must_hold(command.body, *ROLES[Who.OWNER])
    raise_faults(cost_faults(command.cost))
    must_act_for(command.body, ref.owner)
    if ref.stage is ProjectStage.WITHDRAWN:
        text = msg("Ce projet est retiré : il n’a plus besoin d’un plan de financement.")
        raise Refused("PROJECT_WITHDRAWN", text, project=f"projects/{ref.id}")
    if await unit.plans.find(ref.plan_id) is not None:
        text = msg("Ce projet a déjà un plan de financement.")
        raise AlreadyThere("PLAN_EXISTS", text, plan=f"plans/{ref.plan_id}")
    law = await law_for(unit, [ref.owner])
    cost = ref.cost if command.cost is None else command.cost
    plan = FinancingPlan.open(ref, cost, law, unit.clock.now(), by=caller.id)
    await unit.plans.add(plan)
    return plan
