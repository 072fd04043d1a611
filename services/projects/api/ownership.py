"""OwnershipService: convert → use case → convert."""

from __future__ import annotations

from functools import partial

from grpc.aio import ServicerContext

from archipel.projects.v1 import (
    ownership_pb2,
    ownership_service_pb2,
    ownership_service_pb2_grpc,
    projects_pb2,
)
from chassis.commands import Commands
from services.projects.convert.ownership_requests import (
    decline_wish_from_proto,
    list_wishes_from_proto,
    offer_from_proto,
    wish_from_request,
    withdraw_offer_from_proto,
    withdraw_wish_from_proto,
)
from services.projects.convert.projects import project_to_proto
from services.projects.convert.wishes import wish_to_proto, wishes_to_proto
from services.projects.use_cases.decline_wish import decline_wish
from services.projects.use_cases.list_wishes import list_wishes
from services.projects.use_cases.offer_transfer import offer_transfer
from services.projects.use_cases.ownership_ports import OwnershipUnit
from services.projects.use_cases.wish_transfer import wish_transfer
from services.projects.use_cases.withdraw_offer import withdraw_offer
from services.projects.use_cases.withdraw_wish import withdraw_wish

Context = ServicerContext[object, object]


class OwnershipServicer(ownership_service_pb2_grpc.OwnershipServiceServicer):
    """Each method's refusals are those of its use case, turned into statuses by the chassis."""

    def __init__(self, commands: Commands[OwnershipUnit]) -> None:
        self._commands = commands

    async def OfferTransfer(
        self, request: ownership_service_pb2.OfferTransferRequest, _: Context
    ) -> projects_pb2.Project:
        command = offer_from_proto(request)
        return await self._commands.run(request, partial(offer_transfer, command), project_to_proto)

    async def WithdrawOffer(
        self, request: ownership_service_pb2.WithdrawOfferRequest, _: Context
    ) -> projects_pb2.Project:
        command = withdraw_offer_from_proto(request)
        return await self._commands.run(request, partial(withdraw_offer, command), project_to_proto)

    async def DeclineWish(
        self, request: ownership_service_pb2.DeclineWishRequest, _: Context
    ) -> projects_pb2.Project:
        command = decline_wish_from_proto(request)
        return await self._commands.run(request, partial(decline_wish, command), project_to_proto)

    async def WishTransfer(
        self, request: ownership_service_pb2.WishTransferRequest, _: Context
    ) -> ownership_pb2.TransferWish:
        command = wish_from_request(request)
        return await self._commands.run(request, partial(wish_transfer, command), wish_to_proto)

    async def WithdrawWish(
        self, request: ownership_service_pb2.WithdrawWishRequest, _: Context
    ) -> ownership_pb2.TransferWish:
        command = withdraw_wish_from_proto(request)
        return await self._commands.run(request, partial(withdraw_wish, command), wish_to_proto)

    async def ListWishes(
        self, request: ownership_service_pb2.ListWishesRequest, _: Context
    ) -> ownership_service_pb2.ListWishesResponse:
        question = list_wishes_from_proto(request)
        return wishes_to_proto(request, await self._commands.read(partial(list_wishes, question)))
