"""How a service forgets: what it keeps of a person beside its records goes when the name is erased, and what
is kept for a time only goes once a day.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC

import structlog
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from archipel.privacy.v1.privacy_pb2 import PersonForgotten
from chassis.database import is_passing
from chassis.domain import Clock
from chassis.journal.writer import Act, Transaction
from chassis.readers.spec import ReaderKind, ReaderSpec, Received
from chassis.standing import LONGEST_TOKEN, TELL
from chassis.tables import ended_sessions, requests
from chassis.wakeup import Wakeup

DAY_SECONDS = 86_400.0
RETRY_SECONDS = 60.0

log = structlog.get_logger("forgetting")


def forgetting_reader(service: str) -> ReaderSpec:
    """Clears what every service keeps of a person whose name was erased."""
    return ReaderSpec(
        name=f"{service}-forgotten",
        source="projects",
        kinds=frozenset({"people"}),
        kind=ReaderKind.REACTION,
        handle=_clear,
    )


async def _clear(event: Received, tx: Transaction) -> None:
    if not isinstance(event.message, PersonForgotten):
        return
    person = event.message.person.rpartition("/")[2]
    at = event.envelope.time.ToDatetime(UTC)
    # An answer that was remembered before; what the person asks for afterwards is remembered anew.
    await tx.connection.execute(
        delete(requests).where(requests.c.caller == person, requests.c.answered_at <= at)
    )
    ended = insert(ended_sessions).values(id=f"person:{person}", ended_at=at)
    await tx.connection.execute(
        ended.on_conflict_do_update(
            index_elements=["id"],
            set_={"ended_at": ended.excluded.ended_at},
            where=ended_sessions.c.ended_at < ended.excluded.ended_at,
        )
    )
    await tx.connection.execute(TELL)


@dataclass(frozen=True)
class Retention:
    """Something that is kept for a time only; `expire` deletes what is too old, in one transaction."""

    what: str
    expire: Callable[[Transaction], Awaitable[None]]


async def _forget_ends(tx: Transaction) -> None:
    oldest = tx.now() - LONGEST_TOKEN
    await tx.connection.execute(delete(ended_sessions).where(ended_sessions.c.ended_at < oldest))


OLD_ENDS = Retention("ends of sessions", _forget_ends)
"""What is older than any token that is still good says nothing any more."""


@dataclass
class Housekeeping:
    """Applies the retention periods of one process."""

    node: str
    service: str
    engine: AsyncEngine
    clock: Clock
    wakeup: Wakeup
    retentions: Sequence[Retention]

    async def run(self) -> None:
        """Once at the start and then once a day, for ever; sooner again when something stood in the way."""
        while True:
            done = await self.sweep()
            await asyncio.sleep(DAY_SECONDS if done else RETRY_SECONDS)

    async def sweep(self) -> bool:
        """Each period once. One that fails keeps no other from being applied; False when one did."""
        outcomes = [await self._applied(retention) for retention in self.retentions]
        return all(outcomes)

    async def _applied(self, retention: Retention) -> bool:
        try:
            async with self.engine.begin() as connection:
                act = Act(f"service:{self.service}")
                tx = Transaction(connection, act, self.node, self.service, self.clock)
                await retention.expire(tx)
        except Exception as error:
            # The health check tells of a lost database; anything else must be seen, and stops nothing.
            if not is_passing(error):
                log.exception("retention failed", what=retention.what)
            return False
        if tx.written:
            self.wakeup.committed()
        return True
