"""Does what comes due by itself, once: a timer that lives in the database, not in the process.

Each row of a table says in one column when something happens next. The process sleeps until the earliest of
these instants, or for a while at most, and rings every row whose instant has come, each in a transaction of
its own. Whoever is rung looks at the row again and moves the instant on, so that a restart forgets nothing,
and neither a second replica nor a clock that was set back does anything twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Column, Table, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.aggregates import WriteConflict
from chassis.database import is_passing
from chassis.domain import Clock
from chassis.journal.writer import Act, Transaction
from chassis.wakeup import Wakeup

TRIES = 5
"""Times that a row is rung when somebody changes it at the same moment."""

PAGE = 100
"""Rows that are looked up at once."""

log = structlog.get_logger("alarm")


@dataclass(frozen=True)
class AlarmSpec:
    """`due` is a column of instants (null: nothing will happen) of a table whose key is `id`. `ring` does
    what is due of one row; it must do nothing when nothing is.
    """

    name: str
    table: Table
    due: Column[datetime]
    ring: Callable[[str, Transaction], Awaitable[None]]


@dataclass(frozen=True)
class AlarmContext:
    """What an alarm needs of its process; `at_most` are the seconds between two looks."""

    node: str
    service: str
    engine: AsyncEngine
    clock: Clock
    wakeup: Wakeup
    at_most: float


class Alarm:
    """One alarm of one process."""

    def __init__(self, spec: AlarmSpec, context: AlarmContext) -> None:
        self._spec = spec
        self._context = context

    async def run(self) -> None:
        """Ring for ever. A lost database is waited for; a row at fault is told and tried anew later."""
        while True:
            pause = self._context.at_most
            now = self._context.clock.now()
            try:
                await self.ring_what_is_due(now)
                pause = await self._seconds_to_wait(now)
            except Exception as error:
                if not is_passing(error):
                    raise
            await asyncio.sleep(pause)

    async def ring_what_is_due(self, now: datetime) -> int:
        """Ring each row whose instant has come by `now`; give how many were rung without an error."""
        rung = 0
        async for row_id in self._due(now):
            rung += await self._ring(row_id)
        return rung

    async def _due(self, now: datetime) -> AsyncIterator[str]:
        """Each row due, the earliest first. One at fault does not stand in the way of those behind it."""
        table, due = self._spec.table, self._spec.due
        question = select(table.c.id, due).where(due <= now).order_by(due, table.c.id).limit(PAGE)
        page = question
        while True:
            async with self._context.engine.connect() as connection:
                found = (await connection.execute(page)).all()
            for row in found:
                yield row[0]
            if len(found) < PAGE:
                return
            page = question.where(tuple_(due, table.c.id) > tuple_(found[-1][1], found[-1][0]))

    async def _ring(self, row_id: str) -> bool:
        for attempt in range(1, TRIES + 1):
            try:
                await self._once(row_id)
            except WriteConflict:
                if attempt == TRIES:
                    log.warning("alarm_contended", alarm=self._spec.name, id=row_id)
            except Exception as error:
                if is_passing(error):
                    raise
                log.exception("alarm_failed", alarm=self._spec.name, id=row_id)
                return False
            else:
                return True
        return False

    async def _once(self, row_id: str) -> None:
        context = self._context
        act = Act(f"service:{context.service}")
        async with context.engine.begin() as connection:
            tx = Transaction(connection, act, context.node, context.service, context.clock)
            await self._spec.ring(row_id, tx)
        if tx.written:
            context.wakeup.committed()

    async def _seconds_to_wait(self, rung: datetime) -> float:
        """Until the earliest instant after the last look. What was due then and still is, is at fault: it
        waits for as long as may be.
        """
        due = self._spec.due
        async with self._context.engine.connect() as connection:
            earliest = await connection.scalar(select(func.min(due)).where(due > rung))
        if earliest is None:
            return self._context.at_most
        until = (earliest - self._context.clock.now()).total_seconds()
        return min(self._context.at_most, max(0.0, until))
