"""A body grants a fonds de concours that was asked of it, once both councils have voted."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.domain import Caller, Fault, InvalidInput, paris_day
from services.funding.domain import grants
from services.funding.domain.grants import GrantTerms
from services.funding.domain.line_faults import deliberation_faults
from services.funding.domain.lines import Deliberation
from services.funding.domain.money import amount_faults
from services.funding.domain.plan import FinancingPlan
from services.funding.use_cases.load_plan import bodies_of, load_plan, must_be_funder
from services.funding.use_cases.ports import Unit, law_for


@dataclass(frozen=True)
class GrantFondsDeConcours:
    """`amount` in euros, the whole of what was asked when None. A deliberation left out is None."""

    plan: str
    etag: str
    body: str
    line: str
    amount: Decimal | None
    funder_deliberation: Deliberation | None
    owner_deliberation: Deliberation | None


async def grant_fonds_de_concours(command: GrantFondsDeConcours, caller: Caller, unit: Unit) -> FinancingPlan:
    plan = await load_plan(command.plan, caller, unit)
    must_be_funder(plan, command.line, caller, command.body)
    plan.check_etag(command.etag)
    now = unit.clock.now()
    terms = _terms(command, caller.id, paris_day(now))
    law = await law_for(unit, bodies_of(plan))
    grants.grant_fonds_de_concours(plan, command.line, terms, law, now)
    await unit.plans.save(plan)
    return plan


def _terms(command: GrantFondsDeConcours, granted_by: str, today: date) -> GrantTerms:
    """Raises InvalidInput when a vote is missing or badly dated (L5216-5 VI asks for both)."""
    funder, owner = command.funder_deliberation, command.owner_deliberation
    faults: list[Fault] = []
    if command.amount is not None:
        faults += amount_faults("amount", command.amount)
    faults += deliberation_faults("funder_deliberation", funder, today)
    faults += deliberation_faults("owner_deliberation", owner, today)
    if faults or funder is None or owner is None:
        raise InvalidInput(faults)
    return GrantTerms(command.amount, funder, owner, granted_by)
