"""What a caller may know of: for everybody else the thing is not there."""

from __future__ import annotations

from chassis.domain import Caller, Hidden, NotFound, Text, msg
from services.engineering.domain.agent import Agent
from services.engineering.domain.request import DayRequest
from services.engineering.use_cases.ports import Booked


def unknown(name: str) -> NotFound:
    return NotFound("NOT_FOUND", _text(name), resource=name)


def hidden(name: str) -> Hidden:
    return Hidden("NOT_FOUND", _text(name), resource=name)


def _text(name: str) -> Text:
    """One sentence for both: a difference would tell that the thing exists."""
    return msg("Rien de tel ici : {name}. Vérifiez l’adresse.", name=name)


def must_see_agent(agent: Agent, caller: Caller) -> None:
    """Raise NotFound unless the caller belongs to the employer or to the body lent to, or is the agent."""
    if not agent.may_be_seen_by(caller):
        raise hidden(agent.name)


def must_see_request(request: DayRequest, caller: Caller) -> None:
    """Raise NotFound unless the caller belongs to the asking body, its chain, or a body asked or lending."""
    if not caller.bodies & request.seen_by:
        raise hidden(request.name)


def must_see_reservation(booked: Booked, caller: Caller) -> None:
    """Raise NotFound unless the caller sees the request, as the body that lends does too, or is the agent."""
    if caller.id != booked.agent.person and not caller.bodies & booked.reservation.purpose.seen_by:
        raise hidden(f"reservations/{booked.reservation.id}")
