"""What stands around one project and is no part of it: wishes to take it over, its lots, its programme,
principles. All of it is read at once, and the page does without what does not answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import grpc

from archipel.projects.v1.learning_service_pb2 import ListPrinciplesRequest, ListPrinciplesResponse
from archipel.projects.v1.ownership_pb2 import Principle, PrincipleState, TransferWish
from archipel.projects.v1.ownership_service_pb2 import ListWishesRequest, ListWishesResponse
from archipel.projects.v1.projects_pb2 import (
    GetProjectRequest,
    ListProjectsRequest,
    ListProjectsResponse,
    Project,
)
from services.portal.clients.refusal import ServiceRefusal
from services.portal.clients.services import Calls

MOST = 100
"""At most so many wishes, lots and principles are shown."""

AnswerT = TypeVar("AnswerT")
RequestT = TypeVar("RequestT")


@dataclass(frozen=True)
class Around:
    """As far as the person may see it."""

    wishes: Sequence[TransferWish] = ()
    lots: Sequence[Project] = ()
    programme: Project | None = None
    principles: Sequence[Principle] = ()


async def around_project(calls: Calls, project: Project) -> Around:
    """What stands around a project, as far as it can be read now."""
    wishes, lots, programme, principles = await asyncio.gather(
        _wishes(calls, project),
        _lots(calls, project),
        _programme(calls, project),
        principles_of(calls, project.facts.competence),
    )
    others = [each for each in principles if project.name not in each.projects]
    return Around(wishes, lots, programme, others)


async def principles_of(calls: Calls, competence: str) -> list[Principle]:
    """The guiding principles drawn from experiences of the competence; they bind nobody."""
    shown = (PrincipleState.PRINCIPLE_STATE_ADOPTED, PrincipleState.PRINCIPLE_STATE_PROPOSED)
    answer = await _or_nothing(
        calls,
        calls.services.learning.ListPrinciples,
        ListPrinciplesRequest(competence=competence, page_size=MOST),
        ListPrinciplesResponse(),
    )
    return [each for each in answer.principles if each.state in shown]


async def _wishes(calls: Calls, project: Project) -> Sequence[TransferWish]:
    if not project.ownership:
        return ()
    request = ListWishesRequest(project=project.name, page_size=MOST)
    answer = await _or_nothing(calls, calls.services.ownership.ListWishes, request, ListWishesResponse())
    return answer.wishes


async def _lots(calls: Calls, project: Project) -> Sequence[Project]:
    if not project.facts.programme:
        return ()
    request = ListProjectsRequest(part_of=project.name, page_size=MOST)
    answer = await _or_nothing(calls, calls.services.projects.ListProjects, request, ListProjectsResponse())
    return [each for each in answer.projects if each.part_of == project.name]


async def _programme(calls: Calls, project: Project) -> Project | None:
    if not project.part_of:
        return None
    request = GetProjectRequest(name=project.part_of)
    found = await _or_nothing(calls, calls.services.projects.GetProject, request, Project())
    return found if found.name else None


async def _or_nothing(
    calls: Calls,
    method: Callable[..., grpc.aio.UnaryUnaryCall[RequestT, AnswerT]],
    request: RequestT,
    nothing: AnswerT,
) -> AnswerT:
    try:
        return await calls.ask(method, request)
    except ServiceRefusal:
        return nothing
