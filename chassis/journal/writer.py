"""Appends the events of one transaction to the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from google.protobuf.message import Message
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from archipel.journal.v1.journal_pb2 import Envelope
from chassis.domain import Aggregate, Clock, Exhausted, msg, uuid7
from chassis.journal.hashing import row_hash
from chassis.tables import journal

LONGEST_EVENT = 900_000
"""Bytes of an event that somebody's command may make: a stream takes messages of up to 1 MB, and what happens
by itself afterwards must still fit in.
"""

APPEND = insert(journal)
"""Made once: building a statement costs as much as sending it."""


@dataclass(frozen=True)
class Draft:
    """An event on its way to the journal: its message, and the codes of the bodies that may see it
    (none: everybody).
    """

    message: Message
    audience: Sequence[str] = ()


@dataclass(frozen=True)
class Act:
    """Who does something, for whom, because of what: it stands in every event of a transaction."""

    actor: str
    """Pseudonymous id, or "service:<name>", or "operator:<id>"."""
    body: str = ""
    delegations: tuple[str, ...] = ()
    """Names of the delegations by which the actor acts for the body; empty where the role is their own."""
    causation_id: str = ""
    correlation_id: str = ""
    traceparent: str = ""


@dataclass
class Transaction:
    """One database transaction together with what its events have in common."""

    connection: AsyncConnection
    act: Act
    node: str
    service: str
    clock: Clock
    written: int = field(default=0)
    """Number of journal rows that the transaction wrote."""

    def now(self) -> datetime:
        return self.clock.now()


async def append(tx: Transaction, aggregate: Aggregate[object], drafts: Sequence[Draft]) -> None:
    """Write one row per draft; afterwards the aggregate carries its new version and head.

    Raise Exhausted for an event that would never leave the journal.
    """
    rows: list[dict[str, object]] = []
    for draft in drafts:
        envelope = _envelope(tx, aggregate, draft)
        exact = envelope.SerializeToString(deterministic=True)
        if len(exact) > LONGEST_EVENT and not tx.act.actor.startswith("service:"):
            raise _too_long(aggregate, len(exact))
        hashed = row_hash(aggregate.head, exact)
        rows.append(_row(aggregate, envelope, exact, hashed))
        aggregate.version += 1
        aggregate.head = hashed
    if rows:
        await tx.connection.execute(APPEND, rows if len(rows) > 1 else rows[0])
        tx.written += len(rows)


def _too_long(aggregate: Aggregate[object], size: int) -> Exhausted:
    text = msg("Cette fiche est pleine : elle ne peut plus grandir. Raccourcissez ce que vous y ajoutez.")
    return Exhausted("RESOURCE_FULL", text, resource=aggregate.name, bytes=size, limit=LONGEST_EVENT)


def _envelope(tx: Transaction, aggregate: Aggregate[object], draft: Draft) -> Envelope:
    event_id = str(uuid7())
    envelope = Envelope(
        id=event_id,
        source=f"{tx.node}/{tx.service}",
        type=draft.message.DESCRIPTOR.full_name,
        subject=aggregate.name,
        data=draft.message.SerializeToString(deterministic=True),
        version=aggregate.version + 1,
        epoch=aggregate.epoch,
        home_node=aggregate.home_node,
        audience=draft.audience,
        causation_id=tx.act.causation_id,
        correlation_id=tx.act.correlation_id or event_id,
        traceparent=tx.act.traceparent,
        actor=tx.act.actor,
        body=tx.act.body,
        delegations=tx.act.delegations,
    )
    envelope.time.FromDatetime(tx.now())
    return envelope


def _row(aggregate: Aggregate[object], envelope: Envelope, exact: bytes, hashed: bytes) -> dict[str, object]:
    return {
        "event_id": envelope.id,
        "kind": aggregate.kind,
        "aggregate_id": aggregate.id,
        "version": envelope.version,
        "epoch": envelope.epoch,
        "type": envelope.type,
        "envelope": exact,
        "actor": envelope.actor,
        "body": envelope.body,
        "recorded_at": envelope.time.ToDatetime(UTC),
        "traceparent": envelope.traceparent,
        "previous_hash": aggregate.head,
        "hash": hashed,
    }
