"""A running service that hears of projects by events, its callers, and what the other services tell it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from google.protobuf.descriptor_pool import Default
from google.protobuf.message import Message
from sqlalchemy import MetaData

from archipel.identity.v1.identity_pb2 import Delegation, DelegationGranted, SessionEnded
from archipel.journal.v1.journal_pb2 import Envelope
from archipel.projects.v1 import events_pb2, territories_pb2
from chassis import migrations
from chassis.broker import Session, ensure_stream, session
from chassis.domain import SystemClock, paris_day, uuid7
from chassis.service import Service
from chassis.subjects import event_subject, stream_name
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import Client, running
from chassis.testing.waiting import eventually
from chassis.wire import date_to_wire
from tests.fixtures.servers import one_nats
from tests.security.answers import Who
from tests.security.cast import (
    CAHC,
    CALL,
    GRENAY,
    HENIN,
    LENT,
    LENT_OVER,
    LIEVIN,
    LOOS,
    MAYOR,
    POLE,
    SIGNED_OUT,
)
from tests.security.reflection import answer_class
from tests.security.witness import Witness

NODE, MEGABYTES = "test", 64 * 1024**2
TOKEN_SECONDS = 3_000

BODIES: Mapping[str, tuple[territories_pb2.Level.ValueType, list[str]]] = {
    LOOS: (territories_pb2.LEVEL_COMMUNE, [CALL]),
    GRENAY: (territories_pb2.LEVEL_COMMUNE, [CALL]),
    LIEVIN: (territories_pb2.LEVEL_COMMUNE, [CALL]),
    HENIN: (territories_pb2.LEVEL_COMMUNE, [CAHC]),
    CALL: (territories_pb2.LEVEL_AGGLOMERATION, [POLE]),
    CAHC: (territories_pb2.LEVEL_AGGLOMERATION, [POLE]),
    POLE: (territories_pb2.LEVEL_POLE, []),
}


@dataclass
class Place:
    """`grpc` is the full name of its one gRPC service."""

    address: str
    service: Service
    issuer: TestIssuer
    broker: Session
    witness: Witness
    grpc: str
    clients: dict[Who, Client] = field(default_factory=dict)
    versions: Counter[str] = field(default_factory=Counter)

    def client(self, who: Who) -> Client:
        if who not in self.clients:
            token = ""
            if who.id:
                until = int(time.time()) + TOKEN_SECONDS
                token = self.issuer.token(who.id, *who.groups, exp=until, **who.claims)
            self.clients[who] = Client(self.address, token)
        return self.clients[who]

    async def do(self, who: Who, rpc: str, request: Message) -> Any:
        """Call an RPC as somebody."""
        client = self.client(who)
        method = Default().FindServiceByName(self.grpc).methods_by_name[rpc]
        call: Any = client.channel.unary_unary(
            f"/{self.grpc}/{rpc}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=answer_class(method).FromString,
        )
        return await client.call(call, request)

    async def say(self, source: str, subject: str, message: Message, audience: tuple[str, ...] = ()) -> None:
        """The next event of a resource, as another service of the node tells it."""
        self.versions[subject] += 1
        envelope = Envelope(
            id=str(uuid7()),
            source=f"{NODE}/{source}",
            type=message.DESCRIPTOR.full_name,
            subject=subject,
            data=message.SerializeToString(deterministic=True),
            version=self.versions[subject],
            epoch=1,
            home_node=NODE,
            audience=audience,
            actor=MAYOR.id,
        )
        await self.broker.stream_api.publish(
            event_subject(NODE, source, subject),
            envelope.SerializeToString(deterministic=True),
            headers={"Nats-Msg-Id": envelope.id},
            stream=stream_name(source),
        )

    async def prepare(self) -> None:
        """Bodies are known, a role is lent, another was until yesterday, and a session ended."""
        for code, (level, above) in BODIES.items():
            name = f"territories/{code}"
            body = territories_pb2.Territory(
                name=name, code=code, level=level, title=code, population=6_850, members_of=above
            )
            await self.say("projects", name, events_pb2.TerritoryImported(territory=body))
        await self.lend(LENT)
        await self.lend(LENT_OVER, first=-9, last=-1)
        ended = SessionEnded(session=SIGNED_OUT.claims["sid"], person=SIGNED_OUT.id)
        ended.ended_at.FromDatetime(SystemClock().now())
        await self.say("portal", f"sessions/{uuid7()}", ended)
        await eventually(self._is_prepared, seconds=30)

    async def lend(self, who: Who, role: str = "elected", first: int = -1, last: int = 1) -> None:
        """Somebody gets a role at Loos, between two days counted from today."""
        day, name = paris_day(SystemClock().now()), f"delegations/{uuid7()}"
        lent = Delegation(
            name=name,
            body=f"territories/{LOOS}",
            role=role,
            delegator=f"people/{MAYOR.id}",
            delegate=f"people/{who.id}",
            first_day=date_to_wire(day + timedelta(days=first)),
            last_day=date_to_wire(day + timedelta(days=last)),
        )
        await self.say("projects", name, DelegationGranted(delegation=lent))

    async def has_lent(self, who: Who) -> None:
        """Wait until the service knows of a role that somebody has for today."""

        async def is_known() -> bool:
            return bool(self.service.foundation.standing.lent_to(who.id))

        await eventually(is_known, seconds=30)

    async def _is_prepared(self) -> bool:
        standing = self.service.foundation.standing
        return bool(standing.lent_to(LENT.id)) and len(standing._ended) > 0 and len(standing._lent) > 1


@asynccontextmanager
async def one_place(
    package: ModuleType,
    database: str,
    issuer: TestIssuer,
    metadata: MetaData,
    build: Callable[[dict[str, Any]], Service],
    rate_factor: float = 0,
) -> AsyncIterator[Place]:
    """A service of `package` with a database and a NATS of its own; `build` makes it from its settings."""
    migrations.upgrade(Path(str(package.__file__)).parent / "migrations", database)
    with one_nats() as nats:
        async with AsyncExitStack() as stack:
            broker = await stack.enter_async_context(session(nats.url, "test"))
            for source in ("projects", "portal"):
                await ensure_stream(broker.stream_api, NODE, source, max_bytes=MEGABYTES, replicas=1)
            service = build(
                {
                    "node": NODE,
                    "database_url": database,
                    "nats_url": nats.url,
                    "issuer": issuer.url,
                    "stream_max_bytes": MEGABYTES,
                    "drain_seconds": 1,
                    # 0 for thousands of calls by the same few people: how often is another question.
                    "rate_factor": rate_factor,
                }
            )
            # Thousands of refusals within a minute: each is to be told by itself.
            service.foundation.incidents.most_kinds = 1_000_000
            witness = Witness(service.foundation.engine, metadata, service.foundation.incidents)
            address = await stack.enter_async_context(running(service))
            place = Place(address, service, issuer, broker, witness, service.names[0])
            await place.prepare()
            yield place
            for client in place.clients.values():
                await client.close()
