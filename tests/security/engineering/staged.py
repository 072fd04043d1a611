"""Agents, requests, reservations, free days and projects in every state, brought there by who may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from google.type.date_pb2 import Date
from sqlalchemy import select

from archipel.engineering.v1 import engineering_pb2 as pb
from archipel.projects.v1 import events_pb2, projects_pb2, subsidiarity_pb2, territories_pb2
from archipel.projects.v1 import project_facts_pb2 as facts
from chassis.domain import SystemClock, paris_day
from chassis.testing.waiting import eventually
from chassis.wire import date_to_wire
from services.engineering.storage.tables import project_refs
from tests.security.answers import Who
from tests.security.cast import (
    CALL,
    GRENAY,
    HENIN,
    LOOS,
    MAYOR,
    OF_CALL,
    OF_GRENAY,
    OF_LIEVIN,
    OF_LOOS,
    OF_POLE,
    POLE,
    STRANGER,
    at,
)
from tests.security.place import Place

POOL = OF_CALL["pool_manager"]
SKILL = facts.SKILL_HOUSING
THEMSELVES = Who("the_agent", at(CALL, "agent"), CALL)
"""The person behind every agent."""
WITHOUT_A_ROLE = Who("the_agent", home=CALL)
"""The same person, whom the provider gives no role any more."""

Make = Callable[[Place], Awaitable[Any]]


def day(after: int) -> Date:
    told = date_to_wire(paris_day(SystemClock().now()) + timedelta(days=after))
    assert told is not None
    return told


def period() -> dict[str, Date]:
    """Two months, soon."""
    return {"start_date": day(10), "end_date": day(70)}


async def told(
    place: Place, state: projects_pb2.ProjectState.ValueType, lead: str = LOOS
) -> projects_pb2.Project:
    """A project of a commune, supported by the CALL, once engineering has heard of it as it stands."""
    project = projects_pb2.Project(
        name=f"projects/{uuid4()}",
        title="Rénovation groupée",
        lead=f"territories/{lead}",
        state=projects_pb2.PROJECT_STATE_PROPOSED,
        participants=[
            projects_pb2.Participant(body=f"territories/{GRENAY}", answer=projects_pb2.ANSWER_CONFIRMED)
        ]
        if lead == LOOS
        else [],
        decision=subsidiarity_pb2.Decision(
            owner=subsidiarity_pb2.Owner(
                kind=subsidiarity_pb2.OWNER_KIND_BODY, body=f"territories/{lead}", level=1
            ),
            roles=[
                subsidiarity_pb2.RoleOf(
                    party=CALL,
                    level=territories_pb2.LEVEL_AGGLOMERATION,
                    role=subsidiarity_pb2.ROLE_ENGINEERING_SUPPORT,
                )
            ]
            if lead == LOOS
            else [],
        ),
    )
    await place.say("projects", project.name, events_pb2.ProjectSubmitted(project=project))
    if state == projects_pb2.PROJECT_STATE_WITHDRAWN:
        project.state = state
        await place.say("projects", project.name, events_pb2.ProjectWithdrawn(project=project))
    wanted = select(project_refs.c.id).where(
        project_refs.c.id == project.name.partition("/")[2],
        project_refs.c.withdrawn.is_(state == projects_pb2.PROJECT_STATE_WITHDRAWN),
    )

    async def is_there() -> bool:
        async with place.service.foundation.engine.connect() as connection:
            return await connection.scalar(wanted) is not None

    await eventually(is_there, seconds=30)
    return project


def agent_of(employer: str, person: str = THEMSELVES.id) -> pb.Agent:
    return pb.Agent(person=f"people/{person}", employer=f"territories/{employer}", skills=[SKILL], quota="80")


async def own(place: Place) -> pb.Agent:
    """An agent of the CALL, who will be absent for a week."""
    made = await place.do(POOL, "RegisterAgent", pb.RegisterAgentRequest(agent=agent_of(CALL)))
    absence = pb.RecordAbsenceRequest(name=made.name, start_date=day(100), end_date=day(107))
    away: pb.Agent = await place.do(POOL, "RecordAbsence", absence)
    return away


async def lent(place: Place) -> pb.Agent:
    """The same, lent to the pole."""
    made = await own(place)
    changed = pb.Agent(
        name=made.name,
        lending=pb.Lending(body=f"territories/{POLE}", start_date=day(-1), end_date=day(300)),
    )
    lending = pb.UpdateAgentRequest(agent=changed, update_mask={"paths": ["lending"]})
    given: pb.Agent = await place.do(POOL, "UpdateAgent", lending)
    return given


AGENT_STATES: Mapping[str, Make] = {"own": own, "lent": lent}


def asking(project: str, body: str, *asked: str) -> pb.OpenDayRequestRequest:
    return pb.OpenDayRequestRequest(
        project=project,
        body=f"territories/{body}",
        skill=SKILL,
        days="10",
        asked_bodies=[f"territories/{code}" for code in asked],
    )


async def open_(place: Place) -> pb.DayRequest:
    project = await told(place, projects_pb2.PROJECT_STATE_PROPOSED)
    made: pb.DayRequest = await place.do(MAYOR, "OpenDayRequest", asking(project.name, LOOS))
    return made


def reserving(request: str, agent: str, days: str = "2") -> pb.ReserveDaysRequest:
    return pb.ReserveDaysRequest(request=request, agent=agent, days=days, **period())


@dataclass(frozen=True)
class Asked:
    """A request, the agent who may answer it, and the reservation that did so last."""

    request: pb.DayRequest
    agent: pb.Agent
    reservation: pb.Reservation | None = None


def answered(days: str) -> Make:
    """A request of ten days to which the CALL has lent so many."""

    async def make(place: Place) -> Asked:
        request, agent = await open_(place), await own(place)
        booked = None
        if days:
            booked = await place.do(POOL, "ReserveDays", reserving(request.name, agent.name, days))
            request = await place.do(MAYOR, "GetDayRequest", pb.GetDayRequestRequest(name=request.name))
        return Asked(request, agent, booked)

    return make


async def given_up(place: Place) -> Asked:
    asked: Asked = await answered("4")(place)
    gone = pb.WithdrawDayRequestRequest(name=asked.request.name)
    return Asked(await place.do(MAYOR, "WithdrawDayRequest", gone), asked.agent, asked.reservation)


async def invited(place: Place) -> Asked:
    """A request to which Hénin, of another agglomeration, was invited."""
    project = await told(place, projects_pb2.PROJECT_STATE_PROPOSED)
    request = await place.do(MAYOR, "OpenDayRequest", asking(project.name, LOOS, HENIN))
    return Asked(request, await own(place))


REQUEST_STATES: Mapping[str, Make] = {
    "open": answered(""),
    "partly_covered": answered("4"),
    "covered": answered("10"),
    "withdrawn": given_up,
    "invited": invited,
}


async def cancelled(place: Place) -> Asked:
    asked: Asked = await answered("4")(place)
    assert asked.reservation is not None
    back = pb.CancelReservationRequest(name=asked.reservation.name, body=f"territories/{CALL}")
    return Asked(asked.request, asked.agent, await place.do(POOL, "CancelReservation", back))


RESERVATION_STATES: Mapping[str, Make] = {"held": answered("4"), "cancelled": cancelled}

PROJECT_STATES: Mapping[str, Make] = {
    "submitted": lambda place: told(place, projects_pb2.PROJECT_STATE_PROPOSED),
    "withdrawn": lambda place: told(place, projects_pb2.PROJECT_STATE_WITHDRAWN),
}


def declaring(body: str) -> pb.DeclareCapacityRequest:
    days = str(uuid4().int % 5_000)
    return pb.DeclareCapacityRequest(
        body=f"territories/{body}", free_days=[pb.SkillDays(skill=SKILL, days=days)]
    )


async def declared(place: Place) -> pb.Capacity:
    made: pb.Capacity = await place.do(OF_GRENAY, "DeclareCapacity", declaring(GRENAY))
    return made


async def computed(place: Place) -> pb.Capacity:
    await own(place)
    made: pb.Capacity = await place.do(POOL, "GetCapacity", pb.GetCapacityRequest(name=f"capacities/{CALL}"))
    return made


CAPACITY_STATES: Mapping[str, Make] = {"declared": declared, "computed": computed}


async def of_henin(place: Place) -> Asked:
    """An agent and a request that nobody of the chain below the pole may know of."""
    project = await told(place, projects_pb2.PROJECT_STATE_PROPOSED, HENIN)
    request = await place.do(STRANGER, "OpenDayRequest", asking(project.name, HENIN))
    registered = pb.RegisterAgentRequest(agent=agent_of(HENIN, "somebody_else"))
    agent = await place.do(STRANGER, "RegisterAgent", registered)
    booked = await place.do(STRANGER, "ReserveDays", reserving(request.name, agent.name))
    return Asked(request, agent, booked)


async def peopled(place: Place) -> None:
    """Every body whose pool somebody manages keeps agents here, whatever is registered later."""
    for manager in (*(people["pool_manager"] for people in (OF_LOOS, OF_CALL, OF_POLE)), OF_LIEVIN, STRANGER):
        registered = pb.RegisterAgentRequest(agent=agent_of(manager.home, "somebody_else"))
        await place.do(manager, "RegisterAgent", registered)
