"""LearningService: convert → use case → convert."""

from __future__ import annotations

from functools import partial

from grpc.aio import ServicerContext

from archipel.projects.v1 import (
    learning_service_pb2,
    learning_service_pb2_grpc,
    ownership_pb2,
    projects_pb2,
)
from chassis.commands import Commands
from services.projects.convert.learning_requests import (
    adopt_from_proto,
    evaluate_from_proto,
    experiences_from_proto,
    experiences_to_proto,
    list_principles_from_proto,
    propose_from_proto,
    withdraw_principle_from_proto,
)
from services.projects.convert.principles import principle_to_proto, principles_to_proto
from services.projects.convert.projects import project_to_proto
from services.projects.use_cases.adopt_principle import adopt_principle
from services.projects.use_cases.evaluate_project import evaluate_project
from services.projects.use_cases.learning_ports import LearningUnit
from services.projects.use_cases.list_experiences import list_experiences
from services.projects.use_cases.list_principles import list_principles
from services.projects.use_cases.propose_principle import propose_principle
from services.projects.use_cases.withdraw_principle import withdraw_principle

Context = ServicerContext[object, object]


class LearningServicer(learning_service_pb2_grpc.LearningServiceServicer):
    """Each method's refusals are those of its use case, turned into statuses by the chassis."""

    def __init__(self, commands: Commands[LearningUnit]) -> None:
        self._commands = commands

    async def EvaluateProject(
        self, request: learning_service_pb2.EvaluateProjectRequest, _: Context
    ) -> projects_pb2.Project:
        command = evaluate_from_proto(request)
        return await self._commands.run(request, partial(evaluate_project, command), project_to_proto)

    async def ListExperiences(
        self, request: learning_service_pb2.ListExperiencesRequest, _: Context
    ) -> learning_service_pb2.ListExperiencesResponse:
        question = experiences_from_proto(request)
        page = await self._commands.read(partial(list_experiences, question))
        return experiences_to_proto(request, page)

    async def ProposePrinciple(
        self, request: learning_service_pb2.ProposePrincipleRequest, _: Context
    ) -> ownership_pb2.Principle:
        command = propose_from_proto(request)
        return await self._commands.run(request, partial(propose_principle, command), principle_to_proto)

    async def AdoptPrinciple(
        self, request: learning_service_pb2.AdoptPrincipleRequest, _: Context
    ) -> ownership_pb2.Principle:
        command = adopt_from_proto(request)
        return await self._commands.run(request, partial(adopt_principle, command), principle_to_proto)

    async def WithdrawPrinciple(
        self, request: learning_service_pb2.WithdrawPrincipleRequest, _: Context
    ) -> ownership_pb2.Principle:
        command = withdraw_principle_from_proto(request)
        return await self._commands.run(request, partial(withdraw_principle, command), principle_to_proto)

    async def ListPrinciples(
        self, request: learning_service_pb2.ListPrinciplesRequest, _: Context
    ) -> learning_service_pb2.ListPrinciplesResponse:
        question = list_principles_from_proto(request)
        return principles_to_proto(request, await self._commands.read(partial(list_principles, question)))
