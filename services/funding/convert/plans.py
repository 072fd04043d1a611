"""A plan as it goes out: on answers and on events alike."""

from decimal import Decimal

from google.type.money_pb2 import Money

from archipel.funding.v1 import checks_pb2, funding_pb2, lines_pb2
from chassis.wire import date_to_wire, decimal_to_wire, money_to_wire, time_to_wire
from services.funding.convert import enums
from services.funding.convert.names import actor_name, body_name
from services.funding.domain.checks import Check, Figure
from services.funding.domain.lines import Deliberation, Grant, Line, Payment
from services.funding.domain.plan import FinancingPlan


def plan_to_proto(plan: FinancingPlan) -> funding_pb2.FinancingPlan:
    figures = plan.financing({})
    verdict = plan.verdict
    return funding_pb2.FinancingPlan(
        name=plan.name,
        project=f"projects/{plan.project}",
        title=plan.title,
        owner=body_name(plan.owner),
        state=enums.PLAN_STATE_TO_WIRE[plan.state],
        cost=money_to_wire(plan.cost),
        in_kind_cost=money_to_wire(figures.in_kind),
        nature=enums.NATURE_TO_WIRE[plan.nature],
        equipment=plan.equipment,
        lead_coordinator_field=plan.lead_coordinator_field,
        lines=[line_to_proto(line, verdict.largest.get(line.id)) for line in plan.lines],
        unfunded=money_to_wire(figures.unfunded),
        largest_fonds_de_concours=_known(verdict.largest_fonds_de_concours),
        checks=[check_to_proto(check) for check in verdict.checks],
        framework_id=verdict.framework_id,
        framework_version=verdict.framework_version,
        public=plan.public,
        synthetic=plan.synthetic,
        create_time=time_to_wire(plan.created),
        update_time=time_to_wire(plan.updated),
        etag=plan.etag,
        home_node=plan.home_node,
        epoch=plan.epoch,
    )


def line_to_proto(line: Line, largest: Decimal | None) -> lines_pb2.Line:
    return lines_pb2.Line(
        id=line.id,
        kind=enums.KIND_TO_WIRE[line.kind],
        source=enums.SOURCE_TO_WIRE[line.source] if line.source else lines_pb2.SUBSIDY_SOURCE_UNSPECIFIED,
        programme=line.programme,
        funder=body_name(line.funder),
        funder_title=line.funder_title,
        amount=money_to_wire(line.amount),
        state=enums.LINE_STATE_TO_WIRE[line.state],
        eligible_base=_known(line.eligible_base),
        legal_basis=line.legal_basis,
        requested_amount=_known(line.requested),
        largest_allowed=_known(largest),
        grant=None if line.grant is None else _grant_to_proto(line.grant),
        payments=[payment_to_proto(payment) for payment in line.payments],
        paid=money_to_wire(line.paid),
        refusal=line.refusal,
    )


def payment_to_proto(payment: Payment) -> lines_pb2.Payment:
    return lines_pb2.Payment(
        kind=enums.PAYMENT_TO_WIRE[payment.kind],
        amount=money_to_wire(payment.amount),
        date=date_to_wire(payment.date),
        record_time=time_to_wire(payment.time),
        recorded_by=actor_name(payment.recorded_by),
    )


def check_to_proto(check: Check) -> checks_pb2.Check:
    return checks_pb2.Check(
        rule=check.rule,
        title=check.title,
        outcome=enums.OUTCOME_TO_WIRE[check.outcome],
        article=check.article,
        text=str(check.text),
        figures=[_figure_to_proto(figure) for figure in check.figures],
        missing=[str(text) for text in check.missing],
    )


def _figure_to_proto(figure: Figure) -> checks_pb2.Figure:
    if figure.is_share:
        return checks_pb2.Figure(key=figure.key, title=str(figure.title), share=decimal_to_wire(figure.value))
    return checks_pb2.Figure(key=figure.key, title=str(figure.title), amount=money_to_wire(figure.value))


def _grant_to_proto(grant: Grant) -> lines_pb2.Grant:
    return lines_pb2.Grant(
        amount=money_to_wire(grant.amount),
        funder_deliberation=_deliberation_to_proto(grant.funder_deliberation),
        owner_deliberation=_deliberation_to_proto(grant.owner_deliberation),
        grant_time=time_to_wire(grant.time),
        granted_by=actor_name(grant.granted_by),
    )


def _deliberation_to_proto(deliberation: Deliberation) -> lines_pb2.Deliberation:
    return lines_pb2.Deliberation(date=date_to_wire(deliberation.date), reference=deliberation.reference)


def _known(amount: Decimal | None) -> Money | None:
    return None if amount is None else money_to_wire(amount)
