"""DelegationService: convert → use case → convert."""

from __future__ import annotations

from functools import partial

from grpc.aio import ServicerContext

from archipel.identity.v1 import delegations_pb2, delegations_pb2_grpc, identity_pb2
from chassis.commands import Commands
from services.projects.convert.delegations import (
    create_from_proto,
    delegates_from_proto,
    delegates_to_proto,
    delegation_id_from_proto,
    delegation_to_proto,
    delegations_to_proto,
    list_from_proto,
    revoke_from_proto,
)
from services.projects.use_cases.create_delegation import create_delegation
from services.projects.use_cases.delegation_ports import DelegationUnit
from services.projects.use_cases.get_delegation import get_delegation
from services.projects.use_cases.list_delegates import list_delegates
from services.projects.use_cases.list_delegations import list_delegations
from services.projects.use_cases.revoke_delegation import revoke_delegation

Context = ServicerContext[object, object]


class DelegationServicer(delegations_pb2_grpc.DelegationServiceServicer):
    """Each method's refusals are those of its use case, turned into statuses by the chassis."""

    def __init__(self, commands: Commands[DelegationUnit], longest_months: int) -> None:
        self._commands = commands
        self._longest_months = longest_months

    async def CreateDelegation(
        self, request: delegations_pb2.CreateDelegationRequest, _: Context
    ) -> identity_pb2.Delegation:
        create = partial(create_delegation, create_from_proto(request), self._longest_months)
        return await self._commands.run(request, create, delegation_to_proto)

    async def RevokeDelegation(
        self, request: delegations_pb2.RevokeDelegationRequest, _: Context
    ) -> identity_pb2.Delegation:
        command = revoke_from_proto(request)
        return await self._commands.run(request, partial(revoke_delegation, command), delegation_to_proto)

    async def GetDelegation(
        self, request: delegations_pb2.GetDelegationRequest, _: Context
    ) -> identity_pb2.Delegation:
        delegation_id = delegation_id_from_proto(request)
        return delegation_to_proto(await self._commands.read(partial(get_delegation, delegation_id)))

    async def ListDelegations(
        self, request: delegations_pb2.ListDelegationsRequest, _: Context
    ) -> delegations_pb2.ListDelegationsResponse:
        question = list_from_proto(request)
        return delegations_to_proto(request, await self._commands.read(partial(list_delegations, question)))

    async def ListDelegates(
        self, request: delegations_pb2.ListDelegatesRequest, _: Context
    ) -> delegations_pb2.ListDelegatesResponse:
        question = delegates_from_proto(request)
        return delegates_to_proto(request, await self._commands.read(partial(list_delegates, question)))
