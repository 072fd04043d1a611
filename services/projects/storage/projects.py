"""Projects: one row each, an aggregate of its own, and their history out of the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Index, LargeBinary, Row, Table, Text, bindparam, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from archipel.projects.v1 import projects_pb2
from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft, Transaction
from chassis.tables import aggregate_columns, journal
from services.projects.convert.project_events import event_to_proto
from services.projects.convert.projects import project_from_proto, project_to_proto
from services.projects.domain.events import ProjectEvent
from services.projects.domain.project import Project
from services.projects.storage.metadata import metadata
from services.projects.storage.reference import ReferenceView, current_mark
from services.projects.use_cases.project_ports import HistoryEntry, Wanted

# What queries ask for stands in columns of its own; the rest is the resource as the wire shows it, so
# that a project reads the same here, in its events and to its callers.
projects = Table(
    "projects",
    metadata,
    *aggregate_columns(),
    Column("lead", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("concerned", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    # The earliest instant at which something happens by itself (`chassis.alarm`).
    Column("next_deadline", DateTime(timezone=True), nullable=True),
    # Id of the programme whose lot it is, or empty.
    Column("part_of", Text, nullable=False),
    Column("competence", Text, nullable=False),
    Column("evaluated", Boolean, nullable=False),
    Column("resource", LargeBinary, nullable=False),
    info={"aggregate_kind": "projects"},
)
Index("ix_projects_concerned", projects.c.concerned, postgresql_using="gin")
Index("ix_projects_state_id", projects.c.state, projects.c.id)
Index("ix_projects_part_of", projects.c.part_of, projects.c.id, postgresql_where=projects.c.part_of != "")
Index("ix_projects_experiences", projects.c.competence, projects.c.id, postgresql_where=projects.c.evaluated)
Index(
    "ix_projects_next_deadline",
    projects.c.next_deadline,
    projects.c.id,
    postgresql_where=projects.c.next_deadline.is_not(None),
)


# Made once: building a statement costs as much as sending it.
_FIND = select(projects, current_mark().label("reference_mark")).where(projects.c.id == bindparam("wanted"))

_LOCK = select(projects.c.id).where(projects.c.id == bindparam("wanted")).with_for_update()


class ProjectStore(AggregateStore[Project, ProjectEvent]):
    """The repository of projects."""

    table = projects

    def __init__(self, tx: Transaction, reference: ReferenceView) -> None:
        super().__init__(tx)
        self._reference = reference

    async def find(self, aggregate_id: str) -> Project | None:
        # The mark of the reference data comes along, so that no question of its own is needed for it.
        found = await self.tx.connection.execute(_FIND, {"wanted": aggregate_id})
        row = found.one_or_none()
        if row is None:
            return None
        self._reference.saw(row.reference_mark)
        return self._restored(row)

    async def add(self, aggregate: Project) -> None:
        self._acting_for(aggregate.lead)
        await super().add(aggregate)

    async def save(self, aggregate: Project) -> None:
        self._acting_for(aggregate.lead)
        await super().save(aggregate)

    def _acting_for(self, lead: str) -> None:
        """A request that names no body is an act of the lead's. What a clock does is nobody's."""
        if not self.tx.act.body and not self.tx.act.actor.startswith("service:"):
            self.tx.act = replace(self.tx.act, body=lead)

    def to_row(self, aggregate: Project) -> Mapping[str, Any]:
        return {
            "lead": aggregate.lead,
            "title": aggregate.written.title,
            "state": aggregate.state,
            "public": aggregate.is_public,
            "concerned": sorted(aggregate.concerned),
            "created_at": aggregate.create_time,
            # Once its home is elsewhere, nothing happens to it here.
            "next_deadline": aggregate.next_deadline() if aggregate.home_node == self.tx.node else None,
            "part_of": aggregate.written.part_of,
            "competence": aggregate.written.facts.competence,
            "evaluated": aggregate.learning.is_experience,
            "resource": project_to_proto(aggregate).SerializeToString(deterministic=True),
        }

    def from_row(self, row: Row[Any]) -> Project:
        return project_from_proto(row.id, projects_pb2.Project.FromString(bytes(row.resource)))

    def to_draft(self, aggregate: Project, event: ProjectEvent) -> Draft:
        return Draft(event_to_proto(aggregate, event), aggregate.audience)

    async def held(self, aggregate_id: str) -> Project:
        # Locked first and read after: whoever held it before has committed what is read.
        await self.tx.connection.execute(_LOCK, {"wanted": aggregate_id})
        return await self.get(aggregate_id)

    async def listed(
        self, seen_by: frozenset[str], wanted: Wanted, before: str, limit: int
    ) -> Sequence[Project]:
        visible = or_(projects.c.public, projects.c.concerned.overlap(sorted(seen_by)))
        question = select(projects).where(visible)
        if wanted.body:
            question = question.where(projects.c.concerned.contains([wanted.body]))
        if wanted.state is not None:
            question = question.where(projects.c.state == wanted.state)
        if wanted.part_of:
            question = question.where(projects.c.part_of == wanted.part_of)
        if wanted.competence:
            question = question.where(projects.c.competence == wanted.competence)
        if wanted.evaluated:
            question = question.where(projects.c.evaluated)
        if before:
            question = question.where(projects.c.id < before)
        found = await self.tx.connection.execute(question.order_by(projects.c.id.desc()).limit(limit))
        return [self._restored(row) for row in found]

    async def history(self, aggregate_id: str, after: int, limit: int) -> Sequence[HistoryEntry]:
        found = await self.tx.connection.execute(
            select(journal)
            .where(
                journal.c.kind == Project.kind,
                journal.c.aggregate_id == aggregate_id,
                journal.c.version > after,
            )
            .order_by(journal.c.version)
            .limit(limit)
        )
        return [
            HistoryEntry(
                event_id=str(row.event_id),
                type=row.type.rpartition(".")[2],
                time=row.recorded_at,
                actor=row.actor,
                body=row.body,
                version=row.version,
            )
            for row in found
        ]
