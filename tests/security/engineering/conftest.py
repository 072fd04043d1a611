"""One engineering service for all tests of its rights."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

import services.engineering
from chassis.service import Service
from chassis.testing.issuer import TestIssuer
from services.engineering.__main__ import build
from services.engineering.settings import EngineeringSettings
from services.engineering.storage.tables import metadata
from tests.fixtures.servers import MakeDatabase
from tests.security.engineering.staged import (
    AGENT_STATES,
    CAPACITY_STATES,
    PROJECT_STATES,
    REQUEST_STATES,
    RESERVATION_STATES,
    peopled,
)
from tests.security.place import Place, one_place
from tests.security.stage import PlaceStage

Make = Callable[[dict[str, Any]], Service]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """The service, from the settings that all services have."""
    checkpoints = tmp_path_factory.mktemp("checkpoints")

    def make(common: dict[str, Any]) -> Service:
        return build(EngineeringSettings(**common, checkpoint_dir=checkpoints))

    return make


@pytest.fixture
async def limited(fresh_database: str, issuer: TestIssuer, made: Make) -> AsyncIterator[Place]:
    """Another one, where people may ask as often as they may in life."""
    async with one_place(
        services.engineering, fresh_database, issuer, metadata, made, rate_factor=1
    ) as place:
        yield place


@pytest.fixture(scope="session")
async def stage(make_database: MakeDatabase, issuer: TestIssuer, made: Make) -> AsyncIterator[PlaceStage]:
    states = {
        "agent": AGENT_STATES,
        "capacity": CAPACITY_STATES,
        "project": PROJECT_STATES,
        "request": REQUEST_STATES,
        "reservation": RESERVATION_STATES,
    }
    async with one_place(services.engineering, make_database(), issuer, metadata, made) as place:
        await peopled(place)
        yield PlaceStage(place, states)
