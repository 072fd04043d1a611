"""The servicer: convert, run the use case, convert back."""

from __future__ import annotations

from functools import partial

from grpc.aio import ServicerContext

from archipel.engineering.v1 import engineering_pb2 as pb
from archipel.engineering.v1.engineering_pb2_grpc import EngineeringServiceServicer
from chassis.call import current_call
from chassis.commands import Commands
from chassis.pagination import next_token
from services.engineering.convert import agents_from_wire as agents
from services.engineering.convert import capacities_from_wire as capacities
from services.engineering.convert import requests_from_wire as requests
from services.engineering.convert.pages import by_code_page, newest_first_page
from services.engineering.convert.to_wire import (
    agent_to_proto,
    availability_to_proto,
    balance_to_proto,
    capacity_to_proto,
    request_to_proto,
    reservation_to_proto,
)
from services.engineering.domain.agent import Agent
from services.engineering.use_cases.cancel_reservation import cancel_reservation
from services.engineering.use_cases.declare_capacity import declare_capacity
from services.engineering.use_cases.open_request import open_request
from services.engineering.use_cases.ports import Unit
from services.engineering.use_cases.publish_capacity import publish_capacity
from services.engineering.use_cases.read_agents import get_agent, get_availability, list_agents
from services.engineering.use_cases.read_capacities import get_balance, get_capacity, list_capacities
from services.engineering.use_cases.read_requests import (
    get_request,
    get_reservation,
    list_requests,
    list_reservations,
)
from services.engineering.use_cases.record_absence import record_absence
from services.engineering.use_cases.register_agent import register_agent
from services.engineering.use_cases.reserve_days import reserve_days
from services.engineering.use_cases.update_agent import update_agent
from services.engineering.use_cases.withdraw_request import withdraw_request

Context = ServicerContext[object, object]


class EngineeringServicer(EngineeringServiceServicer):
    def __init__(self, commands: Commands[Unit]) -> None:
        self._commands = commands

    async def RegisterAgent(self, request: pb.RegisterAgentRequest, _context: Context) -> pb.Agent:
        command = agents.register_from_proto(request)
        return await self._commands.run(request, partial(register_agent, command), _agent)

    async def UpdateAgent(self, request: pb.UpdateAgentRequest, _context: Context) -> pb.Agent:
        command = agents.update_from_proto(request)
        return await self._commands.run(request, partial(update_agent, command), _agent)

    async def RecordAbsence(self, request: pb.RecordAbsenceRequest, _context: Context) -> pb.Agent:
        command = agents.absence_from_proto(request)
        return await self._commands.run(request, partial(record_absence, command), _agent)

    async def GetAgent(self, request: pb.GetAgentRequest, _context: Context) -> pb.Agent:
        agent_id = agents.agent_id_from_proto(request)
        return _agent(await self._commands.read(partial(get_agent, agent_id)))

    async def ListAgents(self, request: pb.ListAgentsRequest, _context: Context) -> pb.ListAgentsResponse:
        body, skill = agents.list_agents_from_proto(request)
        page = newest_first_page(request)
        found = await self._commands.read(partial(list_agents, body, skill, page))
        return pb.ListAgentsResponse(
            agents=map(_agent, found.items), next_page_token=next_token(request, found.after)
        )

    async def GetAvailability(self, request: pb.GetAvailabilityRequest, _context: Context) -> pb.Availability:
        agent_id, period = agents.availability_from_proto(request)
        told = await self._commands.read(partial(get_availability, agent_id, period))
        return availability_to_proto(told, whole=told.agent.tells_all_to(current_call().caller))

    async def PublishCapacity(self, request: pb.PublishCapacityRequest, _context: Context) -> pb.Capacity:
        command = capacities.publish_from_proto(request)
        return await self._commands.run(request, partial(publish_capacity, command), capacity_to_proto)

    async def DeclareCapacity(self, request: pb.DeclareCapacityRequest, _context: Context) -> pb.Capacity:
        command = capacities.declare_from_proto(request)
        return await self._commands.run(request, partial(declare_capacity, command), capacity_to_proto)

    async def GetCapacity(self, request: pb.GetCapacityRequest, _context: Context) -> pb.Capacity:
        body = capacities.capacity_id_from_proto(request)
        return capacity_to_proto(await self._commands.read(partial(get_capacity, body)))

    async def ListCapacities(
        self, request: pb.ListCapacitiesRequest, _context: Context
    ) -> pb.ListCapacitiesResponse:
        skill = capacities.list_capacities_from_proto(request)
        found = await self._commands.read(partial(list_capacities, skill, by_code_page(request)))
        return pb.ListCapacitiesResponse(
            capacities=map(capacity_to_proto, found.items), next_page_token=next_token(request, found.after)
        )

    async def OpenDayRequest(self, request: pb.OpenDayRequestRequest, _context: Context) -> pb.DayRequest:
        command = requests.open_from_proto(request)
        return await self._commands.run(request, partial(open_request, command), request_to_proto)

    async def WithdrawDayRequest(
        self, request: pb.WithdrawDayRequestRequest, _context: Context
    ) -> pb.DayRequest:
        command = requests.withdraw_from_proto(request)
        return await self._commands.run(request, partial(withdraw_request, command), request_to_proto)

    async def GetDayRequest(self, request: pb.GetDayRequestRequest, _context: Context) -> pb.DayRequest:
        request_id = requests.request_id_from_proto(request)
        return request_to_proto(await self._commands.read(partial(get_request, request_id)))

    async def ListDayRequests(
        self, request: pb.ListDayRequestsRequest, _context: Context
    ) -> pb.ListDayRequestsResponse:
        question = requests.list_requests_from_proto(request)
        page = newest_first_page(request)
        found = await self._commands.read(partial(list_requests, question, page))
        return pb.ListDayRequestsResponse(
            requests=map(request_to_proto, found.items), next_page_token=next_token(request, found.after)
        )

    async def ReserveDays(self, request: pb.ReserveDaysRequest, _context: Context) -> pb.Reservation:
        command = requests.reserve_from_proto(request)
        return await self._commands.run(request, partial(reserve_days, command), reservation_to_proto)

    async def CancelReservation(
        self, request: pb.CancelReservationRequest, _context: Context
    ) -> pb.Reservation:
        command = requests.cancel_from_proto(request)
        return await self._commands.run(request, partial(cancel_reservation, command), reservation_to_proto)

    async def GetReservation(self, request: pb.GetReservationRequest, _context: Context) -> pb.Reservation:
        reservation_id = requests.reservation_id_from_proto(request)
        return reservation_to_proto(await self._commands.read(partial(get_reservation, reservation_id)))

    async def ListReservations(
        self, request: pb.ListReservationsRequest, _context: Context
    ) -> pb.ListReservationsResponse:
        question = requests.list_reservations_from_proto(request)
        page = newest_first_page(request)
        found = await self._commands.read(partial(list_reservations, question, page))
        return pb.ListReservationsResponse(
            reservations=map(reservation_to_proto, found.items),
            next_page_token=next_token(request, found.after),
        )

    async def GetBalance(self, request: pb.GetBalanceRequest, _context: Context) -> pb.Balance:
        body, year = capacities.balance_from_proto(request)
        return balance_to_proto(await self._commands.read(partial(get_balance, body, year)))


def _agent(agent: Agent) -> pb.Agent:
    """As its caller may read it."""
    return agent_to_proto(agent, whole=agent.tells_all_to(current_call().caller))
