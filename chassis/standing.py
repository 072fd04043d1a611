"""What a token cannot say of its holder: that its session ended, or that somebody lent a role meanwhile.

Both come as events and stand in two small tables, which every process of the service holds in memory: a call
asks no database for them.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import asyncpg
from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from archipel.identity.v1.identity_pb2 import DelegationGranted, DelegationRevoked, SessionEnded
from chassis.database import is_passing, raw_dsn
from chassis.domain import Clock, Mandate, msg, paris_day
from chassis.errors import Unauthenticated
from chassis.journal.writer import Transaction
from chassis.readers.spec import ReaderKind, ReaderSpec, Received
from chassis.tables import ended_sessions, lent_mandates

CHANNEL = "standing"
POLL_SECONDS = 5.0
TELL = text(f"NOTIFY {CHANNEL}")

REMEMBERED_DAYS = 31
"""Days for which a refusal still says that a role was lent and is no more."""

LONGEST_TOKEN = timedelta(hours=1)
"""No access token that is accepted lives longer (chassis.identity): an older end says nothing more."""


@dataclass(frozen=True)
class Lent:
    """One delegation: its mandate holds on each day from the first to the last. `delegator` is the
    pseudonymous id of who lends it.
    """

    mandate: Mandate
    first: date
    last: date
    delegator: str


@dataclass
class Standing:
    """The two tables in memory."""

    engine: AsyncEngine
    database_url: str
    clock: Clock
    _ended: dict[str, datetime] = field(default_factory=dict)
    _lent: dict[str, list[Lent]] = field(default_factory=dict)

    def must_stand(self, session: str, person: str, issued_at: datetime) -> None:
        """Raise Unauthenticated for a token of a session that ended."""
        everywhere = self._ended.get(f"person:{person}")
        if f"session:{session}" in self._ended or (everywhere is not None and issued_at <= everywhere):
            text = msg("Vous vous êtes déconnecté : reconnectez-vous pour continuer.")
            raise Unauthenticated("SESSION_ENDED", text)

    def lent_to(self, person: str) -> frozenset[Mandate]:
        """The mandates that somebody lent to the person for today."""
        lent = self._lent.get(person)
        if not lent:
            return frozenset()
        today = paris_day(self.clock.now())
        return frozenset(each.mandate for each in lent if each.first <= today <= each.last)

    def delegators_of(self, person: str, body: str) -> frozenset[str]:
        """Whose place the person takes today at a body."""
        held = self.lent_to(person)
        lent = self._lent.get(person, [])
        return frozenset(
            each.delegator for each in lent if each.mandate in held and each.mandate.body == body
        )

    def lapsed_of(self, person: str) -> frozenset[Mandate]:
        """The mandates that somebody lent to the person until lately."""
        lent = self._lent.get(person)
        if not lent:
            return frozenset()
        today = paris_day(self.clock.now())
        return frozenset(each.mandate for each in lent if each.last < today)

    async def load(self) -> None:
        """Read both tables anew."""
        now = self.clock.now()
        voided = ended_sessions.c.ended_at > now - LONGEST_TOKEN
        recent = lent_mandates.c.last_day >= paris_day(now) - timedelta(days=REMEMBERED_DAYS)
        async with self.engine.connect() as connection:
            ended = await connection.execute(select(ended_sessions).where(voided))
            lent = await connection.execute(select(lent_mandates).where(recent))
        self._ended = {row.id: row.ended_at for row in ended}
        found: dict[str, list[Lent]] = {}
        for row in lent:
            mandate = Mandate(row.body, row.role, by=f"delegations/{row.id}")
            found.setdefault(row.delegate, []).append(
                Lent(mandate, row.first_day, row.last_day, row.delegator)
            )
        self._lent = found

    async def run(self) -> None:
        """Read again when told, and every few seconds in case a word was lost."""
        while True:
            try:
                await self._follow()
            except Exception as error:
                if not is_passing(error):
                    raise
            await asyncio.sleep(0.5)

    async def _follow(self) -> None:
        connection = await asyncpg.connect(raw_dsn(self.database_url), timeout=5)
        changed = asyncio.Event()
        try:
            await connection.add_listener(CHANNEL, lambda *_: changed.set())
            while True:
                changed.clear()
                await self.load()
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL_SECONDS):
                        await changed.wait()
                if connection.is_closed():
                    return
        finally:
            await connection.close(timeout=1)


def standing_readers(service: str) -> list[ReaderSpec]:
    """The readers that fill the two tables of a service."""
    return [
        ReaderSpec(
            name=f"{service}-delegations",
            source="projects",
            kinds=frozenset({"delegations"}),
            kind=ReaderKind.READ_MODEL,
            handle=_hear_of_delegation,
            tables=[lent_mandates],
        ),
        ReaderSpec(
            name=f"{service}-sessions",
            source="portal",
            kinds=frozenset({"sessions"}),
            kind=ReaderKind.READ_MODEL,
            handle=_hear_of_session,
            tables=[ended_sessions],
        ),
    ]


async def _hear_of_delegation(event: Received, tx: Transaction) -> None:
    match event.message:
        case DelegationGranted(delegation=given):
            values = {
                "id": given.name.rpartition("/")[2],
                "body": given.body.rpartition("/")[2],
                "role": given.role,
                "delegator": given.delegator.rpartition("/")[2],
                "delegate": given.delegate.rpartition("/")[2],
                "first_day": date(given.first_day.year, given.first_day.month, given.first_day.day),
                "last_day": date(given.last_day.year, given.last_day.month, given.last_day.day),
            }
            await tx.connection.execute(insert(lent_mandates).values(values).on_conflict_do_nothing())
        case DelegationRevoked(delegation=taken):
            await _take_back(taken.name.rpartition("/")[2], event, tx)
        case _:
            return
    await tx.connection.execute(TELL)


async def _take_back(delegation_id: str, event: Received, tx: Transaction) -> None:
    """One that had begun stays known, as if it had ended the day before: refusals say so."""
    today = paris_day(event.envelope.time.ToDatetime(UTC))
    this = lent_mandates.c.id == delegation_id
    await tx.connection.execute(delete(lent_mandates).where(this, lent_mandates.c.first_day > today))
    await tx.connection.execute(
        update(lent_mandates)
        .where(this, lent_mandates.c.last_day >= today)
        .values(last_day=today - timedelta(days=1))
    )


async def _hear_of_session(event: Received, tx: Transaction) -> None:
    match event.message:
        case SessionEnded(session=session, person=person) as ended:
            at = ended.ended_at.ToDatetime(UTC)
            key = f"session:{session}" if session else f"person:{person}"
            kept = insert(ended_sessions).values(id=key, ended_at=at)
            await tx.connection.execute(
                kept.on_conflict_do_update(index_elements=["id"], set_={"ended_at": kept.excluded.ended_at})
            )
            # What is older than any token that is still good says nothing any more.
            oldest = tx.now() - LONGEST_TOKEN
            await tx.connection.execute(delete(ended_sessions).where(ended_sessions.c.ended_at < oldest))
            await tx.connection.execute(TELL)
        case _:
            """Nothing else is told of sessions."""
