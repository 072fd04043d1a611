"""Tells open pages that something they show has changed.

The read model notifies through PostgreSQL at its commit, so every replica of the portal hears of
every change, whichever of them made it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Collection, Iterable
from contextlib import suppress

import asyncpg

from chassis.database import raw_dsn
from services.portal.storage.audience import CHANNEL, EVERYTHING

QUIET_SECONDS = 20.0
"""After so long without a change a comment is sent, so that proxies keep the connection open."""

RECONNECT_SECONDS = 0.5


class Subscription:
    """One open page: what it shows, and for which bodies its reader looks."""

    def __init__(self, topics: Collection[str], viewer: Collection[str]) -> None:
        self._topics = frozenset(topics)
        self._viewer = frozenset(viewer)
        self.changed = asyncio.Event()

    def concerns(self, topics: Collection[str], audience: Collection[str]) -> bool:
        """Whether the change shows on the page, and may be known to its reader."""
        shown = EVERYTHING in topics or not self._topics.isdisjoint(topics)
        return shown and (not audience or not self._viewer.isdisjoint(audience))


class Hub:
    """All the pages that are open on this replica."""

    def __init__(self, database_url: str) -> None:
        self._dsn = raw_dsn(database_url)
        self._open: set[Subscription] = set()
        self._closing = False
        self.territories_changed = asyncio.Event()
        self.listening = asyncio.Event()

    def notify(self, topics: Collection[str], audience: Collection[str]) -> None:
        """Wake the pages that show one of the topics to somebody of the audience (empty: everybody)."""
        if "territories" in topics or EVERYTHING in topics:
            self.territories_changed.set()
        for subscription in self._open:
            if subscription.concerns(topics, audience):
                subscription.changed.set()

    def close(self) -> None:
        """End all streams, so that the server can stop."""
        self._closing = True
        for subscription in self._open:
            subscription.changed.set()

    async def changes(self, topics: Iterable[str], viewer: Iterable[str]) -> AsyncGenerator[bool, None]:
        """True at each change, False after a quiet time; ends when the portal stops."""
        subscription = Subscription(frozenset(topics), frozenset(viewer))
        self._open.add(subscription)
        try:
            while not self._closing:
                changed = True
                try:
                    async with asyncio.timeout(QUIET_SECONDS):
                        await subscription.changed.wait()
                except TimeoutError:
                    changed = False
                subscription.changed.clear()
                if not self._closing:
                    yield changed
        finally:
            self._open.discard(subscription)

    async def run(self) -> None:
        """Listen to the database for ever. After a lost connection every page reads again."""
        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
                await self._listen()
            self.listening.clear()
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self) -> None:
        connection = await asyncpg.connect(self._dsn, timeout=5)
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        try:
            await connection.add_listener(CHANNEL, self._heard)
            self.listening.set()
            self.notify([EVERYTHING], [])
            await lost.wait()
        finally:
            await connection.close(timeout=1)

    def _heard(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        change = json.loads(str(payload))
        self.notify(change["topics"], change["audience"])
