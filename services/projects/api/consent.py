"""ConsentService: convert → use case → convert."""

from __future__ import annotations

from functools import partial

from grpc.aio import ServicerContext

from archipel.projects.v1 import consent_service_pb2, consent_service_pb2_grpc, projects_pb2
from chassis.commands import Commands
from services.projects.convert.consent_requests import (
    conclude_from_proto,
    convene_from_proto,
    opinion_from_proto,
)
from services.projects.convert.projects import project_to_proto
from services.projects.use_cases.conclude_conciliation import conclude_conciliation
from services.projects.use_cases.convene_conciliation import convene_conciliation
from services.projects.use_cases.give_opinion import give_opinion
from services.projects.use_cases.project_ports import ProjectUnit

Context = ServicerContext[object, object]


class ConsentServicer(consent_service_pb2_grpc.ConsentServiceServicer):
    """Each method's refusals are those of its use case, turned into statuses by the chassis."""

    def __init__(self, commands: Commands[ProjectUnit]) -> None:
        self._commands = commands

    async def GiveOpinion(
        self, request: consent_service_pb2.GiveOpinionRequest, _: Context
    ) -> projects_pb2.Project:
        command = opinion_from_proto(request)
        return await self._commands.run(request, partial(give_opinion, command), project_to_proto)

    async def ConveneConciliation(
        self, request: consent_service_pb2.ConveneConciliationRequest, _: Context
    ) -> projects_pb2.Project:
        command = convene_from_proto(request)
        return await self._commands.run(request, partial(convene_conciliation, command), project_to_proto)

    async def ConcludeConciliation(
        self, request: consent_service_pb2.ConcludeConciliationRequest, _: Context
    ) -> projects_pb2.Project:
        command = conclude_from_proto(request)
        return await self._commands.run(request, partial(conclude_conciliation, command), project_to_proto)
