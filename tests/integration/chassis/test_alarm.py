"""What comes due by itself happens once, in a database that several processes share."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, Text, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.aggregates import WriteConflict
from chassis.alarm import PAGE, Alarm, AlarmContext, AlarmSpec
from chassis.background import end
from chassis.database import connect
from chassis.domain import Clock, SystemClock
from chassis.journal.writer import Transaction
from chassis.testing.waiting import eventually
from chassis.wakeup import Wakeup

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
eggs = Table(
    "eggs",
    MetaData(),
    Column("id", Text, primary_key=True),
    Column("due", DateTime(timezone=True)),
    Column("rung", BigInteger, nullable=False),
)


@dataclass
class HandClock:
    """A clock that a test sets."""

    instant: datetime = NOW

    def now(self) -> datetime:
        return self.instant


@dataclass
class Kitchen:
    """Eggs that are done at an instant; `calls` tells who was rung, in order."""

    engine: AsyncEngine
    url: str
    clock: Clock = field(default_factory=HandClock)
    calls: list[str] = field(default_factory=list)
    at_fault: Counter[str] = field(default_factory=Counter)
    """How often ringing an egg fails, and with which egg."""
    contended: Counter[str] = field(default_factory=Counter)

    async def put(self, **dues: datetime | None) -> None:
        async with self.engine.begin() as connection:
            for name, due in dues.items():
                await connection.execute(insert(eggs).values(id=name, due=due, rung=0))

    async def rung(self) -> dict[str, int]:
        async with self.engine.connect() as connection:
            return {row.id: row.rung for row in await connection.execute(select(eggs))}

    async def ring(self, name: str, tx: Transaction) -> None:
        self.calls.append(name)
        if self.at_fault[name]:
            self.at_fault[name] -= 1
            raise ValueError(f"{name} is at fault")
        if self.contended[name]:
            self.contended[name] -= 1
            raise WriteConflict(name)
        # As an aggregate does: look again, move the instant on, and lose against whoever was faster.
        await tx.connection.execute(
            update(eggs)
            .where(eggs.c.id == name, eggs.c.due <= tx.now())
            .values(due=None, rung=eggs.c.rung + 1)
        )

    def alarm(self, clock: Clock | None = None, at_most: float = 60.0) -> Alarm:
        context = AlarmContext(
            node="test",
            service="kitchen",
            engine=self.engine,
            clock=clock or self.clock,
            wakeup=Wakeup(self.url),
            at_most=at_most,
        )
        return Alarm(AlarmSpec("eggs", eggs, eggs.c.due, self.ring), context)


@pytest.fixture
async def kitchen(fresh_database: str) -> AsyncIterator[Kitchen]:
    engine = connect(fresh_database, 5)
    async with engine.begin() as connection:
        await connection.run_sync(eggs.metadata.create_all)
    yield Kitchen(engine, fresh_database)
    await engine.dispose()


async def test_what_is_due_is_rung_the_earliest_first_and_the_rest_waits(kitchen: Kitchen) -> None:
    await kitchen.put(late=NOW, early=NOW - SECOND, later=NOW + SECOND, never=None)
    assert await kitchen.alarm().ring_what_is_due(NOW) == 2
    assert kitchen.calls == ["early", "late"]
    assert await kitchen.rung() == {"early": 1, "late": 1, "later": 0, "never": 0}
    assert await kitchen.alarm().ring_what_is_due(NOW) == 0


async def test_a_row_at_fault_stands_in_nobodys_way_and_is_tried_again(kitchen: Kitchen) -> None:
    await kitchen.put(broken=NOW - SECOND, sound=NOW)
    kitchen.at_fault["broken"] = 1
    assert await kitchen.alarm().ring_what_is_due(NOW) == 1
    assert await kitchen.rung() == {"broken": 0, "sound": 1}
    assert await kitchen.alarm().ring_what_is_due(NOW) == 1
    assert await kitchen.rung() == {"broken": 1, "sound": 1}


async def test_more_rows_than_a_page_are_all_rung_even_behind_a_page_at_fault(kitchen: Kitchen) -> None:
    names = [f"egg-{number:04d}" for number in range(2 * PAGE + 10)]
    await kitchen.put(**{name: NOW - timedelta(milliseconds=len(names)) for name in names})
    kitchen.at_fault.update(dict.fromkeys(names[:PAGE], 1))
    assert await kitchen.alarm().ring_what_is_due(NOW) == PAGE + 10
    assert kitchen.calls == names


async def test_whoever_is_changed_at_the_same_moment_is_rung_again(kitchen: Kitchen) -> None:
    await kitchen.put(egg=NOW, other=NOW)
    kitchen.contended.update({"egg": 2, "other": 99})
    assert await kitchen.alarm().ring_what_is_due(NOW) == 1
    assert await kitchen.rung() == {"egg": 1, "other": 0}


async def test_two_processes_ring_each_row_once(kitchen: Kitchen) -> None:
    names = [f"egg-{number}" for number in range(60)]
    await kitchen.put(**dict.fromkeys(names, NOW))
    await asyncio.gather(*(kitchen.alarm().ring_what_is_due(NOW) for _ in range(3)))
    assert set((await kitchen.rung()).values()) == {1}


async def test_it_wakes_at_the_earliest_instant_however_long_it_may_sleep(kitchen: Kitchen) -> None:
    clock = SystemClock()
    await kitchen.put(egg=clock.now() + timedelta(milliseconds=300))
    running = asyncio.ensure_future(kitchen.alarm(clock, at_most=600).run())
    try:
        assert await eventually(lambda: is_rung(kitchen, "egg"))
    finally:
        await end([running])


async def test_a_clock_that_jumps_is_noticed_within_a_look(kitchen: Kitchen) -> None:
    clock = HandClock()
    await kitchen.put(egg=NOW + timedelta(days=30), other=NOW - SECOND)
    running = asyncio.ensure_future(kitchen.alarm(clock, at_most=0.05).run())
    try:
        assert await eventually(lambda: is_rung(kitchen, "other"))
        clock.instant = NOW + timedelta(days=31)
        assert await eventually(lambda: is_rung(kitchen, "egg"))
        clock.instant = NOW
        await kitchen.put(third=NOW)
        assert await eventually(lambda: is_rung(kitchen, "third"))
    finally:
        await end([running])
    assert set((await kitchen.rung()).values()) == {1}


async def is_rung(kitchen: Kitchen, name: str) -> bool:
    return (await kitchen.rung())[name] > 0
