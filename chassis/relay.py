"""Publishes journal rows to the service's stream. The journal is the truth; the stream is a pipe that may
lose what it acknowledged, and is refilled from here.

One relay works per service, held by an advisory lock; the others wait for it. Rows are taken because they
are unpublished, never because their position is higher than the last one (positions commit out of order).
Of each aggregate one event is in flight at a time, so that its order on the stream is its order of versions.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import nats.errors
import structlog
from nats.js import JetStreamContext
from nats.js.api import StreamInfo
from nats.js.errors import NotFoundError
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.background import end
from chassis.broker import BrokerLost, Session, begin_filling, ensure_stream, session, told
from chassis.database import is_passing, raw_dsn
from chassis.stream_scan import held_events
from chassis.subjects import event_subject, stream_name
from chassis.tables import journal, publications, reader_parked
from chassis.telemetry import Telemetry
from chassis.transport import Certificates
from chassis.wakeup import Wakeup

BATCH = 500
IN_FLIGHT = 64
POLL_SECONDS = 0.5
LAG_SECONDS = 5.0
HEALTHY_SECONDS = 5.0
"""A session that lasted this long was a good one: the next attempt is made at once."""
LOCK_KEY = 4_020_177
"""Advisory lock of the relay; any constant does, the lock is per database."""

NOTE = text(
    """
    UPDATE publications SET stream_sequence = noted.sequence, published_at = :at
    FROM unnest(CAST(:events AS uuid[]), CAST(:sequences AS bigint[])) AS noted (event, sequence)
    WHERE publications.event_id = noted.event
    """
)

HELD = text("CREATE TEMPORARY TABLE held (event uuid PRIMARY KEY, sequence bigint) ON COMMIT DROP")
NOTE_HELD = text(
    """
    INSERT INTO held SELECT * FROM unnest(CAST(:events AS uuid[]), CAST(:sequences AS bigint[]))
    ON CONFLICT DO NOTHING
    """
)
COUNT_LOST = text(
    """
    SELECT count(*) FROM publications LEFT JOIN held ON held.event = publications.event_id
    WHERE stream_sequence IS NOT NULL AND stream_sequence IS DISTINCT FROM held.sequence
    """
)
NOTE_WHAT_IS_HELD = text(
    """
    UPDATE publications SET stream_sequence = compared.sequence
    FROM (
        SELECT event_id, held.sequence FROM publications LEFT JOIN held ON held.event = event_id
        WHERE stream_sequence IS DISTINCT FROM held.sequence
    ) AS compared
    WHERE publications.event_id = compared.event_id
    """
)

log = structlog.get_logger("relay")


@dataclass(frozen=True)
class RelaySettings:
    node: str
    service: str
    database_url: str
    nats_url: str
    stream_max_bytes: int
    stream_replicas: int
    certificates: Certificates | None = None


class Relay:
    """Runs for ever; every fault of circumstance ends in a new start after a second at most."""

    def __init__(
        self, settings: RelaySettings, engine: AsyncEngine, wakeup: Wakeup, telemetry: Telemetry
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._wakeup = wakeup
        self._telemetry = telemetry

    async def run(self) -> None:
        pause = 0.05
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._lead()
            except Exception as error:
                if not _passing(error):
                    raise
                log.warning("relay starts anew", error=told(error))
            lasted = asyncio.get_running_loop().time() - began
            pause = 0.05 if lasted > HEALTHY_SECONDS else min(pause * 2, 1.0)
            await asyncio.sleep(pause)

    async def _lead(self) -> None:
        """Wait for the lock, then publish until the connection or the lock is lost."""
        guard = await asyncpg.connect(raw_dsn(self._settings.database_url), timeout=5)
        lost = asyncio.Event()
        guard.add_termination_listener(lambda *_: lost.set())
        try:
            while not await guard.fetchval("SELECT pg_try_advisory_lock($1)", LOCK_KEY):
                await self._wakeup.wait(POLL_SECONDS)
            settings = self._settings
            name = f"{settings.service}-relay"
            async with session(settings.nats_url, name, settings.certificates) as broker:
                await self._publish_while(broker, lost)
        finally:
            if not guard.is_closed():
                await guard.close(timeout=1)

    async def _publish_while(self, broker: Session, lost: asyncio.Event) -> None:
        work = asyncio.create_task(self._work(broker))
        ends = [asyncio.create_task(broker.until_closed()), asyncio.create_task(lost.wait())]
        try:
            done, _ = await asyncio.wait([work, *ends], return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            raise BrokerLost("the relay lost its lock")
        finally:
            await end([work, *ends])

    async def _work(self, broker: Session) -> None:
        settings = self._settings
        info = await ensure_stream(
            broker.stream_api,
            settings.node,
            settings.service,
            max_bytes=settings.stream_max_bytes,
            replicas=settings.stream_replicas,
        )
        await self._refill(broker, info)
        while True:
            rows = await self._unpublished()
            if not rows:
                await self._wakeup.wait(POLL_SECONDS)
                continue
            await self._publish(broker.stream_api, rows)

    # --- what the stream lost -------------------------------------------------------------------------

    async def _refill(self, broker: Session, info: StreamInfo) -> None:
        """Compare the stream with what was noted and mark as unpublished what it does not hold."""
        if await self._is_whole(broker.stream_api, info):
            return
        async with self._engine.begin() as connection:
            # A table rather than memory: a journal of years has more events than a process has room.
            await connection.execute(HELD)
            scan = held_events(broker, self._settings.service, info.state.last_seq)
            async for held in scan:
                await connection.execute(NOTE_HELD, _columns(held))
            lost = await connection.scalar(COUNT_LOST)
            if lost:
                # Before the commit: a crash in between must not publish into an old filling.
                await begin_filling(broker.stream_api, info)
                log.warning("the stream lacked events; they are published again", events=lost)
            await connection.execute(NOTE_WHAT_IS_HELD)

    async def _is_whole(self, streams: JetStreamContext, info: StreamInfo) -> bool:
        async with self._engine.connect() as connection:
            last = (
                await connection.execute(
                    select(publications.c.stream_sequence, publications.c.event_id)
                    .where(publications.c.stream_sequence.is_not(None))
                    .order_by(publications.c.stream_sequence.desc())
                    .limit(1)
                )
            ).one_or_none()
        if last is None:
            return info.state.messages == 0
        state = info.state
        if state.first_seq != 1 or (state.num_deleted or 0) or state.last_seq < last.stream_sequence:
            return False
        try:
            found = await streams.get_msg(stream_name(self._settings.service), seq=last.stream_sequence)
        except NotFoundError:
            return False
        return (found.headers or {}).get("Nats-Msg-Id") == str(last.event_id)

    # --- publishing -----------------------------------------------------------------------------------

    async def _unpublished(self) -> Sequence[Any]:
        async with self._engine.connect() as connection:
            waiting = (
                select(publications.c.event_id, publications.c.position)
                .where(publications.c.stream_sequence.is_(None))
                .order_by(publications.c.position)
                .limit(BATCH)
                .subquery()
            )
            found = await connection.execute(
                select(journal.c.event_id, journal.c.kind, journal.c.aggregate_id, journal.c.envelope)
                .join(waiting, waiting.c.event_id == journal.c.event_id)
                .order_by(journal.c.kind, journal.c.aggregate_id, journal.c.version)
            )
            return found.all()

    async def _publish(self, streams: JetStreamContext, rows: Sequence[Any]) -> None:
        chains: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in rows:
            chains[row.kind, row.aggregate_id].append(row)
        gate = asyncio.Semaphore(IN_FLIGHT)
        noted: list[tuple[UUID, int]] = []

        async def follow(chain: list[Any]) -> None:
            for row in chain:
                async with gate:
                    sequence = await self._publish_one(streams, row)
                noted.append((row.event_id, sequence))

        outcomes = await asyncio.gather(*map(follow, chains.values()), return_exceptions=True)
        if noted:
            async with self._engine.begin() as connection:
                await connection.execute(NOTE, {"at": datetime.now(UTC), **_columns(noted)})
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _publish_one(self, streams: JetStreamContext, row: Any) -> int:
        settings = self._settings
        subject = event_subject(settings.node, settings.service, f"{row.kind}/{row.aggregate_id}")
        acknowledged = await streams.publish(
            subject,
            bytes(row.envelope),
            timeout=5,
            stream=stream_name(settings.service),
            headers={"Nats-Msg-Id": str(row.event_id)},
        )
        self._telemetry.published.add(1)
        return acknowledged.seq


def _columns(noted: Sequence[tuple[UUID, int]]) -> dict[str, object]:
    return {"events": [event for event, _ in noted], "sequences": [sequence for _, sequence in noted]}


async def watch_lag(engine: AsyncEngine, telemetry: Telemetry) -> None:
    """Note every five seconds how many rows wait and how many aggregates are parked."""
    while True:
        with suppress(Exception):  # a lost database is the health check's to tell
            telemetry.gauge("relay.lag", "relay", await waiting_rows(engine))
            async with engine.connect() as connection:
                parked = await connection.scalar(select(func.count()).select_from(reader_parked))
            telemetry.gauge("reader.dead", "readers", float(parked or 0))
        await asyncio.sleep(LAG_SECONDS)


async def waiting_rows(engine: AsyncEngine) -> int:
    """How many journal rows wait for publication."""
    async with engine.connect() as connection:
        counted = await connection.execute(
            select(func.count()).select_from(publications).where(publications.c.stream_sequence.is_(None))
        )
        return int(counted.scalar_one())


def _passing(error: Exception) -> bool:
    return is_passing(error) or isinstance(error, nats.errors.Error | BrokerLost)
