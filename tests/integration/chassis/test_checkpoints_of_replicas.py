"""Two replicas of a service share one file of checkpoints: one writes at a time, and the other goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.background import end
from chassis.database import connect
from chassis.incidents import Incidents
from chassis.journal.checkpoint import Checkpointer, CheckpointFile
from chassis.journal.verify import verify
from chassis.testing.waiting import eventually
from tests.integration.chassis import toy


class Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


@pytest.fixture
async def engine(fresh_database: str) -> AsyncIterator[AsyncEngine]:
    await toy.create_tables(fresh_database)
    made = connect(fresh_database, 6)
    yield made
    await made.dispose()


@asynccontextmanager
async def replica(engine: AsyncEngine, folder: Path) -> AsyncIterator[None]:
    task = asyncio.create_task(Checkpointer(engine, folder, "toy", 0.02).run())
    yield
    await end([task])


async def happens(engine: AsyncEngine, number: int) -> None:
    incidents = Incidents(engine, "test", "toy", Now(), lambda: None)
    incidents.note("TOKEN_INVALID", f"place {number}")
    await incidents.write()


async def test_one_of_two_replicas_writes_and_the_other_goes_on_when_it_is_gone(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    file = CheckpointFile(tmp_path, "toy")

    async def covered(rows: int) -> None:
        async def so() -> bool:
            last = file.last()
            return last is not None and last.rows == rows

        await eventually(so)

    async with replica(engine, tmp_path):
        await happens(engine, 1)
        await covered(1)
        async with replica(engine, tmp_path):
            await happens(engine, 2)
            await covered(2)
    async with replica(engine, tmp_path):
        await happens(engine, 3)
        await covered(3)
    each_once = [one.covered[0].subject for one in file.read()]
    assert len(each_once) == len(set(each_once)) == 3
    report = await verify(engine, toy.metadata, tmp_path, "toy")
    assert (report.whole, report.checkpoints, report.only_heads) == (True, 3, 0)


async def test_many_replicas_at_once_cover_every_row_exactly_once(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    file = CheckpointFile(tmp_path, "toy")

    async def all_covered() -> bool:
        last = file.last()
        return last is not None and last.rows == 12

    async with replica(engine, tmp_path), replica(engine, tmp_path), replica(engine, tmp_path):
        for number in range(12):
            await happens(engine, number)
        await eventually(all_covered)
    subjects = [covered.subject for one in file.read() for covered in one.covered]
    assert len(subjects) == len(set(subjects)) == 12
    assert (await verify(engine, toy.metadata, tmp_path, "toy")).whole
