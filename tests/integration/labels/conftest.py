"""One labels service for all its integration tests, with the grids that ship."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import services.labels
from chassis import migrations
from chassis.broker import ensure_stream, session
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import running
from services.labels.__main__ import build
from services.labels.settings import LabelsSettings
from tests.fixtures.servers import MakeDatabase, one_nats
from tests.integration.labels.world import World

ROOT = Path(services.labels.__file__).resolve().parents[2]


@pytest.fixture(scope="session")
async def world(
    make_database: MakeDatabase, issuer: TestIssuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    database = make_database()
    migrations.upgrade(ROOT / "services" / "labels" / "migrations", database)
    with one_nats() as nats:
        async with session(nats.url, "test-projects") as broker:
            await ensure_stream(broker.stream_api, "test", "projects", max_bytes=1024**2 * 64, replicas=1)
        settings = LabelsSettings(
            node="test",
            database_url=database,
            nats_url=nats.url,
            issuer=issuer.url,
            checkpoint_dir=tmp_path_factory.mktemp("checkpoints"),
            checkpoint_seconds=0.2,
            drain_seconds=1,
            rate_factor=0,
            stream_max_bytes=64 * 1024**2,
            frameworks_dir=ROOT / "frameworks",
        )
        service = build(settings)
        async with running(service) as address:
            made = World(address, service, issuer, nats.url)
            yield made
            await made.close()
