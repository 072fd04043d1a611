"""Asks a part whether it is well. Each probe answers with the reason why not, or nothing."""

from __future__ import annotations

import asyncio
import os

from chassis.settings import TlsSettings

PATIENCE = 3.0
"""Seconds until a silent part counts as not well."""


async def http(port: int, path: str) -> str:
    """Whether a page of a web server on loopback answers with success or a redirect."""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
            writer.write(request.encode())
            status = (await reader.readline()).decode(errors="replace").split(" ")
            writer.close()
    except TimeoutError:
        return f"pas de réponse en {PATIENCE:.0f} s"
    except OSError:
        return "n’écoute pas"
    code = status[1] if len(status) > 1 else "réponse illisible"
    return "" if code[:1] in {"2", "3"} else f"répond {code}"


async def grpc_health(address: str, tls: TlsSettings | None = None) -> str:
    """Whether a service says SERVING (its database and NATS answer); asked by mutual TLS if `tls` says so."""
    # The supervisor forks to start parts; gRPC's handlers for that only complain about it.
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
    import grpc
    from grpc_health.v1 import health_pb2, health_pb2_grpc

    from node.transport import channel_to

    async with channel_to(address, tls) as channel:
        check = health_pb2_grpc.HealthStub(channel).Check
        try:
            answer = await check(health_pb2.HealthCheckRequest(), timeout=PATIENCE)
        except grpc.aio.AioRpcError as error:
            return "n’écoute pas" if error.code() == grpc.StatusCode.UNAVAILABLE else error.code().name
    if answer.status == health_pb2.HealthCheckResponse.SERVING:
        return ""
    return "sa base ou NATS ne répond pas"
