"""One labels service for all tests of its rights."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

import services.labels
from chassis.service import Service
from chassis.testing.issuer import TestIssuer
from services.labels.__main__ import build
from services.labels.settings import LabelsSettings
from services.labels.storage.tables import metadata
from tests.fixtures.servers import MakeDatabase
from tests.security.labels.staged import APPLICATION_STATES, CAMPAIGN_STATES, CANDIDATE_STATES
from tests.security.place import one_place
from tests.security.stage import PlaceStage
from tests.unit.labels.builders import FRAMEWORKS


@pytest.fixture(scope="session")
async def stage(
    make_database: MakeDatabase, issuer: TestIssuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[PlaceStage]:
    checkpoints = tmp_path_factory.mktemp("checkpoints")

    def made(common: dict[str, Any]) -> Service:
        own = {"checkpoint_dir": checkpoints, "frameworks_dir": FRAMEWORKS}
        return build(LabelsSettings(**common, **own))

    states = {
        "application": APPLICATION_STATES,
        "campaign": CAMPAIGN_STATES,
        "candidate": CANDIDATE_STATES,
    }
    async with one_place(services.labels, make_database(), issuer, metadata, made, {}) as place:
        yield PlaceStage(place, states)
