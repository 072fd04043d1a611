"""Loads and saves aggregates of one kind: the row, its version check and its journal rows together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Insert, Row, Select, Table, Update, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from chassis.domain import Aggregate, NotFound, Stale, msg
from chassis.journal.writer import Draft, Transaction, append

AggregateT = TypeVar("AggregateT", bound=Aggregate[Any])
EventT = TypeVar("EventT")


@cache
def _select(table: Table) -> Select[Any]:
    return select(table).where(table.c.id == bindparam("wanted"))


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


@cache
def _update(table: Table) -> Update:
    # Made once a table: building a statement costs as much as sending it.
    changed: dict[str, Any] = {column.name: bindparam(f"new_{column.name}") for column in table.columns}
    return (
        update(table)
        .where(table.c.id == bindparam("wanted"), table.c.version == bindparam("seen"))
        .values(changed)
    )


class WriteConflict(Stale):
    """Another transaction changed the aggregate since it was read; the same work may be tried anew."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "ETAG_STALE",
            msg("Quelqu’un a modifié cette fiche entre-temps : relisez-la, puis recommencez."),
            resource=name,
        )


class AggregateStore(ABC, Generic[AggregateT, EventT]):
    """A repository within one transaction. A service says how a row and an event look, no more."""

    table: Table
    """Begins with `aggregate_columns()`; its info names the kind under "aggregate_kind"."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    @abstractmethod
    def to_row(self, aggregate: AggregateT) -> Mapping[str, Any]:
        """The service's own columns (those of `aggregate_columns` are filled here)."""

    @abstractmethod
    def from_row(self, row: Row[Any]) -> AggregateT:
        """The aggregate as it stands; version, head, home and epoch are filled here."""

    @abstractmethod
    def to_draft(self, aggregate: AggregateT, event: EventT) -> Draft:
        """The event's message and audience, of the aggregate as it stands after it."""

    async def find(self, aggregate_id: str) -> AggregateT | None:
        found = await self.tx.connection.execute(_select(self.table), {"wanted": aggregate_id})
        row = found.one_or_none()
        return None if row is None else self._restored(row)

    async def get(self, aggregate_id: str) -> AggregateT:
        """Raise NotFound when there is none."""
        aggregate = await self.find(aggregate_id)
        if aggregate is None:
            kind = self.table.info["aggregate_kind"]
            raise NotFound(
                "NOT_FOUND",
                msg("Rien de tel ici : {name}. Vérifiez l’adresse.", name=f"{kind}/{aggregate_id}"),
                resource=f"{kind}/{aggregate_id}",
            )
        return aggregate

    async def add(self, aggregate: AggregateT) -> None:
        """Insert a new aggregate with its first events. Its home is this node."""
        aggregate.home_node = aggregate.home_node or self.tx.node
        await self._journal(aggregate)
        await self.tx.connection.execute(_insert(self.table), self._row(aggregate))

    async def save(self, aggregate: AggregateT) -> None:
        """Update the row if nobody did since it was read (else raise WriteConflict); nothing recorded,
        nothing written.
        """
        if not aggregate.recorded:
            return
        seen = aggregate.version
        try:
            await self._journal(aggregate)
        except IntegrityError as error:
            # Whoever was faster has written this version into the journal already.
            raise WriteConflict(aggregate.name) from error
        row = {f"new_{column}": value for column, value in self._row(aggregate).items()}
        changed = await self.tx.connection.execute(
            _update(self.table), {**row, "wanted": aggregate.id, "seen": seen}
        )
        if changed.rowcount != 1:
            raise WriteConflict(aggregate.name)

    async def _journal(self, aggregate: AggregateT) -> None:
        # A message shows the etag of the version that it brings about, so each is made at its own version.
        for event in aggregate.recorded:
            aggregate.version += 1
            draft = self.to_draft(aggregate, event)
            aggregate.version -= 1
            await append(self.tx, aggregate, [draft])
        aggregate.recorded.clear()

    def _row(self, aggregate: AggregateT) -> dict[str, Any]:
        return {
            "id": aggregate.id,
            "version": aggregate.version,
            "head_hash": aggregate.head,
            "home_node": aggregate.home_node,
            "epoch": aggregate.epoch,
            **self.to_row(aggregate),
        }

    def _restored(self, row: Row[Any]) -> AggregateT:
        aggregate = self.from_row(row)
        aggregate.version = row.version
        aggregate.head = bytes(row.head_hash)
        aggregate.home_node = row.home_node
        aggregate.epoch = row.epoch
        return aggregate
