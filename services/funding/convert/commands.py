"""Requests that change a plan, as commands. Everything wrong with their fields is told at once."""

from decimal import Decimal

from archipel.funding.v1 import funding_pb2, lines_pb2
from chassis.domain import Fault, msg, raise_faults
from chassis.wire import date_from_wire, money_from_wire, name_from_wire, uuid_name_from_wire
from services.funding.convert import enums
from services.funding.convert.lines import change_from
from services.funding.domain.lines import Deliberation, PaymentKind
from services.funding.use_cases.grant_fonds_de_concours import GrantFondsDeConcours
from services.funding.use_cases.open_plan import OpenPlan
from services.funding.use_cases.record_payment import RecordPayment
from services.funding.use_cases.refuse_line import RefuseLine
from services.funding.use_cases.request_fonds_de_concours import RequestFondsDeConcours
from services.funding.use_cases.set_lines import SetLines


def open_plan_from(request: funding_pb2.OpenPlanRequest) -> OpenPlan:
    faults: list[Fault] = []
    command = OpenPlan(
        project=uuid_name_from_wire(request.project, "projects", "project", faults),
        body=body_from(request.body, faults),
        cost=money_from_wire(request.cost, "cost", faults) if request.HasField("cost") else None,
    )
    raise_faults(faults)
    return command


def set_lines_from(request: funding_pb2.SetLinesRequest) -> SetLines:
    faults: list[Fault] = []
    plan, body = plan_from(request.name, faults), body_from(request.body, faults)
    change = change_from(request, faults)
    raise_faults(faults)
    return SetLines(plan, request.etag, body, change)


def request_from(request: funding_pb2.RequestFondsDeConcoursRequest) -> RequestFondsDeConcours:
    faults: list[Fault] = []
    command = RequestFondsDeConcours(
        plan=plan_from(request.name, faults),
        etag=request.etag,
        body=body_from(request.body, faults),
        line=_line_from(request.line, faults),
    )
    raise_faults(faults)
    return command


def grant_from(request: funding_pb2.GrantFondsDeConcoursRequest) -> GrantFondsDeConcours:
    faults: list[Fault] = []
    command = GrantFondsDeConcours(
        plan=plan_from(request.name, faults),
        etag=request.etag,
        body=body_from(request.body, faults),
        line=_line_from(request.line, faults),
        amount=_amount_or_none(request, faults),
        funder_deliberation=_deliberation_from(request.funder_deliberation, "funder_deliberation", faults),
        owner_deliberation=_deliberation_from(request.owner_deliberation, "owner_deliberation", faults),
    )
    raise_faults(faults)
    return command


def refuse_line_from(request: funding_pb2.RefuseLineRequest) -> RefuseLine:
    faults: list[Fault] = []
    command = RefuseLine(
        plan=plan_from(request.name, faults),
        etag=request.etag,
        body=body_from(request.body, faults),
        line=_line_from(request.line, faults),
        reason=request.reason,
    )
    raise_faults(faults)
    return command


def payment_from(request: funding_pb2.RecordPaymentRequest) -> RecordPayment:
    faults: list[Fault] = []
    kind = enums.PAYMENT_FROM_WIRE.get(request.kind)
    if kind is None:
        text = msg("Dites s’il s’agit d’une avance, d’un acompte ou du solde.")
        faults.append(Fault("kind", "KIND_UNKNOWN", text))
    command = RecordPayment(
        plan=plan_from(request.name, faults),
        etag=request.etag,
        body=body_from(request.body, faults),
        line=_line_from(request.line, faults),
        kind=kind or PaymentKind.INSTALMENT,
        amount=money_from_wire(request.amount, "amount", faults),
        date=date_from_wire(request.date, "date", faults),
    )
    raise_faults(faults)
    return command


def plan_from(name: str, faults: list[Fault]) -> str:
    return uuid_name_from_wire(name, "plans", "name", faults)


def body_from(name: str, faults: list[Fault]) -> str:
    return name_from_wire(name, "territories", "body", faults)


def _line_from(line: str, faults: list[Fault]) -> str:
    if not line:
        faults.append(Fault("line", "LINE_MISSING", msg("Dites de quelle ligne du plan il s’agit.")))
    return line


def _amount_or_none(request: funding_pb2.GrantFondsDeConcoursRequest, faults: list[Fault]) -> Decimal | None:
    return money_from_wire(request.amount, "amount", faults) if request.HasField("amount") else None


def _deliberation_from(
    deliberation: lines_pb2.Deliberation, field: str, faults: list[Fault]
) -> Deliberation | None:
    """None when it was left out, or when its date could not be read (that fault is told already)."""
    day = date_from_wire(deliberation.date, f"{field}.date", faults)
    return None if day is None else Deliberation(day, deliberation.reference.strip())
