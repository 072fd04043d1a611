"""A running toy service, and a client of its only person; NATS with the streams of all services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.broker import ensure_stream, session
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import Client, running, signed_in
from node.nats import Nats
from node.processes import free_port
from tests.fixtures.servers import NatsForTests, short_folder
from tests.integration.chassis import toy
from tests.integration.chassis.intruder import NODE, SERVICES, picture, subject_of


@pytest.fixture
async def place(
    fresh_database: str, fresh_nats: NatsForTests, issuer: TestIssuer, tmp_path: Path
) -> AsyncIterator[tuple[str, toy.Toy]]:
    """Address of the running service, and the service itself."""
    await toy.create_tables(fresh_database)
    built = toy.build(fresh_database, fresh_nats.url, issuer.url, tmp_path)
    async with running(built.service) as address:
        yield address, built


@pytest.fixture
async def mayor(place: tuple[str, toy.Toy], issuer: TestIssuer) -> AsyncIterator[Client]:
    client = signed_in(place[0], issuer, "p-1", "bodies/62528/elected")
    yield client
    await client.close()


@pytest.fixture(scope="module")
async def streams() -> AsyncIterator[Nats]:
    """NATS as a node starts it, without an administrator, and the stream of each service with one event."""
    with short_folder("nats") as folder, (folder / "log").open("wb") as log:
        nats = Nats(folder / "nats", free_port(), NODE)
        nats.start(log)
        for service in SERVICES:
            async with session(nats.url_of(service), "owner") as broker:
                await ensure_stream(broker.stream_api, NODE, service, max_bytes=1024**2, replicas=1)
                await broker.stream_api.publish(subject_of(service), service.encode())
        yield nats
        nats.stop()


@pytest.fixture
async def untouched(streams: Nats) -> AsyncIterator[Nats]:
    """The same; whatever the test tries, the streams must be what they were."""
    before = await picture(streams)
    yield streams
    assert await picture(streams) == before
