"""Guiding principles: one row each, an aggregate of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, Row, Table, Text, select

from archipel.projects.v1 import ownership_pb2
from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft
from chassis.tables import aggregate_columns
from services.projects.convert.principles import (
    principle_event_to_proto,
    principle_from_proto,
    principle_to_proto,
)
from services.projects.domain.principle import Principle, PrincipleEvent
from services.projects.domain.wish_states import PrincipleState
from services.projects.storage.metadata import metadata

principles = Table(
    "principles",
    metadata,
    *aggregate_columns(),
    Column("competence", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("resource", LargeBinary, nullable=False),
    info={"aggregate_kind": "principles"},
)
Index("ix_principles_competence_id", principles.c.competence, principles.c.id)


class PrincipleStore(AggregateStore[Principle, PrincipleEvent]):
    """The repository of principles; everybody may read them."""

    table = principles

    async def listed(
        self, competence: str, state: PrincipleState | None, before: str, limit: int
    ) -> Sequence[Principle]:
        question = select(principles)
        if competence:
            question = question.where(principles.c.competence == competence)
        if state is not None:
            question = question.where(principles.c.state == state)
        if before:
            question = question.where(principles.c.id < before)
        found = await self.tx.connection.execute(question.order_by(principles.c.id.desc()).limit(limit))
        return [self._restored(row) for row in found]

    def to_row(self, aggregate: Principle) -> Mapping[str, Any]:
        return {
            "competence": aggregate.competence,
            "state": aggregate.state,
            "resource": principle_to_proto(aggregate).SerializeToString(deterministic=True),
        }

    def from_row(self, row: Row[Any]) -> Principle:
        return principle_from_proto(ownership_pb2.Principle.FromString(bytes(row.resource)))

    def to_draft(self, aggregate: Principle, event: PrincipleEvent) -> Draft:
        return Draft(principle_event_to_proto(aggregate, event))
