"""The personas at work: each call is made as one of them, once, whatever is started again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid5

import grpc
import jwt
from google.type.date_pb2 import Date
from google.type.money_pb2 import Money

from node.cli.calls import refusal_of
from node.errors import NodeError
from node.personas import PASSWORD, PERSONAS
from node.settings import NodeSettings
from node.sign_in import sign_in
from node.transport import channel_to

DEMO = UUID("0d9b36a2-5a6b-4ff1-9d2c-3a1f4c6c7d10")
"""Request ids are derived under this name, so that a demo loaded twice has one effect."""

DEADLINE = 15.0
"""Seconds for one call: the machine may still be busy with its start."""

PATIENCE = 60.0
"""Seconds until what one service did must be known to another."""

T = TypeVar("T")


@dataclass
class Stage:
    """Tokens and channels of the whole cast. `day` is the first day of the demo."""

    settings: NodeSettings
    day: date
    tokens: dict[str, str] = field(default_factory=dict)
    channels: dict[str, grpc.aio.Channel] = field(default_factory=dict)

    async def open(self) -> None:
        """Sign everybody in, a few at a time (a login costs the provider a slow hash on purpose)."""
        gate = asyncio.Semaphore(3)

        async def enter(login: str) -> None:
            async with gate:
                tokens = await sign_in(self.settings.issuer, login, PASSWORD)
            self.tokens[login] = tokens.access_token

        await asyncio.gather(*(enter(persona.login) for persona in PERSONAS))

    async def close(self) -> None:
        for channel in self.channels.values():
            await channel.close(None)

    def person(self, login: str) -> str:
        """The pseudonymous id of a persona."""
        claims = jwt.decode(self.tokens[login], options={"verify_signature": False})
        return f"people/{claims['sub']}"

    def stub(self, service: str, kind: Callable[[grpc.aio.Channel], Any]) -> Any:
        if service not in self.channels:
            self.channels[service] = channel_to(self.settings.address(service), self.settings)
        return kind(self.channels[service])

    async def do(self, login: str, method: Any, request: Any) -> Any:
        """Call as a persona. The request id follows from who asks what: asked again, the same answer."""
        if "request_id" in request.DESCRIPTOR.fields_by_name:
            bare = type(request).FromString(request.SerializeToString(deterministic=True))
            if "etag" in request.DESCRIPTOR.fields_by_name:
                bare.etag = ""
            words = f"{login} {type(request).__name__} {bare.SerializeToString(deterministic=True).hex()}"
            request.request_id = str(uuid5(DEMO, words))
        call = method(request, timeout=DEADLINE, metadata=[("authorization", f"Bearer {self.tokens[login]}")])
        try:
            return await call
        except grpc.aio.AioRpcError as error:
            raise await refusal_of(call, error, "demo") from None

    async def until(self, ask: Callable[[], Awaitable[T]], what: str, pause: float = 0.1) -> T:
        """Ask until the answer is there: events travel while we wait. NodeError after PATIENCE. `pause`
        seconds lie between two questions: more for what a person may do so many times a minute only.
        """
        end = asyncio.get_running_loop().time() + PATIENCE
        reason = ""
        while asyncio.get_running_loop().time() < end:
            try:
                answer = await ask()
            except NodeError as error:
                reason = f" ({error.text})"
            else:
                if answer:
                    return answer
            await asyncio.sleep(pause)
        raise NodeError("DEMO_WAITED", f"Après {PATIENCE:.0f} s, {what} n’est toujours pas là{reason}.")


def territory(code: str) -> str:
    return f"territories/{code}"


def euros(amount: int) -> Money:
    return Money(currency_code="EUR", units=amount)


def day(when: date) -> Date:
    return Date(year=when.year, month=when.month, day=when.day)
