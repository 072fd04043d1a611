"""Engineering on a real PostgreSQL and a real NATS, beside a stream on which a test plays projects."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from google.protobuf.message import Message

import services.engineering
from archipel.engineering.v1.engineering_pb2_grpc import EngineeringServiceStub
from chassis.broker import Session, ensure_stream, session
from chassis.domain import uuid7
from chassis.journal.writer import Envelope
from chassis.migrations import upgrade
from chassis.readers.spec import Received, open_envelope, open_event
from chassis.service import Service
from chassis.subjects import event_subject
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import Client, running, signed_in
from services.engineering.__main__ import build
from services.engineering.settings import EngineeringSettings
from tests.fixtures.servers import one_nats
from tests.unit.engineering.builders import NOON
from tests.unit.engineering.fakes import FixedClock

MIGRATIONS = Path(services.engineering.__file__).parent / "migrations"
NODE = "test"


@dataclass
class ProjectsStream:
    """Publishes what the service projects would publish."""

    broker: Session
    versions: dict[str, int] = field(default_factory=dict)

    async def tell(self, name: str, event: Message) -> Envelope:
        """The next event of the resource `name`."""
        version = self.versions[name] = self.versions.get(name, 0) + 1
        envelope = Envelope(
            id=str(uuid7()),
            source=f"{NODE}/projects",
            type=event.DESCRIPTOR.full_name,
            subject=name,
            data=event.SerializeToString(),
            version=version,
            epoch=1,
            home_node=NODE,
            correlation_id="c1",
            actor="p-9",
        )
        await self.send(envelope)
        return envelope

    async def send(self, envelope: Envelope) -> None:
        await self.broker.stream_api.publish(
            event_subject(NODE, "projects", envelope.subject),
            envelope.SerializeToString(),
            headers={"Nats-Msg-Id": str(uuid7())},
        )


@dataclass
class Place:
    """The running service and what surrounds it."""

    address: str
    service: Service
    issuer: TestIssuer
    projects: ProjectsStream
    clients: AsyncExitStack

    def signed_in(self, subject: str, *groups: str) -> Person:
        client = signed_in(self.address, self.issuer, subject, *groups)
        self.clients.push_async_callback(client.close)
        return Person(client)

    def anonymous(self) -> Person:
        client = Client(self.address)
        self.clients.push_async_callback(client.close)
        return Person(client)

    async def published(self) -> list[Received]:
        """All events of engineering on its stream, in their order."""
        info = await self.projects.broker.stream_api.stream_info("EV_engineering")
        events = []
        for sequence in range(1, info.state.last_seq + 1):
            message = await self.projects.broker.stream_api.get_msg("EV_engineering", seq=sequence)
            received = open_event(open_envelope(message.data or b""))
            assert received is not None
            events.append(received)
        return events


@dataclass
class Person:
    """Somebody with a client: `await mayor("GetCapacity", request)`."""

    client: Client

    @property
    def stub(self) -> EngineeringServiceStub:
        return EngineeringServiceStub(self.client.channel)

    async def __call__(self, rpc: str, request: Message) -> Message:
        return await self.client.call(getattr(self.stub, rpc), request)


@pytest.fixture(scope="module")
async def place(
    module_database: str, issuer: TestIssuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Place]:
    upgrade(MIGRATIONS, module_database)
    with one_nats() as nats:
        settings = EngineeringSettings(
            database_url=module_database,
            nats_url=nats.url,
            issuer=issuer.url,
            checkpoint_dir=tmp_path_factory.mktemp("checkpoints"),
            node=NODE,
            stream_max_bytes=10**8,
            drain_seconds=1,
            rate_factor=0,
        )
        service = build(settings, FixedClock(NOON))
        async with session(nats.url, "projects") as broker, AsyncExitStack() as clients:
            await ensure_stream(broker.stream_api, NODE, "projects", max_bytes=10**8, replicas=1)
            async with running(service) as address:
                yield Place(address, service, issuer, ProjectsStream(broker), clients)


SignIn = Callable[..., Person]


@pytest.fixture(scope="module")
def mayor_of_loos(place: Place) -> Person:
    return place.signed_in("p-loos", "bodies/62528/elected")


@pytest.fixture(scope="module")
def mayor_of_grenay(place: Place) -> Person:
    return place.signed_in("p-grenay", "bodies/62386/elected")


@pytest.fixture(scope="module")
def pool_manager(place: Place) -> Person:
    return place.signed_in("p-pool", "bodies/246200364/pool_manager")


@pytest.fixture(scope="module")
def observer(place: Place) -> Person:
    return place.signed_in("p-pole", "bodies/200060358/observer")
