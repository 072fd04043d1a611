"""FundingService: who may do what with the plan of a project of Loos, of which a fonds de concours is the
CALL's.

Declared here anew, from what people were promised (DESIGN, section 6), and not from the service's own tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from google.protobuf.message import Message
from grpc import StatusCode

from archipel.funding.v1 import funding_pb2 as pb
from archipel.projects.v1 import projects_pb2
from tests.integration.funding.funding_requests import FDC
from tests.security.answers import (
    EVERYBODY,
    HIDDEN,
    OK,
    SIGNED_IN,
    Answer,
    Door,
    Who,
    at_the_door,
    forbidden,
    not_found,
    refused,
    role_missing,
)
from tests.security.cast import CALL, CAST, CHAIN, GRENAY, LOOS, MAYOR, OF_CALL, at
from tests.security.funding.staged import granting, lines_of, paying
from tests.security.matrix import NOWHERE, Row, Sheet

OWNER, FUNDER = ("elected", "project_manager"), ("funding_officer",)
PAYERS = ("funding_officer", "elected", "project_manager")

MONEY = at(CALL, "funding_officer", "project_manager")
ASKED_AND_MORE = Who(MAYOR.id, (*MAYOR.groups, *MONEY), CALL)
GRANTED_AND_MORE = Who(OF_CALL["funding_officer"].id, MONEY, CALL)
PAID_AND_MORE = Who(OF_CALL["project_manager"].id, (*MONEY, *at(LOOS, "elected")), LOOS)
"""The people who acted on a plan, with every role that somebody on another side needs."""

PEOPLE = (*CAST, ASKED_AND_MORE, GRANTED_AND_MORE, PAID_AND_MORE)

EVERYWHERE = frozenset({"everybody"})
SEEN_BY: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("empty", "planned", "requested", "granted", "refused", "paid", "closed"), CHAIN),
    "restricted": CHAIN - {GRENAY},
    "public": EVERYWHERE,
}
PROJECT_SEEN_BY: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("submitted", "withdrawn", "of_the_call", "of_inhabitants", "with_a_plan"), CHAIN),
    "public": EVERYWHERE,
}

PLAN_HIDDEN = replace(HIDDEN, reason="PLAN_NOT_FOUND")
PROJECT_HIDDEN = replace(HIDDEN, reason="PROJECT_NOT_FOUND")
NO_LINE = not_found("LINE_NOT_FOUND")
STATE_FORBIDS, FOUR_EYES = refused("STATE_FORBIDS"), forbidden("FOUR_EYES")

WITH_LINES = frozenset(SEEN_BY) - {"empty"}
ASKS, DECIDES, PAYS = "asks", "decides", "pays"


def sides(state: str) -> dict[str, str]:
    """Who stands on which side of the plan by then."""
    found = {}
    if state != "empty":
        found[MAYOR.id] = ASKS
    if state in ("granted", "refused", "paid"):
        found[OF_CALL["funding_officer"].id] = DECIDES
    if state == "paid":
        found[OF_CALL["project_manager"].id] = PAYS
    return found


def sees(who: Who, bodies: frozenset[str]) -> bool:
    return bodies == EVERYWHERE or not who.bodies.isdisjoint(bodies)


def act(roles: tuple[str, ...], of: str, side: str, *states: str, on_a_line: bool = True) -> Any:
    """An act of the body `of`, for which somebody stands on a side of the plan, in some states."""

    def answer(who: Who, state: str) -> Answer:
        stopped = at_the_door(roles, who)
        if stopped is not None:
            return stopped
        if not sees(who, SEEN_BY[state]):
            return PLAN_HIDDEN
        no_line = on_a_line and state == "empty"
        if no_line and of == CALL:  # whose line it is says for whom one must act
            return NO_LINE
        return (
            not_for(who, of, roles) or of_ones_side(who, state) or (NO_LINE if no_line else by_state(state))
        )

    def of_ones_side(who: Who, state: str) -> Answer | None:
        return FOUR_EYES if sides(state).get(who.id, side) != side else None

    def by_state(state: str) -> Answer:
        return OK if state in states else STATE_FORBIDS

    return answer


def not_for(who: Who, of: str, roles: tuple[str, ...]) -> Answer | None:
    """Why somebody may not act for the body `of`; None when they may."""
    if not who.holds(who.home, *roles):
        return role_missing(who.home, *roles)
    return None if who.home == of else forbidden("BODY_CANNOT_ACT", body=who.home, needed=of)


def read(door: Door) -> Callable[[Who, str], Answer]:
    def answer(who: Who, state: str) -> Answer:
        return at_the_door(door, who) or (OK if sees(who, SEEN_BY[state]) else PLAN_HIDDEN)

    return answer


def anybody(who: Who, _: str) -> Answer:
    return at_the_door(EVERYBODY, who) or OK


def open_plan(who: Who, state: str) -> Answer:
    stopped = at_the_door(OWNER, who)
    if stopped is not None:
        return stopped
    if not sees(who, PROJECT_SEEN_BY[state]):
        return PROJECT_HIDDEN
    foreign = not_for(who, {"of_the_call": CALL, "of_inhabitants": ""}.get(state, LOOS), OWNER)
    if foreign is not None:
        return foreign
    if state == "withdrawn":
        return refused("PROJECT_WITHDRAWN")
    return Answer(StatusCode.ALREADY_EXISTS, "PLAN_EXISTS") if state == "with_a_plan" else OK


def acting(request: type[Message], **said: Any) -> Callable[[pb.FinancingPlan, Who], Message]:
    return lambda plan, who: request(name=plan.name, etag=plan.etag, body=f"territories/{who.home}", **said)


def _open(project: projects_pb2.Project, who: Who) -> Message:
    return pb.OpenPlanRequest(project=project.name, body=f"territories/{who.home}")


def _write(plan: pb.FinancingPlan, who: Who) -> Message:
    # The cost is another one, so that something changes where the lines stand as they are.
    cost = {"units": 300_000, "currency_code": "EUR"}
    return pb.SetLinesRequest(
        name=plan.name, etag=plan.etag, body=f"territories/{who.home}", lines=lines_of(plan), cost=cost
    )


def _listed(page: pb.ListPlansResponse, plan: pb.FinancingPlan, who: Who, state: str) -> str | None:
    there = plan.name in {each.name for each in page.plans}
    wanted = sees(who, SEEN_BY[state])
    return None if there == wanted else f"the list {'shows' if there else 'lacks'} it"


def _same(found: pb.FinancingPlan, plan: pb.FinancingPlan, *_: object) -> str | None:
    return None if found.name == plan.name else f"answered {found.name}"


def _told(page: pb.ListPlanHistoryResponse, *_: object) -> str | None:
    return None if page.entries else "no history"


OPEN_STATES = tuple(sorted(set(SEEN_BY) - {"closed"}))
ASKED = ("requested", "public", "restricted")

SHEET: Sheet = {
    "OpenPlan": Row("project", _open, open_plan),
    "SetLines": Row("plan", _write, act(OWNER, LOOS, ASKS, *OPEN_STATES, on_a_line=False)),
    "RequestFondsDeConcours": Row(
        "plan", acting(pb.RequestFondsDeConcoursRequest, line=FDC), act(OWNER, LOOS, ASKS, "planned")
    ),
    "GrantFondsDeConcours": Row(
        "plan", lambda plan, who: granting(plan.name, who.home), act(FUNDER, CALL, DECIDES, *ASKED)
    ),
    "RefuseLine": Row(
        "plan",
        acting(pb.RefuseLineRequest, line=FDC, reason="Enveloppe épuisée."),
        act(FUNDER, CALL, DECIDES, *ASKED),
    ),
    "RecordPayment": Row(
        "plan",
        lambda plan, who: paying(plan.name, who.home),
        act(PAYERS, CALL, PAYS, "granted", "paid"),
    ),
    "CheckPlan": Row(
        "plan", lambda plan, _: pb.CheckPlanRequest(name=plan.name), read(SIGNED_IN), reads=True, shows=_same
    ),
    "GetPlan": Row(
        "plan", lambda plan, _: pb.GetPlanRequest(name=plan.name), read(EVERYBODY), reads=True, shows=_same
    ),
    "ListPlans": Row(
        "plan",
        lambda plan, _: pb.ListPlansRequest(project=plan.project),
        anybody,
        reads=True,
        shows=_listed,
    ),
    "ListPlanHistory": Row(
        "plan",
        lambda plan, _: pb.ListPlanHistoryRequest(name=plan.name),
        read(EVERYBODY),
        reads=True,
        shows=_told,
    ),
    "GetTotals": Row(
        NOWHERE, lambda _, who: pb.GetTotalsRequest(body=f"territories/{who.home}"), anybody, reads=True
    ),
}
