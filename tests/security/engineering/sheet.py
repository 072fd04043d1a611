"""EngineeringService: who may do what with the agents of the CALL and with the days that Loos asks for.

Declared here anew, from what people were promised (DESIGN, section 6), and not from the service's own tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from google.protobuf.message import Message

from archipel.engineering.v1 import engineering_pb2 as pb
from archipel.projects.v1 import projects_pb2
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
    refused,
    role_missing,
)
from tests.security.cast import CALL, CAST, GRENAY, LOOS
from tests.security.engineering import shown
from tests.security.engineering.shown import (
    AGENT_SEEN_BY,
    PARTS,
    PROJECT_SEEN_BY,
    REQUEST_SEEN_BY,
    RESERVATION_SEEN_BY,
)
from tests.security.engineering.staged import (
    THEMSELVES,
    WITHOUT_A_ROLE,
    Asked,
    agent_of,
    asking,
    day,
    declaring,
    period,
    reserving,
)
from tests.security.matrix import NOWHERE, Row, Sheet

LENDER, BORROWER = ("pool_manager",), ("elected", "project_manager")
PEOPLE = (*CAST, THEMSELVES, WITHOUT_A_ROLE)

STATE_FORBIDS = refused("STATE_FORBIDS")
Then = Callable[[Who, str], Answer]


def past(
    door: Door, seen_by: Mapping[str, frozenset[str]], then: Then, *, by_the_agent: bool = False
) -> Then:
    """Who gets past the access table, and sees the thing, is answered what `then` says."""

    def answer(who: Who, state: str) -> Answer:
        stopped = at_the_door(door, who)
        if stopped is not None:
            return stopped
        own = by_the_agent and who.id == THEMSELVES.id
        return then(who, state) if own or not who.bodies.isdisjoint(seen_by[state]) else HIDDEN

    return answer


def for_the(body: str, roles: tuple[str, ...], *states: str) -> Then:
    """An act of one body, in some states."""

    def then(who: Who, state: str) -> Answer:
        if not who.holds(body, *roles):
            return role_missing(body, *roles)
        return OK if state in states else STATE_FORBIDS

    return then


def for_oneself(roles: tuple[str, ...], then: Then = lambda *_: OK) -> Then:
    """An act of the body that the request names: that of whoever asks."""

    def answer(who: Who, state: str) -> Answer:
        stopped = at_the_door(roles, who)
        if stopped is not None:
            return stopped
        return then(who, state) if who.holds(who.home, *roles) else role_missing(who.home, *roles)

    return answer


def opens(who: Who, state: str) -> Answer:
    if not who.holds(who.home, *BORROWER):
        return role_missing(who.home, *BORROWER)
    if who.home not in PARTS:
        return forbidden("BODY_HAS_NO_PART", body=who.home)
    return refused("PROJECT_WITHDRAWN") if state == "withdrawn" else OK


def reserves(who: Who, state: str) -> Answer:
    if CALL not in who.bodies:
        return HIDDEN  # the request is seen, the agent is not
    return for_the(CALL, LENDER, "open", "partly_covered", "invited")(who, state)


def cancels(who: Who, state: str) -> Answer:
    roles = {CALL: LENDER, LOOS: BORROWER}.get(who.home, (*LENDER, *BORROWER))
    if not who.holds(who.home, *roles):
        return role_missing(who.home, *roles)
    if who.home not in (CALL, LOOS):
        return forbidden("BODY_HAS_NO_PART", body=who.home)
    return OK if state == "held" else STATE_FORBIDS


def declares(who: Who, _: str) -> Answer:
    return OK if who.home == GRENAY else refused("CAPACITY_IS_COMPUTED", body=who.home)


def read(seen_by: Mapping[str, frozenset[str]], *, by_the_agent: bool = False) -> Then:
    return past(SIGNED_IN, seen_by, lambda *_: OK, by_the_agent=by_the_agent)


def signed_in(who: Who, _: str) -> Answer:
    return at_the_door(SIGNED_IN, who) or OK


def anybody(who: Who, _: str) -> Answer:
    return at_the_door(EVERYBODY, who) or OK


def _update(agent: pb.Agent, _: Who) -> Message:
    changed = pb.Agent(name=agent.name, etag=agent.etag, quota="70")
    return pb.UpdateAgentRequest(agent=changed, update_mask={"paths": ["quota"]})


def _absent(agent: pb.Agent, _: Who) -> Message:
    return pb.RecordAbsenceRequest(name=agent.name, start_date=day(200), end_date=day(210))


def _asking(project: projects_pb2.Project, who: Who) -> Message:
    return asking(project.name, who.home)


def _cancel(asked: Asked, who: Who) -> Message:
    assert asked.reservation is not None
    return pb.CancelReservationRequest(name=asked.reservation.name, body=f"territories/{who.home}")


def of_the_reservation(request: type[Message], field: str) -> Callable[[Asked, Who], Message]:
    def ask(asked: Asked, _: Who) -> Message:
        assert asked.reservation is not None
        return request(**{field: asked.reservation.name if field == "name" else asked.request.name})

    return ask


RUNNING = ("open", "partly_covered", "covered", "invited")

SHEET: Sheet = {
    "RegisterAgent": Row(
        NOWHERE,
        lambda _, who: pb.RegisterAgentRequest(agent=agent_of(who.home, "somebody_else")),
        for_oneself(LENDER),
    ),
    "UpdateAgent": Row("agent", _update, past(LENDER, AGENT_SEEN_BY, for_the(CALL, LENDER, "own", "lent"))),
    "RecordAbsence": Row("agent", _absent, past(LENDER, AGENT_SEEN_BY, for_the(CALL, LENDER, "own", "lent"))),
    "GetAgent": Row(
        "agent",
        lambda agent, _: pb.GetAgentRequest(name=agent.name),
        read(AGENT_SEEN_BY, by_the_agent=True),
        reads=True,
        shows=shown.personal,
    ),
    "ListAgents": Row(
        "agent",
        lambda *_: pb.ListAgentsRequest(body=f"territories/{CALL}", page_size=200),
        signed_in,
        reads=True,
        anew=True,
        shows=shown.agents,
    ),
    "GetAvailability": Row(
        "agent",
        lambda agent, _: pb.GetAvailabilityRequest(agent=agent.name, **period()),
        read(AGENT_SEEN_BY, by_the_agent=True),
        reads=True,
        shows=shown.free,
    ),
    "PublishCapacity": Row(
        NOWHERE,
        lambda _, who: pb.PublishCapacityRequest(body=f"territories/{who.home}"),
        for_oneself(LENDER),
    ),
    "DeclareCapacity": Row(
        NOWHERE, lambda _, who: declaring(who.home), for_oneself(("pool_manager", "elected"), declares)
    ),
    "GetCapacity": Row(
        "capacity",
        lambda capacity, _: pb.GetCapacityRequest(name=capacity.name),
        anybody,
        reads=True,
        shows=shown.same,
    ),
    "ListCapacities": Row("capacity", lambda *_: pb.ListCapacitiesRequest(), anybody, reads=True),
    "OpenDayRequest": Row("project", _asking, past(BORROWER, PROJECT_SEEN_BY, opens)),
    "WithdrawDayRequest": Row(
        "request",
        lambda asked, _: pb.WithdrawDayRequestRequest(name=asked.request.name),
        past(BORROWER, REQUEST_SEEN_BY, for_the(LOOS, BORROWER, *RUNNING)),
    ),
    "GetDayRequest": Row(
        "request",
        lambda asked, _: pb.GetDayRequestRequest(name=asked.request.name),
        read(REQUEST_SEEN_BY),
        reads=True,
    ),
    "ListDayRequests": Row(
        "request",
        lambda asked, _: pb.ListDayRequestsRequest(project=asked.request.project),
        signed_in,
        reads=True,
        shows=shown.requests,
    ),
    "ReserveDays": Row(
        "request",
        lambda asked, _: reserving(asked.request.name, asked.agent.name),
        past(LENDER, REQUEST_SEEN_BY, reserves),
    ),
    "CancelReservation": Row(
        "reservation", _cancel, past((*LENDER, *BORROWER), RESERVATION_SEEN_BY, cancels)
    ),
    "GetReservation": Row(
        "reservation",
        of_the_reservation(pb.GetReservationRequest, "name"),
        read(RESERVATION_SEEN_BY, by_the_agent=True),
        reads=True,
    ),
    "ListReservations": Row(
        "reservation",
        of_the_reservation(pb.ListReservationsRequest, "request"),
        signed_in,
        reads=True,
        shows=shown.reservations,
    ),
    "GetBalance": Row(
        NOWHERE, lambda _, who: pb.GetBalanceRequest(name=f"balances/{who.home}"), anybody, reads=True
    ),
}
