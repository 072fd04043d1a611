"""Commands and questions about requests and reservations."""

from __future__ import annotations

from archipel.engineering.v1 import engineering_pb2 as pb
from chassis.domain import Fault, msg, raise_faults
from chassis.wire import uuid_name_from_wire
from services.engineering.convert.parts import (
    bodies_from_wire,
    body_from_wire,
    body_if_given,
    days_from_wire,
    id_if_given,
    period_from_wire,
    sure,
)
from services.engineering.convert.vocabulary import REQUEST_STATE_FROM_WIRE, skill_from_wire
from services.engineering.domain.states import RequestState
from services.engineering.use_cases.cancel_reservation import CancelReservation
from services.engineering.use_cases.open_request import OpenRequest
from services.engineering.use_cases.read_requests import ListRequests, ListReservations
from services.engineering.use_cases.reserve_days import ReserveDays
from services.engineering.use_cases.withdraw_request import WithdrawRequest


def open_from_proto(request: pb.OpenDayRequestRequest) -> OpenRequest:
    """Raise InvalidInput with all faults."""
    faults: list[Fault] = []
    project = uuid_name_from_wire(request.project, "projects", "project", faults)
    body = body_from_wire(request.body, "body", faults)
    skill = skill_from_wire(request.skill, "skill", faults)
    days = days_from_wire(request.days, "days", faults)
    asked = bodies_from_wire(request.asked_bodies, "asked_bodies", faults)
    raise_faults(faults)
    return OpenRequest(project, body, sure(skill), days, asked)


def withdraw_from_proto(request: pb.WithdrawDayRequestRequest) -> WithdrawRequest:
    return WithdrawRequest(_id(request.name, "requests"), request.etag)


def reserve_from_proto(request: pb.ReserveDaysRequest) -> ReserveDays:
    """Raise InvalidInput with all faults."""
    faults: list[Fault] = []
    asked = uuid_name_from_wire(request.request, "requests", "request", faults)
    agent = uuid_name_from_wire(request.agent, "agents", "agent", faults)
    period = period_from_wire(request, "", faults)
    days = days_from_wire(request.days, "days", faults)
    raise_faults(faults)
    return ReserveDays(asked, request.etag, agent, sure(period), days)


def cancel_from_proto(request: pb.CancelReservationRequest) -> CancelReservation:
    """Raise InvalidInput with all faults."""
    faults: list[Fault] = []
    reservation = uuid_name_from_wire(request.name, "reservations", "name", faults)
    body = body_from_wire(request.body, "body", faults)
    raise_faults(faults)
    return CancelReservation(reservation, request.etag, body)


def request_id_from_proto(request: pb.GetDayRequestRequest) -> str:
    return _id(request.name, "requests")


def reservation_id_from_proto(request: pb.GetReservationRequest) -> str:
    return _id(request.name, "reservations")


def list_requests_from_proto(request: pb.ListDayRequestsRequest) -> ListRequests:
    """Raise InvalidInput with all faults."""
    faults: list[Fault] = []
    question = ListRequests(
        body=body_if_given(request.body, "body", faults),
        project=id_if_given(request.project, "projects", "project", faults),
        state=_state(request.state, faults),
    )
    raise_faults(faults)
    return question


def list_reservations_from_proto(request: pb.ListReservationsRequest) -> ListReservations:
    """Raise InvalidInput with all faults."""
    faults: list[Fault] = []
    question = ListReservations(
        body=body_if_given(request.body, "body", faults),
        agent=id_if_given(request.agent, "agents", "agent", faults),
        request=id_if_given(request.request, "requests", "request", faults),
    )
    raise_faults(faults)
    return question


def _id(name: str, kind: str) -> str:
    faults: list[Fault] = []
    identifier = uuid_name_from_wire(name, kind, "name", faults)
    raise_faults(faults)
    return identifier


def _state(wire: pb.RequestState.ValueType, faults: list[Fault]) -> RequestState | None:
    state = REQUEST_STATE_FROM_WIRE.get(wire)
    if wire and state is None:
        faults.append(Fault("state", "STATE_UNKNOWN", msg("Cet état n’existe pas.")))
    return state
