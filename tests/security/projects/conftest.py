"""One projects service for all tests of its rights."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from chassis.testing.issuer import TestIssuer
from tests.fixtures.servers import MakeDatabase
from tests.integration.projects.project.world import one_world
from tests.security.projects.stage import ProjectStage


@pytest.fixture(scope="session")
async def stage(
    make_database: MakeDatabase, issuer: TestIssuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[ProjectStage]:
    # Thousands of calls by the same few people: how often they may call is another test's question.
    checkpoints = tmp_path_factory.mktemp("checkpoints")
    async with one_world(make_database(), issuer, checkpoints, rate_factor=0) as world:
        made = ProjectStage.over(world)
        await made.prepare()
        yield made
        await made.close()
