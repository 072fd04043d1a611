"""Messages for tests of engineering, with plain values."""

from __future__ import annotations

from uuid import uuid4

from google.type.date_pb2 import Date

from archipel.engineering.v1 import engineering_pb2 as pb
from archipel.projects.v1 import (
    events_pb2,
    project_facts_pb2,
    projects_pb2,
    subsidiarity_pb2,
    territories_pb2,
)
from chassis.testing.running import CallRefused
from chassis.testing.waiting import eventually
from tests.integration.engineering.conftest import Person, Place

LOOS, GRENAY, CALL, POLE = "62528", "62386", "246200364", "200060358"
HOUSING, DATA = project_facts_pb2.SKILL_HOUSING, project_facts_pb2.SKILL_DATA
DECEMBER = (Date(year=2026, month=12, day=1), Date(year=2026, month=12, day=31))
"""22 working days."""


def territory(code: str) -> str:
    return f"territories/{code}"


async def import_bodies(place: Place) -> None:
    """Tell engineering of the bodies, and wait until it knows them."""
    for code, population, above in (
        (LOOS, 6850, [CALL]),
        (GRENAY, 6800, [CALL]),
        (CALL, 242591, [POLE]),
        (POLE, 644460, []),
    ):
        body = territories_pb2.Territory(
            name=territory(code), code=code, title=code, population=population, members_of=above
        )
        await place.projects.tell(body.name, events_pb2.TerritoryImported(territory=body))

    anybody = place.anonymous()

    async def known() -> bool:
        try:
            await anybody("GetBalance", pb.GetBalanceRequest(name=f"balances/{POLE}"))
        except CallRefused:
            return False
        return True

    await eventually(known)


def project(
    name: str = "", *, missing: str = "40", skill: int = HOUSING, owner: str = LOOS
) -> projects_pb2.Project:
    """A submitted project of Loos whose owner lacks days of one skill."""
    role = subsidiarity_pb2.RoleOf(
        party=CALL,
        level=territories_pb2.LEVEL_AGGLOMERATION,
        role=subsidiarity_pb2.ROLE_ENGINEERING_SUPPORT,
    )
    return projects_pb2.Project(
        name=name or f"projects/{uuid4()}",
        title="Rénovation groupée de la cité des Castors",
        lead=territory(LOOS),
        state=projects_pb2.PROJECT_STATE_PROPOSED,
        decision=subsidiarity_pb2.Decision(
            owner=subsidiarity_pb2.Owner(
                kind=subsidiarity_pb2.OWNER_KIND_BODY, body=territory(owner), level=1, title="Loos"
            ),
            roles=[role],
            gaps=[subsidiarity_pb2.Gap(skill=skill, needed_days="45", free_days="5", missing_days=missing)]
            if missing
            else [],
        ),
    )


async def submitted(place: Place, told: projects_pb2.Project) -> None:
    await place.projects.tell(told.name, events_pb2.ProjectSubmitted(project=told))


async def open_request(
    place: Place, mayor: Person, missing: str = "40", skill: int = HOUSING
) -> pb.DayRequest:
    """The request that opens by itself once a project was submitted."""
    told = project(missing=missing, skill=skill)
    await submitted(place, told)

    async def heard() -> pb.DayRequest | None:
        found = await mayor("ListDayRequests", pb.ListDayRequestsRequest(project=told.name))
        return found.requests[0] if found.requests else None

    return await eventually(heard)


async def register(pool_manager: Person, *skills: int, quota: str = "100") -> pb.Agent:
    agent = pb.Agent(person="people/p-42", employer=territory(CALL), skills=skills or [HOUSING], quota=quota)
    return await pool_manager("RegisterAgent", pb.RegisterAgentRequest(agent=agent))


def reserving(request: pb.DayRequest, agent: pb.Agent, days: str) -> pb.ReserveDaysRequest:
    return pb.ReserveDaysRequest(
        request=request.name, agent=agent.name, start_date=DECEMBER[0], end_date=DECEMBER[1], days=days
    )
