"""RegisterService: convert → use case → convert."""

from __future__ import annotations

from functools import partial

from grpc.aio import ServicerContext

from archipel.projects.v1 import register_pb2, register_pb2_grpc, territories_pb2
from chassis.commands import Commands
from services.projects.convert.register import (
    answer_to_proto,
    changes_to_proto,
    end_from_proto,
    list_changes_from_proto,
    record_from_proto,
    remove_from_proto,
    who_holds_from_proto,
)
from services.projects.convert.territories import holding_to_proto
from services.projects.use_cases.end_holding import end_holding
from services.projects.use_cases.list_holding_changes import list_holding_changes
from services.projects.use_cases.record_holding import record_holding
from services.projects.use_cases.remove_holding import remove_holding
from services.projects.use_cases.territory_ports import RegisterUnit
from services.projects.use_cases.who_holds import answer_who_holds

Context = ServicerContext[object, object]


class RegisterServicer(register_pb2_grpc.RegisterServiceServicer):
    """Each method's refusals are those of its use case, turned into statuses by the chassis."""

    def __init__(self, commands: Commands[RegisterUnit]) -> None:
        self._commands = commands

    async def RecordHolding(
        self, request: register_pb2.RecordHoldingRequest, _: Context
    ) -> territories_pb2.Holding:
        command = record_from_proto(request)
        return await self._commands.run(request, partial(record_holding, command), holding_to_proto)

    async def EndHolding(
        self, request: register_pb2.EndHoldingRequest, _: Context
    ) -> territories_pb2.Holding:
        command = end_from_proto(request)
        return await self._commands.run(request, partial(end_holding, command), holding_to_proto)

    async def RemoveHolding(
        self, request: register_pb2.RemoveHoldingRequest, _: Context
    ) -> territories_pb2.Holding:
        command = remove_from_proto(request)
        return await self._commands.run(request, partial(remove_holding, command), holding_to_proto)

    async def WhoHolds(
        self, request: register_pb2.WhoHoldsRequest, _: Context
    ) -> register_pb2.WhoHoldsResponse:
        question = who_holds_from_proto(request)
        return answer_to_proto(await self._commands.read(partial(answer_who_holds, question)))

    async def ListHoldingChanges(
        self, request: register_pb2.ListHoldingChangesRequest, _: Context
    ) -> register_pb2.ListHoldingChangesResponse:
        question = list_changes_from_proto(request)
        return changes_to_proto(request, await self._commands.read(partial(list_holding_changes, question)))
