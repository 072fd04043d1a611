"""How every command on a plan begins: load it, hide it from who may not know of it, see who acts."""

from collections.abc import Iterable

from chassis.domain import Caller, Forbidden, msg
from services.funding.domain.lines import LineEntry, LineKind
from services.funding.domain.plan import FinancingPlan, plan_not_found
from services.funding.domain.states import ROLES, Who
from services.funding.use_cases.ports import Unit


async def load_plan(plan_id: str, caller: Caller, unit: Unit) -> FinancingPlan:
    """Raises NotFound, alike for a plan that does not exist and for one that is hidden."""
    plan = await unit.plans.find(plan_id)
    if plan is None or not plan.visible_to(caller):
        raise plan_not_found(f"plans/{plan_id}", hidden=plan is not None)
    return plan


def must_be_owner(plan: FinancingPlan, caller: Caller, body: str) -> None:
    """Raise Forbidden unless the caller acts for the owner, in a role that may."""
    _must_act(caller, body, plan.owner, Who.OWNER)


def must_be_funder(plan: FinancingPlan, line_id: str, caller: Caller, body: str) -> None:
    """Raise Forbidden unless the caller acts for the funder of the line, in a role that may."""
    _must_act(caller, body, plan.line(line_id).funder, Who.FUNDER)


def must_be_payer(plan: FinancingPlan, line_id: str, caller: Caller, body: str) -> None:
    """Raise Forbidden unless the caller acts for the body that records payments of the line."""
    line = plan.line(line_id)
    payer = line.funder if line.kind is LineKind.FONDS_DE_CONCOURS else plan.owner
    _must_act(caller, body, payer, Who.PAYER)


def bodies_of(plan: FinancingPlan, entries: Iterable[LineEntry] = ()) -> frozenset[str]:
    """Codes of all the bodies that a judgement of the plan has to know."""
    return plan.funders | {plan.owner} | {entry.funder for entry in entries if entry.funder}


def must_act_for(body: str, needed: str) -> None:
    """Raise Forbidden unless the body that acts is the one that it takes (empty: none can)."""
    if body != needed:
        raise Forbidden(
            "BODY_CANNOT_ACT",
            msg("Une collectivité n’agit que pour elle-même : ici, c’est à {needed} d’agir.", needed=needed)
            if needed
            else msg("Le porteur de ce projet n’est pas une collectivité : aucune ne peut agir ici."),
            body=body,
            needed=needed,
        )


def _must_act(caller: Caller, body: str, needed: str, who: Who) -> None:
    caller.must_hold(body, *ROLES[who])
    must_act_for(body, needed)
