"""Funding on a real PostgreSQL and NATS, once a module."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

import services.funding
from chassis import migrations
from chassis.broker import ensure_stream, session
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import running
from services.funding.__main__ import build
from services.funding.settings import FundingSettings
from tests.fixtures.servers import NatsForTests, one_nats
from tests.integration.funding.funding_world import NODE, Voice, World
from tests.unit.funding.funding_examples import ROOT


@pytest.fixture(scope="module")
def funding_nats() -> Iterator[NatsForTests]:
    """A server of the module's own: a stream's name does not tell whose test it serves."""
    with one_nats() as server:
        yield server


@pytest.fixture(scope="module")
async def world(
    module_database: str,
    funding_nats: NatsForTests,
    issuer: TestIssuer,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[World]:
    migrations.upgrade(Path(services.funding.__file__).parent / "migrations", module_database)
    settings = FundingSettings(
        node=NODE,
        database_url=module_database,
        nats_url=funding_nats.url,
        issuer=issuer.url,
        checkpoint_dir=tmp_path_factory.mktemp("checkpoints"),
        frameworks_dir=ROOT / "frameworks",
        stream_max_bytes=2**24,
        drain_seconds=1,
        rate_factor=0,
    )
    async with AsyncExitStack() as stack:
        broker = await stack.enter_async_context(session(funding_nats.url, "projects-voice"))
        await ensure_stream(broker.stream_api, NODE, "projects", max_bytes=2**24, replicas=1)
        address = await stack.enter_async_context(running(build(settings)))
        voice = Voice(broker)
        await voice.territories()
        yield World(address, issuer, broker, voice, stack)
