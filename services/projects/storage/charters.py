"""Versions of charters: one row each, an aggregate of its own, beside the one that the node begins with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    Row,
    Table,
    Text,
    literal_column,
    or_,
    select,
)

from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft, Transaction
from chassis.tables import aggregate_columns
from services.projects.convert.charters import event_to_proto
from services.projects.domain.charter_life import (
    FOUNDING,
    CharterEvent,
    CharterVersion,
    Heading,
    founding_version,
)
from services.projects.domain.charter_states import CharterState
from services.projects.domain.consent import Deliberation
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.facts import Level
from services.projects.domain.subsidiarity.parameters import Layer
from services.projects.storage.charter_file import charter_from_text
from services.projects.storage.metadata import metadata
from services.projects.storage.territories import territories

charters = Table(
    "charters",
    metadata,
    *aggregate_columns(),
    Column("body", Text, nullable=False),
    Column("charter_id", Text, nullable=False),
    Column("charter_version", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("layer", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("in_force_from", Date),
    Column("in_force_to", Date),
    Column("deliberation_date", Date),
    Column("deliberation_reference", Text, nullable=False),
    Column("votes_for", Integer, nullable=False),
    Column("votes_cast", Integer, nullable=False),
    Column("simulation", Text, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    info={"aggregate_kind": "charters"},
)
# Two first adoptions at once: the second finds the first, and supersedes it.
Index(
    "uq_charters_adopted_of_body",
    charters.c.body,
    unique=True,
    postgresql_where=charters.c.state == literal_column("'adopted'"),
)

VOTED = (CharterState.ADOPTED, CharterState.SUPERSEDED)

MOST_TEXTS = 1_000
"""Texts kept as they were read: those in force, and the drafts that somebody works on."""


@lru_cache(maxsize=MOST_TEXTS)
def read_text(text: str) -> Charter:
    """Raise InvalidInput with every fault of the YAML. A text says the same each time it is read."""
    return charter_from_text(text)


@lru_cache(maxsize=MOST_TEXTS)
def voted_charter(text: str, body: str, first_day: date) -> Charter:
    """The charter as it was voted: by whom, and from which day on, the vote says and not the text."""
    return replace(read_text(text), body=body, in_force_from=first_day)


class CharterStore(AggregateStore[CharterVersion, CharterEvent]):
    """The repository of charters. `founding` is the one of the node's settings."""

    table = charters

    def __init__(self, tx: Transaction, founding: Charter) -> None:
        super().__init__(tx)
        self._founding = founding

    def read(self, text: str) -> Charter:
        return read_text(text)

    def to_row(self, aggregate: CharterVersion) -> Mapping[str, Any]:
        heading, vote = aggregate.heading, aggregate.deliberation
        return {
            "body": aggregate.body,
            "charter_id": heading.charter_id,
            "charter_version": heading.version,
            "title": heading.title,
            "layer": heading.layer,
            "text": aggregate.text,
            "state": aggregate.state,
            "public": aggregate.public,
            "in_force_from": aggregate.in_force_from,
            "in_force_to": aggregate.in_force_to,
            "deliberation_date": vote.date if vote else None,
            "deliberation_reference": vote.reference if vote else "",
            "votes_for": vote.votes_for if vote else 0,
            "votes_cast": vote.votes_cast if vote else 0,
            "simulation": aggregate.simulation,
            "created_at": aggregate.create_time,
            "updated_at": aggregate.update_time,
        }

    def from_row(self, row: Row[Any]) -> CharterVersion:
        return CharterVersion(
            id=row.id,
            body=row.body,
            heading=Heading(row.charter_id, row.charter_version, row.title, Layer(row.layer)),
            text=row.text,
            create_time=row.created_at,
            update_time=row.updated_at,
            state=CharterState(row.state),
            public=row.public,
            in_force_from=row.in_force_from,
            in_force_to=row.in_force_to,
            deliberation=(
                Deliberation(row.deliberation_date, row.deliberation_reference, row.votes_for, row.votes_cast)
                if row.deliberation_date
                else None
            ),
            simulation=row.simulation,
        )

    def to_draft(self, aggregate: CharterVersion, event: CharterEvent) -> Draft:
        return Draft(event_to_proto(aggregate, event), aggregate.audience)

    async def find(self, aggregate_id: str) -> CharterVersion | None:
        return await self.founding() if aggregate_id == FOUNDING else await super().find(aggregate_id)

    async def founding(self) -> CharterVersion:
        """The charter that the node begins with, superseded once the pole has adopted one."""
        pole = await self.tx.connection.scalar(
            select(territories.c.id)
            .where(territories.c.level == Level.POLE)
            .order_by(territories.c.id)
            .limit(1)
        )
        follower = await self.tx.connection.scalar(
            select(charters.c.in_force_from)
            .where(charters.c.layer == Layer.POLE, charters.c.state.in_(VOTED))
            .order_by(charters.c.in_force_from)
            .limit(1)
        )
        since = datetime.combine(self._founding.in_force_from, time(), UTC)
        version = founding_version(self._founding, pole or "", since, follower)
        version.home_node = self.tx.node
        return version

    async def adopted(self, body: str) -> CharterVersion | None:
        found = await self.tx.connection.execute(
            select(charters).where(charters.c.body == body, charters.c.state == CharterState.ADOPTED)
        )
        row = found.one_or_none()
        return None if row is None else self._restored(row)

    async def of_pole(self, day: date) -> CharterVersion:
        found = await self.tx.connection.execute(
            select(charters)
            .where(
                charters.c.layer == Layer.POLE,
                charters.c.state.in_(VOTED),
                charters.c.in_force_from <= day,
                or_(charters.c.in_force_to.is_(None), charters.c.in_force_to >= day),
            )
            .order_by(charters.c.in_force_from.desc())
            .limit(1)
        )
        row = found.one_or_none()
        return await self.founding() if row is None else self._restored(row)

    async def voted(self) -> Sequence[Charter]:
        """Every charter that was ever in force, in the order in which they came."""
        found = await self.tx.connection.execute(
            select(charters.c.text, charters.c.body, charters.c.in_force_from)
            .where(
                charters.c.state.in_(VOTED),
                # One that was replaced before its first day never decided anything.
                or_(charters.c.in_force_to.is_(None), charters.c.in_force_to >= charters.c.in_force_from),
            )
            .order_by(charters.c.in_force_from, charters.c.id)
        )
        return [voted_charter(row.text, row.body, row.in_force_from) for row in found]

    async def listed(self, seen_by: frozenset[str], before: str, limit: int) -> Sequence[CharterVersion]:
        if before == FOUNDING:
            return []
        question = select(charters).where(or_(charters.c.public, charters.c.body.in_(sorted(seen_by))))
        if before:
            question = question.where(charters.c.id < before)
        found = await self.tx.connection.execute(question.order_by(charters.c.id.desc()).limit(limit))
        versions = [self._restored(row) for row in found]
        return versions if len(versions) == limit else [*versions, await self.founding()]
