"""CharterService: convert → use case → convert."""

from __future__ import annotations

from functools import partial

from grpc.aio import ServicerContext

from archipel.projects.v1 import charters_pb2, charters_pb2_grpc
from chassis.commands import Commands
from services.projects.convert.charters import (
    adopt_from_proto,
    charter_to_proto,
    charters_to_proto,
    compare_from_proto,
    comparison_to_proto,
    create_from_proto,
    get_from_proto,
    list_from_proto,
    put_to_vote_from_proto,
    update_from_proto,
    withdraw_from_proto,
)
from services.projects.use_cases.adopt_charter import adopt_charter
from services.projects.use_cases.charter_ports import CharterUnit
from services.projects.use_cases.compare_charters import compare_charters
from services.projects.use_cases.create_charter import create_charter
from services.projects.use_cases.get_charter import get_charter
from services.projects.use_cases.list_charters import list_charters
from services.projects.use_cases.put_charter_to_vote import put_charter_to_vote
from services.projects.use_cases.update_charter import update_charter
from services.projects.use_cases.withdraw_charter import withdraw_charter

Context = ServicerContext[object, object]


class CharterServicer(charters_pb2_grpc.CharterServiceServicer):
    """Each method's refusals are those of its use case, turned into statuses by the chassis."""

    def __init__(self, commands: Commands[CharterUnit]) -> None:
        self._commands = commands

    async def CreateCharter(
        self, request: charters_pb2.CreateCharterRequest, _: Context
    ) -> charters_pb2.Charter:
        command = create_from_proto(request)
        return await self._commands.run(request, partial(create_charter, command), charter_to_proto)

    async def UpdateCharter(
        self, request: charters_pb2.UpdateCharterRequest, _: Context
    ) -> charters_pb2.Charter:
        command = update_from_proto(request)
        return await self._commands.run(request, partial(update_charter, command), charter_to_proto)

    async def PutCharterToVote(
        self, request: charters_pb2.PutCharterToVoteRequest, _: Context
    ) -> charters_pb2.Charter:
        command = put_to_vote_from_proto(request)
        return await self._commands.run(request, partial(put_charter_to_vote, command), charter_to_proto)

    async def AdoptCharter(
        self, request: charters_pb2.AdoptCharterRequest, _: Context
    ) -> charters_pb2.Charter:
        command = adopt_from_proto(request)
        return await self._commands.run(request, partial(adopt_charter, command), charter_to_proto)

    async def WithdrawCharter(
        self, request: charters_pb2.WithdrawCharterRequest, _: Context
    ) -> charters_pb2.Charter:
        command = withdraw_from_proto(request)
        return await self._commands.run(request, partial(withdraw_charter, command), charter_to_proto)

    async def GetCharter(self, request: charters_pb2.GetCharterRequest, _: Context) -> charters_pb2.Charter:
        question = get_from_proto(request)
        return charter_to_proto(await self._commands.read(partial(get_charter, question)))

    async def ListCharters(
        self, request: charters_pb2.ListChartersRequest, _: Context
    ) -> charters_pb2.ListChartersResponse:
        question = list_from_proto(request)
        return charters_to_proto(request, await self._commands.read(partial(list_charters, question)))

    async def CompareCharters(
        self, request: charters_pb2.CompareChartersRequest, _: Context
    ) -> charters_pb2.CharterComparison:
        question = compare_from_proto(request)
        return comparison_to_proto(await self._commands.read(partial(compare_charters, question)))
