"""The same suite runs over the fake repositories and over the real ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

import services.engineering
from chassis.journal.writer import Act, Transaction
from chassis.migrations import upgrade
from services.engineering.storage.unit import EngineeringUnit
from services.engineering.use_cases.ports import Unit
from tests.unit.engineering.builders import NOON
from tests.unit.engineering.fakes import FakeUnit, FixedClock

MIGRATIONS = Path(services.engineering.__file__).parent / "migrations"

Open = Callable[[], AbstractAsyncContextManager[Unit]]
"""Opens one transaction, which is committed at the end of the block."""


@pytest.fixture(params=["fake", "real"])
async def open_unit(request: pytest.FixtureRequest) -> AsyncIterator[Open]:
    if request.param == "fake":
        kept = FakeUnit(NOON)

        @asynccontextmanager
        async def fake() -> AsyncIterator[Unit]:
            yield kept

        yield fake
        return

    url: str = request.getfixturevalue("fresh_database")
    upgrade(MIGRATIONS, url)
    engine = create_async_engine(url)

    @asynccontextmanager
    async def real() -> AsyncIterator[Unit]:
        async with engine.begin() as connection:
            yield EngineeringUnit(
                Transaction(connection, Act("p-1"), "artois", "engineering", FixedClock(NOON))
            )

    yield real
    await engine.dispose()
