"""Wishes to take projects over: aggregates of this node, and copies of those of other nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Row, Table, Text, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert

from archipel.projects.v1 import ownership_pb2
from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft
from chassis.tables import aggregate_columns
from services.projects.convert.wishes import wish_event_to_proto, wish_from_proto, wish_to_proto
from services.projects.domain.transfer import TransferWish, WishEvent
from services.projects.domain.wish_states import WishState
from services.projects.storage.metadata import metadata


def _own_columns() -> list[Column[Any]]:
    """What is asked for, and the wish as the wire shows it."""
    return [
        Column("project", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("audience", ARRAY(Text), nullable=False),
        Column("resource", LargeBinary, nullable=False),
    ]


wishes = Table("wishes", metadata, *aggregate_columns(), *_own_columns(), info={"aggregate_kind": "wishes"})
Index("ix_wishes_project_id", wishes.c.project, wishes.c.id)

# What bodies of other nodes wish about projects of this one, as their last event showed it.
wish_copies = Table(
    "wish_copies",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    *_own_columns(),
)
Index("ix_wish_copies_project_id", wish_copies.c.project, wish_copies.c.id)


class WishStore(AggregateStore[TransferWish, WishEvent]):
    """The repository of wishes."""

    table = wishes

    async def find(self, aggregate_id: str) -> TransferWish | None:
        found = await super().find(aggregate_id)
        if found is not None:
            return found
        row = await self.tx.connection.execute(select(wish_copies).where(wish_copies.c.id == aggregate_id))
        copy = row.one_or_none()
        return None if copy is None else _copied(copy)

    async def save(self, aggregate: TransferWish) -> None:
        if aggregate.home_node == self.tx.node:
            await super().save(aggregate)
            return
        # Only its home says what becomes of it; here it is known no longer to stand.
        aggregate.recorded.clear()
        await self.tx.connection.execute(
            update(wish_copies).where(wish_copies.c.id == aggregate.id).values(self.to_row(aggregate))
        )

    async def heard(self, wish: TransferWish) -> None:
        written = insert(wish_copies).values(id=wish.id, version=wish.version, **self.to_row(wish))
        newer = {column: written.excluded[column] for column in ("version", *self.to_row(wish))}
        await self.tx.connection.execute(
            written.on_conflict_do_update(
                index_elements=["id"], set_=newer, where=wish_copies.c.version < written.excluded.version
            )
        )

    async def standing(self, project_id: str) -> Sequence[TransferWish]:
        own = select(wishes).where(wishes.c.project == project_id, wishes.c.state == WishState.STANDING)
        copies = select(wish_copies).where(
            wish_copies.c.project == project_id, wish_copies.c.state == WishState.STANDING
        )
        found = [self._restored(row) for row in await self.tx.connection.execute(own)]
        found += [_copied(row) for row in await self.tx.connection.execute(copies)]
        return sorted(found, key=lambda wish: wish.id)

    async def listed(
        self, project_id: str, seen_by: frozenset[str], before: str, limit: int
    ) -> Sequence[TransferWish]:
        found: list[TransferWish] = []
        for table, made in ((wishes, self._restored), (wish_copies, _copied)):
            question = select(table).where(
                table.c.project == project_id, table.c.audience.overlap(sorted(seen_by))
            )
            if before:
                question = question.where(table.c.id < before)
            rows = await self.tx.connection.execute(question.order_by(table.c.id.desc()).limit(limit))
            found += [made(row) for row in rows]
        return sorted(found, key=lambda wish: wish.id, reverse=True)[:limit]

    def to_row(self, aggregate: TransferWish) -> Mapping[str, Any]:
        return {
            "project": aggregate.terms.project,
            "state": aggregate.state,
            "audience": list(aggregate.audience),
            "resource": wish_to_proto(aggregate).SerializeToString(deterministic=True),
        }

    def from_row(self, row: Row[Any]) -> TransferWish:
        return _read(row)

    def to_draft(self, aggregate: TransferWish, event: WishEvent) -> Draft:
        return Draft(wish_event_to_proto(aggregate, event), aggregate.audience)


def _read(row: Row[Any]) -> TransferWish:
    message = ownership_pb2.TransferWish.FromString(bytes(row.resource))
    return wish_from_proto(message, row.audience)


def _copied(row: Row[Any]) -> TransferWish:
    wish = _read(row)
    wish.version = row.version
    return wish
