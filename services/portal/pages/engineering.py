"""Ingénierie partagée: who has free days, who asks for some, the agents of one's own pool."""

from __future__ import annotations

from starlette.responses import Response

from archipel.engineering.v1.engineering_pb2 import (
    Agent,
    Balance,
    DayRequest,
    GetBalanceRequest,
    ListAgentsRequest,
    ListCapacitiesRequest,
    ListDayRequestsRequest,
)
from archipel.projects.v1.project_facts_pb2 import Skill
from services.portal.clients.reference import read_names
from services.portal.clients.refusal import ServiceRefusal
from services.portal.web.routing import get
from services.portal.web.visit import Visit

MOST = 100


async def show(visit: Visit) -> Response:
    calls = visit.calls
    service = calls.services.engineering
    capacities = await calls.ask(service.ListCapacities, ListCapacitiesRequest(page_size=MOST))
    requests: list[DayRequest] = []
    agents: list[Agent] = []
    if visit.session:
        listed = await calls.ask(service.ListDayRequests, ListDayRequestsRequest(page_size=MOST))
        requests = list(listed.requests)
    if visit.acting:
        pool = await calls.ask(service.ListAgents, ListAgentsRequest(page_size=MOST, body=visit.acting.name))
        agents = list(pool.agents)
    projects = {request.project.partition("/")[2] for request in requests}
    return visit.render(
        "engineering.html",
        capacities=[
            (capacity, {line.skill: line.days for line in capacity.free_days})
            for capacity in capacities.capacities
        ],
        skills=[skill for skill in Skill.values() if skill],
        requests=requests,
        agents=agents,
        balance=await _balance(visit),
        titles=await visit.portal.reading.titles(projects, visit.viewer),
        names=await read_names(calls, [agent.person for agent in agents]),
        topics=["engineering"],
    )


async def _balance(visit: Visit) -> Balance | None:
    """What the body that one acts for lent and borrowed this year; shown only where it can be had."""
    if not visit.acting:
        return None
    try:
        return await visit.calls.ask(
            visit.calls.services.engineering.GetBalance,
            GetBalanceRequest(name=f"balances/{visit.acting.code}"),
        )
    except ServiceRefusal:
        return None


routes = [get("/ingenierie", show)]
