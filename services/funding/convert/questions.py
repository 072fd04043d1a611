"""Requests that change nothing, as questions."""

from dataclasses import replace

from archipel.funding.v1 import funding_pb2
from chassis.domain import Fault, msg, raise_faults
from chassis.pagination import page_of
from chassis.wire import name_from_wire, uuid_name_from_wire
from services.funding.convert import enums
from services.funding.convert.commands import body_from, plan_from
from services.funding.convert.lines import change_from
from services.funding.convert.places import place_of_entry, place_of_plan
from services.funding.use_cases.check_plan import CheckPlan
from services.funding.use_cases.list_plan_history import ListPlanHistory
from services.funding.use_cases.list_plans import ListPlans


def check_plan_from(request: funding_pb2.CheckPlanRequest) -> CheckPlan:
    faults: list[Fault] = []
    plan, change = plan_from(request.name, faults), change_from(request, faults)
    raise_faults(faults)
    return CheckPlan(plan, change if request.lines else replace(change, lines=None))


def get_plan_from(request: funding_pb2.GetPlanRequest) -> str:
    faults: list[Fault] = []
    plan = plan_from(request.name, faults)
    raise_faults(faults)
    return plan


def get_totals_from(request: funding_pb2.GetTotalsRequest) -> str:
    faults: list[Fault] = []
    body = body_from(request.body, faults)
    raise_faults(faults)
    return body


def list_plans_from(request: funding_pb2.ListPlansRequest) -> ListPlans:
    faults: list[Fault] = []
    page = page_of(request)
    if request.state and request.state not in enums.PLAN_STATE_FROM_WIRE:
        faults.append(Fault("state", "STATE_UNKNOWN", msg("Cet état de plan est inconnu.")))
    project, body = request.project, request.body
    query = ListPlans(
        size=page.size,
        after=place_of_plan(page.after),
        project=uuid_name_from_wire(project, "projects", "project", faults) if project else "",
        body=name_from_wire(body, "territories", "body", faults) if body else "",
        state=enums.PLAN_STATE_FROM_WIRE.get(request.state),
    )
    raise_faults(faults)
    return query


def plan_history_from(request: funding_pb2.ListPlanHistoryRequest) -> ListPlanHistory:
    faults: list[Fault] = []
    plan, page = plan_from(request.name, faults), page_of(request)
    raise_faults(faults)
    return ListPlanHistory(plan, page.size, place_of_entry(page.after))
