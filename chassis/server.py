"""The gRPC server of a service: health that tells the truth, reflection, drain."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import grpc
import structlog
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.broker import BrokerLost, session
from chassis.database import is_passing
from chassis.transport import Certificates

TRANSPORT_LIMIT = 1024 * 1024
"""Bytes; above the limit that the interceptor refuses with details."""

TRANSPORT_HEADERS = 128 * 1024
"""Bytes of a call's headers, likewise."""

HEALTH_SECONDS = 2.0
RETRY_SECONDS = 0.2

log = structlog.get_logger("server")

Register = Callable[[Any], None]


class Server:
    """Serves what `register` adds on `listen` (host:port; port 0: any), with `certificates` by mutual TLS."""

    def __init__(
        self,
        listen: str,
        interceptors: Sequence[grpc.aio.ServerInterceptor],
        register: Sequence[Register],
        names: Sequence[str],
        certificates: Certificates | None = None,
    ) -> None:
        self._server = grpc.aio.server(
            interceptors=interceptors,
            options=[
                ("grpc.max_receive_message_length", TRANSPORT_LIMIT),
                ("grpc.max_send_message_length", 4 * TRANSPORT_LIMIT),
                ("grpc.max_metadata_size", TRANSPORT_HEADERS),
                ("grpc.absolute_max_metadata_size", TRANSPORT_HEADERS),
                ("grpc.so_reuseport", 0),
            ],
        )
        for add in register:
            add(self._server)
        self._health = health.aio.HealthServicer()  # type: ignore[attr-defined,unused-ignore]
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        self._names = ["", *names]
        reflection.enable_server_reflection(
            [*names, health.SERVICE_NAME, reflection.SERVICE_NAME], self._server
        )
        self._listen = listen
        self._certificates = certificates
        self._probed: grpc.aio.Server | None = None
        self.port = 0
        self.health_port = 0

    async def start(self, health_listen: str = "") -> None:
        """Listen, and answer the health check alone on `health_listen` if that is given. Raise RuntimeError
        when a port is taken.
        """
        if self._certificates is None:
            self.port = self._server.add_insecure_port(self._listen)
        else:
            self.port = self._server.add_secure_port(self._listen, self._certificates.server())
        await self.set_health(serving=False)
        if health_listen:
            self._probed = grpc.aio.server()
            health_pb2_grpc.add_HealthServicer_to_server(self._health, self._probed)
            self.health_port = self._probed.add_insecure_port(health_listen)
            await self._probed.start()
        await self._server.start()

    async def set_health(self, *, serving: bool) -> None:
        states = health_pb2.HealthCheckResponse
        for name in self._names:
            await self._health.set(name, states.SERVING if serving else states.NOT_SERVING)

    async def drain(self, seconds: float) -> None:
        """Refuse new calls, let running ones finish for `seconds`, stop."""
        await self._health.enter_graceful_shutdown()
        await self._server.stop(grace=seconds)
        if self._probed is not None:
            await self._probed.stop(grace=0)


async def watch_health(
    server: Server, engine: AsyncEngine, nats_url: str, certificates: Certificates | None
) -> None:
    """Serving means: database and NATS both answer. The link to other nodes never counts."""
    while True:
        try:
            async with session(nats_url, "health", certificates) as broker:
                while not broker.closed.is_set():
                    serving = await _database_answers(engine)
                    await server.set_health(serving=serving)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(HEALTH_SECONDS if serving else RETRY_SECONDS):
                            await broker.closed.wait()
        except BrokerLost as error:
            log.warning("not healthy", error=repr(error))
        await server.set_health(serving=False)
        await asyncio.sleep(RETRY_SECONDS)


async def _database_answers(engine: AsyncEngine) -> bool:
    try:
        async with asyncio.timeout(3), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except Exception as error:
        if not is_passing(error):
            raise
        log.warning("not healthy", error=repr(error))
        return False
    return True
