"""Ends sessions: here, and by an event in the portal's journal at every service, which then refuses the
access tokens that are still out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from archipel.identity.v1.identity_pb2 import SessionEnded
from chassis.aggregates import AggregateStore
from chassis.domain import Aggregate, Clock, uuid7
from chassis.journal.writer import Act, Draft, Transaction
from services.portal.sign_in.provider import Secrets
from services.portal.sign_in.rows import secrets_in
from services.portal.sign_in.sealing import Sealer
from services.portal.storage.tables import former_ids, session_ends, sessions

SECOND = 1_000_000
"""Microseconds."""

PORTAL = "service:portal"
"""Who ends a session where it is not the person."""


@dataclass(frozen=True)
class Ending:
    """The one event of an end. `sid` is the session at the provider; empty: all those of the person."""

    sid: str
    person: str


@dataclass(eq=False)
class End(Aggregate[Ending]):
    """It never changes afterwards."""

    kind: ClassVar[str] = "sessions"
    ended_at: datetime | None = None


class Ends(AggregateStore[End, Ending]):
    """The repository of ends."""

    table = session_ends

    def to_row(self, aggregate: End) -> Mapping[str, Any]:
        return {"ended_at": aggregate.ended_at}

    def from_row(self, row: Row[Any]) -> End:
        return End(id=row.id, ended_at=row.ended_at)

    def to_draft(self, aggregate: End, event: Ending) -> Draft:
        message = SessionEnded(session=event.sid, person=event.person)
        if aggregate.ended_at:
            message.ended_at.FromDatetime(aggregate.ended_at)
        # Every service listens; nobody else is concerned, and no body is named "operators".
        return Draft(message, audience=["operators"])


def end_rows(key: str, now: datetime) -> Any:
    """What becomes of the row of a session that was ended: its tokens go, the rest says so for a while."""
    return update(sessions).where(sessions.c.key == key).values(ended_at=now, sealed=b"", sealed_id=b"")


def lapse_rows(key: str, now: datetime) -> Any:
    """The same for one that nobody ended: its time is over."""
    return update(sessions).where(sessions.c.key == key).values(expires_at=now, sealed=b"", sealed_id=b"")


@dataclass(frozen=True)
class Endings:
    """Ends one session, all those of the provider's session, or all of a person."""

    engine: AsyncEngine
    sealer: Sealer
    node: str
    clock: Clock
    committed: Callable[[], None]
    """Told after each commit that wrote journal rows."""

    async def end(self, sid: str, person: str, actor: str = "") -> list[Secrets]:
        """End the sessions with this `sid` (where it is empty: all of the person), and tell the services,
        whether or not the portal itself has one: the command line signs in as well. The tokens that were kept
        come back, so that the provider can be told to forget them.
        """
        now = self.clock.now()
        async with self.engine.begin() as connection:
            kept = await self._end(connection, sid, person)
            transaction = Transaction(connection, Act(actor or PORTAL), self.node, "portal", self.clock)
            ended = End(id=str(uuid7()), ended_at=now)
            ended.record(Ending(sid, person))
            await Ends(transaction).add(ended)
        self.committed()
        if not sid:
            # Tokens say in whole seconds when they were made. Those of this second are void: whoever signs in
            # again at once must get one of the next.
            await asyncio.sleep((SECOND - now.microsecond) / SECOND)
        return kept

    async def known(self, sid: str) -> bool:
        """Whether the portal has a session that lasts under this `sid`."""
        lasts = (sessions.c.ended_at.is_(None), sessions.c.expires_at > self.clock.now())
        query = select(sessions.c.key).where(sessions.c.sid == sid, *lasts).limit(1)
        async with self.engine.connect() as connection:
            return bool(sid) and (await connection.execute(query)).first() is not None

    async def drop(self, key: str) -> None:
        """End one session here alone: another has taken its place."""
        async with self.engine.begin() as connection:
            await connection.execute(end_rows(key, self.clock.now()))

    async def lapse(self, key: str) -> None:
        """The time of a session is over, or a service or the provider does not go on with it."""
        async with self.engine.begin() as connection:
            await connection.execute(lapse_rows(key, self.clock.now()))

    async def forget_old(self, before: datetime) -> None:
        """Delete what ended before; the browsers that still come with it get the same answer as with an id
        that never was.
        """
        async with self.engine.begin() as connection:
            await connection.execute(delete(sessions).where(sessions.c.expires_at < before))
            await connection.execute(delete(former_ids).where(former_ids.c.replaced_at < before))

    async def _end(self, connection: AsyncConnection, sid: str, person: str) -> list[Secrets]:
        mine = sessions.c.sid == sid if sid else sessions.c.person == person
        found = await connection.execute(
            select(sessions)
            .where(mine, sessions.c.ended_at.is_(None))
            .order_by(sessions.c.key)
            .with_for_update()
        )
        kept = []
        for row in found.all():
            kept.append(secrets_in(self.sealer, row))
            await connection.execute(end_rows(row.key, self.clock.now()))
        return [secrets for secrets in kept if secrets]
