"""The decisions that projects got, out of the journal, each with what it was taken with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from google.protobuf.message import Message
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from archipel.journal.v1.journal_pb2 import Envelope
from archipel.projects.v1 import events_pb2
from chassis.tables import journal
from services.projects.convert.basis import basis_from_proto
from services.projects.convert.projects import project_from_proto
from services.projects.domain.project import Project
from services.projects.storage.charters import read_text
from services.projects.use_cases.replay_decisions import Taken

DECIDING: dict[str, type[Message]] = {
    message.DESCRIPTOR.full_name: message
    for message in (
        events_pb2.ProjectSubmitted,
        events_pb2.ConciliationConcluded,
        events_pb2.OwnershipTransferred,
    )
}
"""Full name → message, of the events that bring a new decision."""


class StoredDecisions:
    """Reads within one transaction, and writes nothing."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def taken(self, project_id: str) -> Sequence[Taken]:
        found = await self._connection.execute(
            select(journal.c.envelope, journal.c.version, journal.c.recorded_at)
            .where(
                journal.c.kind == Project.kind,
                journal.c.aggregate_id == project_id,
                journal.c.type.in_(list(DECIDING)),
            )
            .order_by(journal.c.version)
        )
        return [
            _taken(project_id, Envelope.FromString(bytes(row.envelope)), row.version, row.recorded_at)
            for row in found
        ]


def _taken(project_id: str, envelope: Envelope, version: int, time: datetime) -> Taken:
    event = DECIDING[envelope.type].FromString(envelope.data)
    project = project_from_proto(project_id, event.project)  # type: ignore[attr-defined]  # each has one
    assert project.decision is not None
    basis = event.basis if event.HasField("basis") else None  # type: ignore[attr-defined]  # each may have one
    new_owner = event.to if isinstance(event, events_pb2.OwnershipTransferred) else ""
    return Taken(
        version,
        time,
        project.written.facts,
        project.decision,
        None if basis is None else basis_from_proto(basis, read_text),
        new_owner.removeprefix("territories/"),
    )
