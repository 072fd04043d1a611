"""Reads requests and reservations."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Caller
from services.engineering.domain.request import DayRequest
from services.engineering.domain.states import RequestState
from services.engineering.use_cases.ports import (
    Booked,
    Listed,
    Page,
    RequestFilter,
    ReservationFilter,
    Unit,
)
from services.engineering.use_cases.visibility import must_see_request, must_see_reservation


@dataclass(frozen=True)
class ListRequests:
    """Empty: any."""

    body: str = ""
    project: str = ""
    state: RequestState | None = None


@dataclass(frozen=True)
class ListReservations:
    """Empty: any."""

    body: str = ""
    agent: str = ""
    request: str = ""


async def get_request(request_id: str, caller: Caller, unit: Unit) -> DayRequest:
    """Raise NotFound when there is none that the caller may know of."""
    request = await unit.requests.get(request_id)
    must_see_request(request, caller)
    return request


async def list_requests(question: ListRequests, page: Page, caller: Caller, unit: Unit) -> Listed[DayRequest]:
    wanted = RequestFilter(caller.bodies, question.body, question.project, question.state)
    return await unit.requests.page(wanted, page)


async def get_reservation(reservation_id: str, caller: Caller, unit: Unit) -> Booked:
    """Raise NotFound when there is none that the caller may know of."""
    agent = await unit.agents.with_reservation(reservation_id)
    booked = Booked(agent, agent.reservation(reservation_id))
    must_see_reservation(booked, caller)
    return booked


async def list_reservations(
    question: ListReservations, page: Page, caller: Caller, unit: Unit
) -> Listed[Booked]:
    wanted = ReservationFilter(caller.bodies, caller.id, question.body, question.agent, question.request)
    return await unit.agents.reservations(wanted, page)
