"""One connection to NATS at a time. Nothing reconnects in silence: when a connection ends, whoever used
it starts anew and compares what it noted with what is there.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import nats
import structlog
from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig, StreamInfo
from nats.js.errors import NotFoundError

from chassis.domain import uuid7
from chassis.subjects import inbox_prefix, reading_prefix, stream_name
from chassis.transport import BadCertificates, Certificates

FILLING = "archipel-filling"
"""Key of the stream's metadata that changes with each refill."""

PERMISSIONS = "permissions violation"
"""What the server's complaint about a right begins with (nats-py gives it in small letters)."""

CLOSE_SECONDS = 1.0

log = structlog.get_logger("broker")


def told(error: Exception) -> str:
    """An error for the log: NATS keeps what it has to say out of its errors' repr."""
    return f"{type(error).__name__}: {error}"


class BrokerLost(ConnectionError):
    """The connection, the stream or the consumer is gone; start anew."""


@dataclass(frozen=True)
class Session:
    """A living connection."""

    client: Client
    stream_api: JetStreamContext
    """What the service may do with its own stream."""
    closed: asyncio.Event
    """Set when the connection ended, and when NATS refused something: what was asked gets no answer then."""
    refusals: list[str] = field(default_factory=list)

    def reading(self, service: str) -> JetStreamContext:
        """What this service may do with the stream of a service that it reads, its own or another."""
        return self.client.jetstream(prefix=reading_prefix(service), timeout=5)

    async def until_closed(self) -> None:
        """Raise BrokerLost as soon as the connection ends or NATS refuses something."""
        await self.closed.wait()
        raise BrokerLost(
            f"NATS refuses: {self.refusals[0]}" if self.refusals else "the connection to NATS ended"
        )


@asynccontextmanager
async def session(url: str, name: str, certificates: Certificates | None = None) -> AsyncIterator[Session]:
    """Connect, with `certificates` to a tls:// address. Raise BrokerLost when NATS cannot be reached within
    two seconds or does not know us.
    """
    closed, finished = asyncio.Event(), asyncio.Event()
    refusals: list[str] = []

    async def on_disconnected() -> None:
        closed.set()

    async def on_closed() -> None:
        closed.set()
        finished.set()

    async def on_error(error: Exception) -> None:
        # The client ends the connection itself where an error is final; `closed` tells that. A missing right
        # ends nothing and answers nothing: without this the service would wait, and try again in silence.
        if PERMISSIONS in str(error):
            log.error("NATS refuses what this service asks of it", session=name, error=str(error))
            refusals.append(str(error))
            closed.set()

    client = Client()
    try:
        try:
            await client.connect(
                **_door(url, certificates),
                name=name,
                allow_reconnect=False,
                connect_timeout=2,
                ping_interval=5,
                max_outstanding_pings=2,
                inbox_prefix=inbox_prefix(urlsplit(url).username or "anybody"),
                closed_cb=on_closed,
                disconnected_cb=on_disconnected,
                error_cb=on_error,
            )
        except (nats.errors.Error, OSError, BadCertificates) as error:
            # OSError too: a server that dies while it greets resets the connection.
            raise BrokerLost(f"no connection to NATS: {told(error)}") from error
        yield Session(client, client.jetstream(timeout=5), closed, refusals)
    finally:
        await _to_the_end(_close(client, finished))


def _door(url: str, certificates: Certificates | None) -> dict[str, Any]:
    """What the client of NATS connects with. By tls:// the password is told only when the connection is
    encrypted: the client itself would tell it to a server that says that it knows no TLS.
    """
    if not url.startswith("tls://"):
        return {"servers": url}
    address = urlsplit(url)
    # Read anew for each connection, so that certificates may be renewed while the service runs.
    context = certificates.context() if certificates else ssl.create_default_context()

    def password() -> str:
        if not context.session_stats()["connect_good"]:
            raise ConnectionRefusedError("the server offers no TLS")
        return address.password or ""

    server = f"tls://{address.netloc.rpartition('@')[2]}"
    return {"servers": server, "tls": context, "user": address.username or "", "password": password}


async def _close(client: Client, finished: asyncio.Event) -> None:
    """Close, or wait until the client itself, which noticed the loss first, has closed."""
    if client.is_closed and finished.is_set():
        return
    with suppress(TimeoutError):
        # After a handshake that failed on our side the client would wait for ever.
        async with asyncio.timeout(CLOSE_SECONDS):
            await client.close()
            await finished.wait()


async def _to_the_end(closing: Coroutine[object, object, None]) -> None:
    """Close whatever cancels us meanwhile: half-closed connections would pile up."""
    task = asyncio.ensure_future(closing)
    cancelled = False
    while not task.done():
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            cancelled = True
    if cancelled:
        raise asyncio.CancelledError


async def ensure_stream(
    streams: JetStreamContext, node: str, service: str, *, max_bytes: int, replicas: int
) -> StreamInfo:
    """The service's own stream: on disk, without age limit, refusing rather than dropping when full."""
    config = StreamConfig(
        name=stream_name(service),
        subjects=[f"ev.{node}.{service}.>"],
        retention=RetentionPolicy.LIMITS,
        storage=StorageType.FILE,
        discard=DiscardPolicy.NEW,
        max_bytes=max_bytes,
        num_replicas=replicas,
        duplicate_window=120,
    )
    try:
        found = await streams.stream_info(stream_name(service))
    except NotFoundError:
        return await streams.add_stream(config)
    if found.config.max_bytes != max_bytes or found.config.num_replicas != replicas:
        config.metadata = found.config.metadata
        return await streams.update_stream(config)
    return found


def filling(info: StreamInfo) -> str:
    """Which filling of a stream this is: changes when the stream is made anew and when it is refilled.
    Between two fillings the same events may stand in another order, so no sequence carries over.
    """
    created = info.created.isoformat() if info.created else ""
    return f"{created} {(info.config.metadata or {}).get(FILLING, '')}"


async def begin_filling(streams: JetStreamContext, info: StreamInfo) -> None:
    """Note in the stream itself that lost events are about to be published again."""
    info.config.metadata = {**(info.config.metadata or {}), FILLING: str(uuid7())}
    await streams.update_stream(info.config)
