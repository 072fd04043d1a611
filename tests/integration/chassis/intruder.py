"""A hand-made client of NATS that hears each refusal, and pictures of the streams before and after."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from nats.aio.client import Client

from chassis.broker import session
from chassis.pull import Pull
from chassis.subjects import event_subject, inbox_prefix, stream_name
from node.nats import Nats
from node.nats_accounts import LISTENS

NODE = "artois"
SERVICES = tuple(LISTENS)
OTHERS = [(one, other) for one in SERVICES for other in SERVICES if other != one]
READ = [(one, other) for one, other in OTHERS if other in LISTENS[one]]
NOT_READ = [(one, other) for one, other in OTHERS if other not in LISTENS[one]]


@dataclass
class Intruder:
    client: Client
    refusals: asyncio.Queue[str] = field(default_factory=asyncio.Queue)

    async def may_not_publish(self, subject: str, data: bytes = b"", *, known_as: str = "") -> None:
        """`known_as`: the name under which the server judges the subject, when that is another."""
        await self.client.publish(subject, data)
        await self._hears(f'publish to "{known_as or subject}"')

    async def may_not_subscribe(self, subject: str) -> None:
        await self.client.subscribe(subject)
        await self._hears(f'subscription to "{subject}"')

    async def _hears(self, what: str) -> None:
        try:
            async with asyncio.timeout(5):
                heard = await self.refusals.get()
        except TimeoutError:
            raise AssertionError(f"the server allowed: {what}") from None
        assert heard == f"nats: permissions violation for {what.lower()}"


@asynccontextmanager
async def connected(server: Nats, user: str) -> AsyncIterator[Intruder]:
    intruder = Intruder(Client())

    async def refused(error: Exception) -> None:
        intruder.refusals.put_nowait(str(error))

    await intruder.client.connect(
        server.url_of(user),
        allow_reconnect=False,
        connect_timeout=2,
        inbox_prefix=inbox_prefix(user),
        error_cb=refused,
    )
    try:
        yield intruder
    finally:
        await intruder.client.close()


def subject_of(service: str) -> str:
    return event_subject(NODE, service, "things/1")


Held = list[tuple[str, bytes]]
"""(subject, data) of what a stream holds."""


async def contents(server: Nats, service: str) -> Held:
    """Everything that a stream holds, as its owner reads it."""
    held: Held = []
    async with session(server.url_of(service), "owner") as broker:
        info = await broker.stream_api.stream_info(stream_name(service))
        async with Pull.open(broker, service, start=1) as pull:
            while len(held) < info.state.messages:
                held.extend((message.subject, message.data) for message in await pull.batch())
    return held


async def picture(server: Nats) -> dict[str, tuple[Any, Held]]:
    """Each stream: since when it is there, how it is made, and what it holds."""
    drawn: dict[str, tuple[Any, Held]] = {}
    for service in SERVICES:
        async with session(server.url_of(service), "owner") as broker:
            info = await broker.stream_api.stream_info(stream_name(service))
        drawn[service] = ((info.created, info.config), await contents(server, service))
    return drawn
