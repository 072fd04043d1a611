"""Lines of the register and people, in every state that there is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from google.type.date_pb2 import Date

from archipel.projects.v1 import people_pb2, register_pb2, territories_pb2
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from archipel.projects.v1.register_pb2_grpc import RegisterServiceStub
from chassis.domain import uuid7
from tests.integration.projects.project.world import GRENAY, LOOS, body
from tests.security.answers import Who

if TYPE_CHECKING:
    from tests.security.projects.stage import ProjectStage

Make = Callable[["ProjectStage"], Awaitable[Any]]

_DAYS = count()
LAST_DAY = Date(year=2025, month=12, day=31)
COMPETENCE = "4505"
"""One that no project of these tests is about."""


async def absent(_: ProjectStage) -> territories_pb2.Holding:
    """A line of Loos that nobody recorded; the first day tells it from every other."""
    line = territories_pb2.Holding(
        body=body(LOOS), competence=COMPETENCE, mode=territories_pb2.MODE_COMMUNAL, deliberation="2026-11-003"
    )
    first = date(1950, 1, 1) + timedelta(days=next(_DAYS))
    getattr(line, "from").CopyFrom(Date(year=first.year, month=first.month, day=first.day))
    return line


async def present(stage: ProjectStage) -> territories_pb2.Holding:
    request = register_pb2.RecordHoldingRequest(body=body(LOOS), holding=await absent(stage))
    line: territories_pb2.Holding = await stage.do("mayor", RegisterServiceStub, "RecordHolding", request)
    return line


async def ended(stage: ProjectStage) -> territories_pb2.Holding:
    line = await present(stage)
    line.to.CopyFrom(LAST_DAY)
    request = register_pb2.EndHoldingRequest(body=body(LOOS), holding=line)
    over: territories_pb2.Holding = await stage.do("mayor", RegisterServiceStub, "EndHolding", request)
    return over


async def removed(stage: ProjectStage) -> territories_pb2.Holding:
    line = await present(stage)
    request = register_pb2.RemoveHoldingRequest(body=body(LOOS), holding=line, why="Doublon.")
    gone: territories_pb2.Holding = await stage.do("mayor", RegisterServiceStub, "RemoveHolding", request)
    return gone


LINE_STATES: Mapping[str, Make] = {
    "absent": absent,
    "present": present,
    "ended": ended,
    "removed": removed,
}


@dataclass(frozen=True)
class Named:
    """A person, and the name that stands behind the id (empty: none)."""

    name: str
    display_name: str = ""


FULL_NAME = "Dominique Vasseur"


async def alone(stage: ProjectStage) -> Named:
    """Somebody who registered at sign-in."""
    return await registered(stage, ())


async def registered(stage: ProjectStage, groups: tuple[str, ...]) -> Named:
    somebody = Who(f"person-{uuid7()}", groups)
    request = people_pb2.RegisterPersonRequest(display_name=FULL_NAME)
    person = await stage.do(somebody, PeopleServiceStub, "RegisterPerson", request)
    return Named(person.name, FULL_NAME)


async def _of(stage: ProjectStage, who: str, code: str) -> Named:
    request = people_pb2.RegisterPersonRequest(display_name=FULL_NAME, body=body(code))
    person = await stage.do(who, PeopleServiceStub, "RegisterPerson", request)
    return Named(person.name, FULL_NAME)


async def of_loos(stage: ProjectStage) -> Named:
    return await _of(stage, "mayor", LOOS)


async def of_grenay(stage: ProjectStage) -> Named:
    return await _of(stage, "grenay", GRENAY)


async def forgotten(stage: ProjectStage) -> Named:
    person = await of_loos(stage)
    request = people_pb2.ForgetPersonRequest(name=person.name)
    await stage.do("mayor", PeopleServiceStub, "ForgetPerson", request)
    return Named(person.name)


async def unknown(_: ProjectStage) -> Named:
    return Named(f"people/{uuid7()}")


PERSON_STATES: Mapping[str, Make] = {
    "alone": alone,
    "of_loos": of_loos,
    "of_grenay": of_grenay,
    "forgotten": forgotten,
    "unknown": unknown,
}
