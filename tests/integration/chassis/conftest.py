"""A running toy service, and a client of its only person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.testing.issuer import TestIssuer
from chassis.testing.running import Client, running, signed_in
from tests.fixtures.servers import NatsForTests
from tests.integration.chassis import toy


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
