"""SubsidiarityService: convert → use case → convert."""

from __future__ import annotations

from functools import partial

from grpc.aio import ServicerContext

from archipel.projects.v1 import subsidiarity_pb2, subsidiarity_pb2_grpc
from chassis.commands import Commands
from services.projects.convert.decisions import decision_to_proto
from services.projects.convert.project_requests import evaluate_from_proto
from services.projects.use_cases.charter_ports import CharterUnit
from services.projects.use_cases.evaluate_subsidiarity import evaluate_subsidiarity

Context = ServicerContext[object, object]


class SubsidiarityServicer(subsidiarity_pb2_grpc.SubsidiarityServiceServicer):
    """Decides over facts without recording anything."""

    def __init__(self, commands: Commands[CharterUnit]) -> None:
        self._commands = commands

    async def EvaluateSubsidiarity(
        self, request: subsidiarity_pb2.EvaluateSubsidiarityRequest, _: Context
    ) -> subsidiarity_pb2.Decision:
        question = evaluate_from_proto(request)
        return decision_to_proto(await self._commands.read(partial(evaluate_subsidiarity, question)))
