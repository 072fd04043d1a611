"""Notes what nobody should try (a forged token, a missing role, a thing that is hidden) in the journal.

An attack must not fill the journal: the first of its kind is written at once, the same again within a minute
is counted and told once, and of too many kinds in one minute the rest is told as a number.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import structlog
from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncEngine

from archipel.journal.v1.journal_pb2 import SecurityIncident
from chassis.aggregates import AggregateStore
from chassis.database import is_passing
from chassis.domain import Aggregate, Clock, DomainError, Exhausted, Forbidden, Hidden, InvalidInput, uuid7
from chassis.errors import Unauthenticated
from chassis.journal.writer import Act, Draft, Transaction
from chassis.tables import incidents

WINDOW_SECONDS = 60.0
MOST_KINDS = 200
"""Different incidents that are told one by one in a minute."""

ANONYMOUS = "anonymous"
TOO_MANY = "TOO_MANY_INCIDENTS"
REFUSALS = (Unauthenticated, Forbidden, Hidden)
NEVER_BY_MISTAKE = frozenset({"update_mask", "message"})
"""Fields in which no honest client is wrong: it names nothing that only the server sets, and writes UTF-8."""
LIMITS = frozenset({"RATE_LIMITED", "METADATA_TOO_LARGE", "MESSAGE_TOO_LARGE"})

log = structlog.get_logger("incidents")


@dataclass(frozen=True)
class Kind:
    """What makes two incidents the same."""

    reason: str
    place: str
    actor: str = ANONYMOUS
    resource: str = ""


@dataclass
class Tally:
    """How often one kind happened since it was last written."""

    first: datetime
    last: datetime
    times: int = 1


@dataclass(frozen=True)
class Noticed:
    """The one event of an incident."""

    kind: Kind
    tally: Tally


@dataclass(eq=False)
class Incident(Aggregate[Noticed]):
    """It never changes afterwards."""

    kind: ClassVar[str] = "incidents"
    reason: str = ""
    place: str = ""
    noticed_at: datetime | None = None


class IncidentStore(AggregateStore[Incident, Noticed]):
    """The repository of incidents."""

    table = incidents

    def to_row(self, aggregate: Incident) -> Mapping[str, Any]:
        return {
            "reason": aggregate.reason,
            "place": aggregate.place,
            "noticed_at": aggregate.noticed_at,
        }

    def from_row(self, row: Row[Any]) -> Incident:
        return Incident(id=row.id, reason=row.reason, place=row.place, noticed_at=row.noticed_at)

    def to_draft(self, _: Incident, event: Noticed) -> Draft:
        kind, tally = event.kind, event.tally
        message = SecurityIncident(
            reason=kind.reason, place=kind.place, resource=kind.resource, times=tally.times
        )
        message.first_time.FromDatetime(tally.first)
        message.last_time.FromDatetime(tally.last)
        # Only whoever runs the node is concerned; no body is named "operators".
        return Draft(message, audience=["operators"])


@dataclass
class Incidents:
    """Takes notes at once and writes them beside the calls, in transactions of its own, so that a refused
    command stays undone and its refusal still stands in the journal.
    """

    engine: AsyncEngine
    node: str
    service: str
    clock: Clock
    committed: Callable[[], None]
    """Told after each commit that wrote journal rows."""
    most_kinds: int = MOST_KINDS
    _waiting: dict[Kind, Tally] = field(default_factory=dict)
    _told: set[Kind] = field(default_factory=set)
    _noted: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, reason: str, place: str, actor: str = "", resource: str = "") -> None:
        """One incident. `actor` is the caller's pseudonymous id, `resource` a resource name; no name of a
        person, address or content may stand in any of them.
        """
        kind = Kind(reason, place, actor or ANONYMOUS, resource[:200])
        if len(self._told | self._waiting.keys()) >= self.most_kinds and kind not in self._told:
            kind = Kind(TOO_MANY, "")
        now = self.clock.now()
        tally = self._waiting.get(kind)
        if tally is None:
            self._waiting[kind] = Tally(now, now)
        else:
            tally.times, tally.last = tally.times + 1, now
        if kind not in self._told:
            self._noted.set()

    def note_refusal(self, error: DomainError, place: str, actor: str) -> None:
        """One incident for a refusal that is one; honest mistakes are none."""
        if isinstance(error, REFUSALS) or (isinstance(error, Exhausted) and error.reason in LIMITS):
            self.note(error.reason, place, actor, error.metadata.get("resource", ""))
        elif isinstance(error, InvalidInput):
            for reason in {fault.reason for fault in error.faults if fault.field in NEVER_BY_MISTAKE}:
                self.note(reason, place, actor)
            for fault in error.faults:
                if fault.hidden:
                    self.note(fault.reason, place, actor, fault.hidden)

    async def run(self) -> None:
        """Write for ever: first ones at once, repeats at the end of their minute."""
        while True:
            self._told.clear()
            await self.write()
            ends = asyncio.get_running_loop().time() + WINDOW_SECONDS
            while (left := ends - asyncio.get_running_loop().time()) > 0:
                # The wait alone has an end: what is being written is never cut off.
                with suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await self._noted.wait()
                await self.write(lambda kind: kind not in self._told)

    async def write(self, which: Callable[[Kind], bool] = lambda _: True) -> None:
        """Write what waits. While the database is away it goes on waiting."""
        self._noted.clear()
        chosen = {kind: tally for kind, tally in self._waiting.items() if which(kind)}
        if not chosen:
            return
        for kind in chosen:
            del self._waiting[kind]
        written = False
        try:
            async with self.engine.begin() as connection:
                for kind, tally in chosen.items():
                    await self._append(connection, kind, tally)
            written = True
        except Exception as error:
            if not is_passing(error):
                raise
            log.warning("incidents wait for the database", kinds=len(chosen))
            await asyncio.sleep(0.5)
            self._noted.set()
            return
        finally:
            # Also for a task that is cancelled while it writes, at the end of its process.
            if not written:
                self._put_back(chosen)
        self._told |= chosen.keys()
        for kind, tally in chosen.items():
            log.warning("incident", reason=kind.reason, place=kind.place, actor=kind.actor, times=tally.times)
        self.committed()

    async def _append(self, connection: Any, kind: Kind, tally: Tally) -> None:
        tx = Transaction(connection, Act(kind.actor), self.node, self.service, self.clock)
        incident = Incident(
            id=str(uuid7()), reason=kind.reason, place=kind.place, noticed_at=self.clock.now()
        )
        incident.record(Noticed(kind, tally))
        await IncidentStore(tx).add(incident)

    def _put_back(self, chosen: Mapping[Kind, Tally]) -> None:
        for kind, tally in chosen.items():
            newer = self._waiting.get(kind)
            if newer is not None:
                tally.times, tally.last = tally.times + newer.times, newer.last
            self._waiting[kind] = tally
