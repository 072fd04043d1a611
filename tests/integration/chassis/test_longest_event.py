"""An event that no stream would take is refused with its command, before it stands in the journal."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.database import connect
from chassis.domain import Exhausted, SystemClock
from chassis.journal.writer import LONGEST_EVENT, Act, Transaction
from chassis.tables import journal
from tests.integration.chassis import toy


@pytest.fixture
async def engine(fresh_database: str) -> AsyncIterator[AsyncEngine]:
    await toy.create_tables(fresh_database)
    opened = connect(fresh_database, 2)
    yield opened
    await opened.dispose()


async def noted(engine: AsyncEngine, actor: str, length: int) -> None:
    async with engine.begin() as connection:
        store = toy.unit(Transaction(connection, Act(actor), "test", "toy", SystemClock()))
        note = toy.Note(id=f"{actor}-{length}")
        note.write("x" * length)
        await store.add(note)


async def test_a_person_fills_a_resource_up_to_what_a_stream_takes(engine: AsyncEngine) -> None:
    await noted(engine, "p-1", LONGEST_EVENT - 1_000)
    with pytest.raises(Exhausted) as refusal:
        await noted(engine, "p-1", LONGEST_EVENT)
    assert refusal.value.reason == "RESOURCE_FULL"
    assert refusal.value.metadata["limit"] == str(LONGEST_EVENT)
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(journal)) == 1


async def test_what_happens_by_itself_still_fits_in(engine: AsyncEngine) -> None:
    await noted(engine, "service:toy", LONGEST_EVENT + 1_000)
