"""One projects service for all tests of projects: a migrated database, the territory that ships, a NATS."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from chassis.testing.issuer import TestIssuer
from tests.fixtures.servers import MakeDatabase
from tests.integration.projects.project.world import World, one_world


@pytest.fixture(scope="session")
async def world(
    make_database: MakeDatabase, issuer: TestIssuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    # Tests of projects submit more of them in a minute than one mayor may.
    async with one_world(
        make_database(), issuer, tmp_path_factory.mktemp("checkpoints"), rate_factor=0
    ) as made:
        yield made
