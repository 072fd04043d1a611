"""Reads the security incidents out of the journals of all services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from archipel.journal.v1.journal_pb2 import Envelope, SecurityIncident
from chassis.tables import journal
from node.operations.desk import desk
from node.parts import SERVICES


@dataclass(frozen=True)
class Told:
    """One incident. `actor` is a pseudonymous id, or "anonymous"; times are UTC."""

    service: str
    reason: str
    place: str
    resource: str
    actor: str
    times: int
    first: datetime
    last: datetime


async def incidents(data: Path | None, since: datetime) -> list[Told]:
    """Everything noted since then, the newest first. That somebody looked is written down too."""
    found: list[Told] = []
    async with desk(data) as at:
        for service in SERVICES:
            async with at.act(service, "audit incidents") as tx:
                rows = await tx.connection.execute(
                    select(journal.c.envelope).where(
                        journal.c.kind == "incidents", journal.c.recorded_at >= since
                    )
                )
                found += [told(service, Envelope.FromString(bytes(row.envelope))) for row in rows]
    return sorted(found, key=lambda one: one.last, reverse=True)


def told(service: str, envelope: Envelope) -> Told:
    incident = SecurityIncident.FromString(envelope.data)
    return Told(
        service=service,
        reason=incident.reason,
        place=incident.place,
        resource=incident.resource,
        actor=envelope.actor,
        times=incident.times,
        first=incident.first_time.ToDatetime(UTC),
        last=incident.last_time.ToDatetime(UTC),
    )
