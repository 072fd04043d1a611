"""Events as they are published: each carries the whole plan as it stands after it."""

from collections.abc import Callable, Mapping

from google.protobuf.message import Message

from archipel.funding.v1 import events_pb2
from services.funding.convert.plans import payment_to_proto, plan_to_proto
from services.funding.domain import events
from services.funding.domain.events import PlanEvent
from services.funding.domain.plan import FinancingPlan

OF_A_PLAN: Mapping[type[PlanEvent], Callable[..., Message]] = {
    events.FinancingPlanOpened: events_pb2.FinancingPlanOpened,
    events.FinancingPlanLinesSet: events_pb2.FinancingPlanLinesSet,
    events.FinancingPlanAligned: events_pb2.FinancingPlanAligned,
    events.FinancingPlanClosed: events_pb2.FinancingPlanClosed,
}
OF_A_LINE: Mapping[type[PlanEvent], Callable[..., Message]] = {
    events.FondsDeConcoursRequested: events_pb2.FondsDeConcoursRequested,
    events.FondsDeConcoursGranted: events_pb2.FondsDeConcoursGranted,
    events.FondsDeConcoursRefused: events_pb2.FondsDeConcoursRefused,
}


def event_to_proto(plan: FinancingPlan, event: PlanEvent) -> Message:
    whole = plan_to_proto(plan)
    match event:
        case events.PaymentRecorded(line, payment):
            return events_pb2.PaymentRecorded(plan=whole, line=line, payment=payment_to_proto(payment))
        case (
            events.FondsDeConcoursRequested()
            | events.FondsDeConcoursGranted()
            | events.FondsDeConcoursRefused()
        ):
            return OF_A_LINE[type(event)](plan=whole, line=event.line)
        case _:
            return OF_A_PLAN[type(event)](plan=whole)


def audience(plan: FinancingPlan) -> list[str]:
    """Codes of the bodies that may see the plan; none: everybody."""
    return [] if plan.public else sorted(plan.concerned)
