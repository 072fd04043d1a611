"""One funding service for all tests of its rights."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

import services.funding
from chassis.service import Service
from chassis.testing.issuer import TestIssuer
from services.funding.__main__ import build
from services.funding.settings import FundingSettings
from services.funding.storage.tables import metadata
from tests.fixtures.servers import MakeDatabase
from tests.security.funding.staged import PLAN_STATES, PROJECT_STATES
from tests.security.place import Place, one_place
from tests.security.stage import PlaceStage
from tests.unit.funding.funding_examples import ROOT

Make = Callable[[dict[str, Any]], Service]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """The service, from the settings that all services have."""
    checkpoints = tmp_path_factory.mktemp("checkpoints")

    def make(common: dict[str, Any]) -> Service:
        own = {"checkpoint_dir": checkpoints, "frameworks_dir": ROOT / "frameworks"}
        return build(FundingSettings(**common, **own))

    return make


@pytest.fixture
async def limited(fresh_database: str, issuer: TestIssuer, made: Make) -> AsyncIterator[Place]:
    """Another one, where people may ask as often as they may in life."""
    async with one_place(services.funding, fresh_database, issuer, metadata, made, rate_factor=1) as place:
        yield place


@pytest.fixture(scope="session")
async def stage(make_database: MakeDatabase, issuer: TestIssuer, made: Make) -> AsyncIterator[PlaceStage]:
    async with one_place(services.funding, make_database(), issuer, metadata, made) as place:
        yield PlaceStage(place, {"plan": PLAN_STATES, "project": PROJECT_STATES})
