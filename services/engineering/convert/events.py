"""Events on the wire: the whole resource as it stands after them, and the bodies that may see it."""

from __future__ import annotations

from google.protobuf.message import Message

from archipel.engineering.v1 import events_pb2 as pb
from services.engineering.convert.to_wire import (
    agent_to_proto,
    capacity_to_proto,
    request_to_proto,
    reservation_to_proto,
)
from services.engineering.domain.agent import Agent
from services.engineering.domain.capacity import Capacity
from services.engineering.domain.events import (
    AbsenceRecorded,
    AgentEvent,
    AgentRegistered,
    AgentUpdated,
    CapacityEvent,
    DaysGranted,
    DaysReleased,
    DaysReserved,
    RequestEvent,
    RequestOpened,
    RequestWithdrawn,
    ReservationCancelled,
)
from services.engineering.domain.request import DayRequest
from services.engineering.use_cases.ports import Booked


def agent_event_to_proto(agent: Agent, event: AgentEvent) -> Message:
    """Without what is personal: an event goes to the body lent to as well, and a journal never forgets."""
    match event:
        case AgentRegistered():
            return pb.AgentRegistered(agent=agent_to_proto(agent, whole=False))
        case AgentUpdated(changed_fields):
            return pb.AgentUpdated(agent=agent_to_proto(agent, whole=False), changed_fields=changed_fields)
        case AbsenceRecorded():
            return pb.AbsenceRecorded(agent=agent_to_proto(agent, whole=False))
        case DaysReserved(reservation):
            return pb.DaysReserved(reservation=reservation_to_proto(_booked(agent, reservation)))
        case ReservationCancelled(reservation):
            return pb.ReservationCancelled(reservation=reservation_to_proto(_booked(agent, reservation)))


def agent_event_audience(agent: Agent, event: AgentEvent) -> list[str]:
    """A reservation is seen by those who see its request; all else by those who see the agent."""
    if isinstance(event, DaysReserved | ReservationCancelled):
        return sorted(agent.reservation(event.reservation).purpose.seen_by)
    return sorted(agent.seen_by)


def _booked(agent: Agent, reservation_id: str) -> Booked:
    return Booked(agent, agent.reservation(reservation_id))


def request_event_to_proto(request: DayRequest, event: RequestEvent) -> Message:
    match event:
        case RequestOpened():
            return pb.RequestOpened(request=request_to_proto(request))
        case DaysGranted(reservation):
            name = f"reservations/{reservation}"
            return pb.DaysGranted(request=request_to_proto(request), reservation=name)
        case DaysReleased(reservation):
            name = f"reservations/{reservation}"
            return pb.DaysReleased(request=request_to_proto(request), reservation=name)
        case RequestWithdrawn():
            return pb.RequestWithdrawn(request=request_to_proto(request))


def request_event_audience(request: DayRequest) -> list[str]:
    return sorted(request.seen_by)


def capacity_event_to_proto(capacity: Capacity, _event: CapacityEvent) -> Message:
    """Free days are public: the event has no audience."""
    return pb.CapacityPublished(capacity=capacity_to_proto(capacity))
