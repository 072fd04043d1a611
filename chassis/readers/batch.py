"""Applies the events of one transaction: drops the old, holds back what is too early, applies the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nats.aio.msg import Msg
from opentelemetry.trace import SpanKind
from sqlalchemy.ext.asyncio import AsyncConnection

from archipel.journal.v1.journal_pb2 import Envelope
from chassis.domain import Clock
from chassis.journal.writer import Act, Transaction
from chassis.readers.ledger import Ledger
from chassis.readers.spec import ReaderSpec, Received, UnreadableEvent, open_envelope, open_event
from chassis.telemetry import Telemetry, current_traceparent


@dataclass(frozen=True)
class Letter:
    """A message of the stream before anybody believed what stands in it."""

    sequence: int
    message_id: str
    subject: str
    """Resource name of the aggregate, from the NATS subject: it holds even when the bytes are broken."""
    version: int
    """0 when the bytes are no envelope."""
    raw: bytes

    @classmethod
    def from_message(cls, message: Msg) -> Letter:
        # ev.<node>.<service>.<kind>.<id>; whatever else somebody publishes there concerns no kind of ours.
        kind, identifier = [*message.subject.split(".", 4), "", "", "", ""][3:5]
        try:
            version = open_envelope(message.data).version
        except UnreadableEvent:
            version = 0
        return cls(
            sequence=message.metadata.sequence.stream,
            message_id=(message.headers or {}).get("Nats-Msg-Id", ""),
            subject=f"{kind}/{identifier}",
            version=version,
            raw=message.data,
        )

    @property
    def kind(self) -> str:
        return self.subject.partition("/")[0]


@dataclass
class Applied:
    """What a transaction did."""

    events: list[Received] = field(default_factory=list)
    written: int = 0
    """Journal rows written by reactions."""


@dataclass
class Batch:
    """One transaction of one reader."""

    spec: ReaderSpec
    node: str
    service: str
    clock: Clock
    telemetry: Telemetry
    ledger: Ledger
    connection: AsyncConnection
    applied: Applied = field(default_factory=Applied)

    async def apply(self, letters: Sequence[Letter]) -> Applied:
        """Apply what is next of each aggregate, and what was held back behind it."""
        mine = [letter for letter in letters if letter.kind in self.spec.kinds]
        if not mine:
            return self.applied
        subjects = {letter.subject for letter in mine}
        versions = await self.ledger.versions(subjects)
        parked = await self.ledger.parked(subjects)
        held = await self.ledger.held(subjects)
        changed: dict[str, int] = {}
        for letter in mine:
            subject, last = letter.subject, versions.get(letter.subject, 0)
            if subject not in parked and letter.version == 0:
                raise UnreadableEvent("the bytes are no envelope")
            if 0 < letter.version <= last:
                continue
            if subject in parked or letter.version > last + 1:
                await self.ledger.hold(subject, letter.version, letter.raw)
                held.setdefault(subject, {})[letter.version] = letter.raw
                continue
            await self._apply_one(letter.raw)
            last = await self._apply_held(letter.version, held.get(subject, {}))
            versions[subject] = changed[subject] = last
            if held.get(subject):
                await self.ledger.release(subject, last)
        await self.ledger.note_versions(changed)
        return self.applied

    async def replay(self, subject: str) -> Applied:
        """Apply the held events of a parked aggregate and unpark it. Raise what its event raises."""
        last = (await self.ledger.versions([subject])).get(subject, 0)
        held = (await self.ledger.held([subject])).get(subject, {})
        if 0 in held and last + 1 not in held:
            # The bytes were no envelope. What they should have said is in the sender's journal: once the
            # stream is refilled from it, the event arrives again and the broken copy counts for nothing.
            raise UnreadableEvent("the bytes are no envelope; refill the stream from the journal")
        last = await self._apply_held(last, held)
        await self.ledger.note_versions({subject: last} if last else {})
        await self.ledger.release(subject, last)
        await self.ledger.unpark(subject)
        return self.applied

    async def _apply_held(self, last: int, held: dict[int, bytes]) -> int:
        while last + 1 in held:
            await self._apply_one(held[last + 1])
            last += 1
        return last

    async def _apply_one(self, raw: bytes) -> None:
        envelope = open_envelope(raw)
        event = open_event(envelope)
        if event is None:
            return
        name = f"{self.spec.name} {envelope.type.rpartition('.')[2]}"
        with self.telemetry.span(name, SpanKind.CONSUMER, envelope.traceparent, subject=envelope.subject):
            tx = self._transaction(envelope)
            await self.spec.handle(event, tx)
        self.applied.events.append(event)
        self.applied.written += tx.written

    def _transaction(self, envelope: Envelope) -> Transaction:
        act = Act(
            actor=f"service:{self.service}",
            causation_id=envelope.id,
            correlation_id=envelope.correlation_id,
            traceparent=current_traceparent(),
        )
        return Transaction(self.connection, act, self.node, self.service, self.clock)
