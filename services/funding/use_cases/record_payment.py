"""Record money paid on a granted line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chassis.domain import Caller, paris_day, raise_faults
from services.funding.domain import grants
from services.funding.domain.line_faults import date_faults
from services.funding.domain.lines import Payment, PaymentKind
from services.funding.domain.money import amount_faults
from services.funding.domain.plan import FinancingPlan
from services.funding.use_cases.load_plan import bodies_of, load_plan, must_be_payer
from services.funding.use_cases.ports import Unit, law_for


@dataclass(frozen=True)
class RecordPayment:
    """`amount` in euros; `date` is today in Paris when None."""

    plan: str
    etag: str
    body: str
    line: str
    kind: PaymentKind
    amount: Decimal
    date: date | None


async def record_payment(command: RecordPayment, caller: Caller, unit: Unit) -> FinancingPlan:
    plan = await load_plan(command.plan, caller, unit)
    must_be_payer(plan, command.line, caller, command.body)
    plan.check_etag(command.etag)
    now = unit.clock.now()
    today = paris_day(now)
    day = today if command.date is None else command.date
    raise_faults(amount_faults("amount", command.amount) + date_faults("date", day, today))
    payment = Payment(command.kind, command.amount, day, now, caller.id)
    law = await law_for(unit, bodies_of(plan))
    grants.record_payment(plan, command.line, payment, law)
    await unit.plans.save(plan)
    return plan
