"""React to what happens to a project: open its plan, keep it in step, close it."""

from services.funding.domain.plan import FinancingPlan
from services.funding.domain.project_ref import ProjectRef, ProjectStage
from services.funding.use_cases.load_plan import bodies_of
from services.funding.use_cases.ports import Unit, law_for


async def follow_project(ref: ProjectRef, unit: Unit) -> None:
    """Open, align or close the plan, whose id follows from the project's.

    While a decision is proposed again its owner may be nobody: the plan then waits as it is.
    """
    plan = await unit.plans.find(ref.plan_id)
    now = unit.clock.now()
    if plan is None:
        if ref.calls_for_a_plan:
            law = await law_for(unit, [ref.owner])
            await unit.plans.add(FinancingPlan.open(ref, ref.cost, law, now))
        return
    law = await law_for(unit, bodies_of(plan) | {ref.owner})
    if ref.stage is ProjectStage.WITHDRAWN or (ref.stage is ProjectStage.ACCEPTED and not ref.owner):
        plan.close(law, now)
    elif ref.owner:
        plan.align(ref, law, now)
    await unit.plans.save(plan)
