"""The running service with the reference territory, and clients of it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from chassis.testing.issuer import TestIssuer
from chassis.testing.running import Client, running, signed_in
from services.projects.__main__ import build
from services.projects.import_territories import import_folder
from services.projects.settings import ProjectsSettings
from tests.fixtures.projects.database import make_schema
from tests.fixtures.servers import NatsForTests

ARTOIS = Path(__file__).parents[4] / "territories" / "artois"
CALL = "246200364"


@dataclass(frozen=True)
class Place:
    """A running service and where its data is."""

    address: str
    database_url: str
    issuer: TestIssuer

    def client(self, subject: str, *groups: str) -> Client:
        return signed_in(self.address, self.issuer, subject, *groups)


@pytest.fixture(scope="module")
async def place(
    module_database: str,
    nats_server: NatsForTests,
    issuer: TestIssuer,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Place]:
    await make_schema(module_database)
    await import_folder(ARTOIS, database_url=module_database, node="rpcs")
    settings = ProjectsSettings(
        database_url=SecretStr(module_database),
        nats_url=SecretStr(nats_server.url),
        issuer=issuer.url,
        node="rpcs",
        checkpoint_dir=tmp_path_factory.mktemp("checkpoints"),
        drain_seconds=1,
    )
    async with running(build(settings)) as address:
        yield Place(address, module_database, issuer)


@pytest.fixture
async def anybody(place: Place) -> AsyncIterator[Client]:
    client = Client(place.address)
    yield client
    await client.close()


@pytest.fixture
async def camille(place: Place) -> AsyncIterator[Client]:
    client = place.client(f"camille-{uuid4()}")
    yield client
    await client.close()


@pytest.fixture
async def manager(place: Place) -> AsyncIterator[Client]:
    client = place.client("manager", f"bodies/{CALL}/pool_manager")
    yield client
    await client.close()
