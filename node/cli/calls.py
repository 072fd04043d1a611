"""Calls the services of the node as the person signed in, or as anybody; refusals become sentences."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import grpc
from google.protobuf.json_format import MessageToDict
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from node.cli.session import Session
from node.errors import NodeError
from node.settings import NodeSettings
from node.transport import channel_to

DEADLINE = 10.0
"""Seconds for one call."""

PAGE_SIZE = 200

Ask = Callable[[Any, Any], Awaitable[Any]]
"""(method of a stub, request) → answer."""


@asynccontextmanager
async def calling(settings: NodeSettings, service: str) -> AsyncIterator[tuple[grpc.aio.Channel, Ask]]:
    """A channel to a service, and a way to call it. Anonymous when nobody is signed in."""
    token = await Session.of_user().access_token(settings.issuer)
    metadata = [("authorization", f"Bearer {token}")] if token else []
    async with channel_to(settings.address(service), settings) as channel:

        async def ask(method: Any, request: Any) -> Any:
            call = method(request, timeout=DEADLINE, metadata=metadata)
            try:
                return await call
            except grpc.aio.AioRpcError as error:
                raise await refusal_of(call, error, service) from None

        yield channel, ask


async def refusal_of(call: Any, error: grpc.aio.AioRpcError, service: str) -> NodeError:
    """The service's own words (with several faults, one a line) and its reason code."""
    status = await rpc_status.aio.from_call(call)
    if status is None:
        if error.code() == grpc.StatusCode.UNAVAILABLE:
            text = f"Le service « {service} » ne répond pas. Le nœud tourne-t-il (« archipel status ») ?"
            return NodeError("SERVICE_UNREACHABLE", text)
        return NodeError(error.code().name, error.details() or error.code().name)
    info = error_details_pb2.ErrorInfo(reason=error.code().name)
    for detail in status.details:
        if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
            detail.Unpack(info)
    return NodeError(info.reason, status.message)


async def every_page(
    ask: Ask, method: Any, request: Any, field: str, *, most: int = 0
) -> list[dict[str, Any]]:
    """All entries of a paginated list, or the first `most`, in their JSON form."""
    found: list[dict[str, Any]] = []
    request.page_size = min(most, PAGE_SIZE) if most else PAGE_SIZE
    while True:
        answer = await ask(method, request)
        found.extend(
            MessageToDict(entry, preserving_proto_field_name=True) for entry in getattr(answer, field)
        )
        if not answer.next_page_token or (most and len(found) >= most):
            return found[:most] if most else found
        request.page_token = answer.next_page_token
