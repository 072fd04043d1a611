"""Runs a service inside the test's own event loop, on real servers, and calls it as a client does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any
from uuid import uuid4

import grpc
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from chassis.service import Service
from chassis.testing.issuer import TestIssuer
from chassis.transport import Certificates, open_channel


@asynccontextmanager
async def running(service: Service) -> AsyncIterator[str]:
    """Start the service; give its address once it is healthy; drain it at the end."""
    stop = asyncio.Event()
    task = asyncio.ensure_future(service.run(stop))
    try:
        async with asyncio.timeout(20):
            while not (hasattr(service, "server") and service.server.port):
                if task.done():
                    task.result()
                await asyncio.sleep(0.01)
        yield f"127.0.0.1:{service.server.port}"
    finally:
        stop.set()
        await task


class Client:
    """Calls RPCs as one person; `call` raises CallRefused with the details of a refusal."""

    def __init__(
        self, address: str, token: str | Callable[[], str] = "", certificates: Certificates | None = None
    ) -> None:
        """`token` may be made anew for each call, so that a client outlives it."""
        self._address, self._certificates = address, certificates
        self._token = token

    @cached_property
    def channel(self) -> grpc.aio.Channel:
        """Opened when it is first used: that is inside the event loop, wherever the client was made."""
        return open_channel(self._address, self._certificates)

    @property
    def _metadata(self) -> list[tuple[str, str]]:
        token = self._token if isinstance(self._token, str) else self._token()
        return [("authorization", f"Bearer {token}")] if token else []

    async def call(
        self,
        method: Callable[..., Any],
        request: Message,
        *,
        timeout: float | None = 10,  # noqa: ASYNC109 -- the deadline of the call, which a test may leave out
        metadata: tuple[tuple[str, str], ...] = (),
    ) -> Any:
        """Send `request` (with a fresh request_id when it has an empty one)."""
        if "request_id" in request.DESCRIPTOR.fields_by_name and not request.request_id:  # type: ignore[attr-defined]
            request.request_id = str(uuid4())  # type: ignore[attr-defined]
        sent = method(request, timeout=timeout, metadata=[*self._metadata, *metadata])
        try:
            return await sent
        except grpc.aio.AioRpcError:
            status = await rpc_status.aio.from_call(sent)  # type: ignore[attr-defined,unused-ignore]
            raise CallRefused(status, await sent.code()) from None

    async def close(self) -> None:
        if "channel" in self.__dict__:
            await self.channel.close(None)


class CallRefused(Exception):
    """A refusal with its details, easy to assert on."""

    def __init__(self, status: status_pb2.Status | None, code: grpc.StatusCode) -> None:
        super().__init__(code, status)
        self.code = code
        self.message = status.message if status else ""
        self.reason = ""
        self.metadata: dict[str, str] = {}
        self.fields: dict[str, str] = {}
        """Field → reason, of a BadRequest."""
        for packed in status.details if status else ():
            info = error_details_pb2.ErrorInfo()
            if packed.Unpack(info):
                self.reason, self.metadata = info.reason, dict(info.metadata)
            bad = error_details_pb2.BadRequest()
            if packed.Unpack(bad):
                self.fields = {one.field: one.reason for one in bad.field_violations}  # type: ignore[attr-defined]


async def refusal(call: Awaitable[Any]) -> CallRefused:
    """The refusal that a call must end in."""
    try:
        answer = await call
    except CallRefused as refused:
        return refused
    raise AssertionError(f"the call was not refused but answered {answer!r}")


def signed_in(address: str, issuer: TestIssuer, subject: str, *groups: str) -> Client:
    """A client with a fresh token for each call."""
    return Client(address, lambda: issuer.token(subject, *groups))
