"""One projects service for all tests of projects: a migrated database, the territory that ships, a NATS."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

import services.projects
from chassis.broker import ensure_stream, session
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import running
from services.projects.__main__ import build
from services.projects.import_territories import import_folder
from services.projects.settings import ProjectsSettings
from tests.fixtures.projects.database import make_schema
from tests.fixtures.servers import MakeDatabase, one_nats
from tests.integration.projects.project.world import World

ROOT = Path(services.projects.__file__).resolve().parents[2]


@pytest.fixture(scope="session")
async def world(
    make_database: MakeDatabase, issuer: TestIssuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    database = make_database()
    await make_schema(database)
    await import_folder(ROOT / "territories" / "artois", database_url=database, node="test")
    with one_nats() as nats:
        async with session(nats.url, "test-engineering") as broker:
            await ensure_stream(broker.stream_api, "test", "engineering", max_bytes=64 * 1024**2, replicas=1)
        settings = ProjectsSettings(
            node="test",
            stream_max_bytes=64 * 1024**2,
            database_url=SecretStr(database),
            nats_url=SecretStr(nats.url),
            issuer=issuer.url,
            checkpoint_dir=tmp_path_factory.mktemp("checkpoints"),
            drain_seconds=1,
            charter=ROOT / "charters" / "artois-1.yaml",
        )
        service = build(settings)
        async with running(service) as address:
            made = World(address, service, issuer, nats.url)
            yield made
            await made.close()
