"""Tells the relay that the journal grew: at once inside the process, by NOTIFY to other replicas.

NOTIFY inside the command's own transaction would make PostgreSQL commit one transaction after the other
(it takes a lock over the whole cluster), so one connection of its own sends it after the commit, once for
all commits that happened meanwhile. What gets lost this way, polling finds.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import asyncpg

from chassis.database import is_passing, raw_dsn

CHANNEL = "journal"


class Wakeup:
    """An event that the process sets after a commit and that other replicas set through the database."""

    def __init__(self, database_url: str) -> None:
        self._dsn = raw_dsn(database_url)
        self._grown = asyncio.Event()
        self._to_tell = asyncio.Event()

    def committed(self) -> None:
        """To be called after each commit that wrote journal rows."""
        self._grown.set()
        self._to_tell.set()

    async def wait(self, at_most: float) -> None:
        """Return when the journal grew, or after `at_most` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most):
                await self._grown.wait()
        self._grown.clear()

    async def run(self) -> None:
        """Listen and tell, for ever; a lost database connection is opened anew."""
        while True:
            try:
                await self._listen_and_tell()
            except Exception as error:
                if not is_passing(error):
                    raise
            await asyncio.sleep(0.5)

    async def _listen_and_tell(self) -> None:
        connection = await asyncpg.connect(self._dsn, timeout=5)
        try:
            await connection.add_listener(CHANNEL, lambda *_: self._grown.set())
            while True:
                await self._to_tell.wait()
                self._to_tell.clear()
                await connection.execute(f"NOTIFY {CHANNEL}")
                # One NOTIFY a hundredth of a second is enough for other replicas.
                await asyncio.sleep(0.01)
        finally:
            await connection.close(timeout=1)
