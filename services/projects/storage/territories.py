"""The bodies: one row each, an aggregate of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Row, Table, Text, select
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft
from chassis.tables import aggregate_columns
from services.projects.convert.register import territory_event_to_proto
from services.projects.domain.subsidiarity.facts import Level
from services.projects.domain.territory import Territory, TerritoryEvent, TerritoryFacts
from services.projects.storage.metadata import metadata

territories = Table(
    "territories",
    metadata,
    *aggregate_columns(),
    Column("level", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("acronym", Text, nullable=False),
    Column("siren", Text, nullable=False),
    Column("siret", Text, nullable=False),
    Column("siret_derived", Boolean, nullable=False),
    Column("population", BigInteger, nullable=False),
    Column("members_of", ARRAY(Text), nullable=False),
    Column("neighbours", ARRAY(Text), nullable=False),
    Column("longitude", Float),
    Column("latitude", Float),
    Column("vintage", Text, nullable=False),
    Column("folder", Text, nullable=False),
    info={"aggregate_kind": "territories"},
)
Index("ix_territories_members_of", territories.c.members_of, postgresql_using="gin")


class TerritoryStore(AggregateStore[Territory, TerritoryEvent]):
    """The repository of bodies."""

    table = territories

    def to_row(self, aggregate: Territory) -> Mapping[str, Any]:
        facts = aggregate.facts
        return {
            "level": facts.level,
            "title": facts.title,
            "acronym": facts.acronym,
            "siren": facts.siren,
            "siret": facts.siret,
            "siret_derived": facts.siret_derived,
            "population": facts.population,
            "members_of": list(facts.members_of),
            "neighbours": list(facts.neighbours),
            "longitude": facts.longitude,
            "latitude": facts.latitude,
            "vintage": facts.vintage,
            "folder": aggregate.folder,
        }

    def from_row(self, row: Row[Any]) -> Territory:
        return Territory(id=row.id, facts=facts_of(row), folder=row.folder)

    def to_draft(self, aggregate: Territory, event: TerritoryEvent) -> Draft:
        # Bodies are public: no audience.
        return Draft(territory_event_to_proto(aggregate, event))

    async def every(self) -> dict[str, Territory]:
        found = await self.tx.connection.execute(select(territories))
        return {row.id: self._restored(row) for row in found}

    async def listed(
        self, level: Level | None, member_of: str, after: str, limit: int
    ) -> Sequence[Territory]:
        question = select(territories).where(territories.c.id > after)
        if level is not None:
            question = question.where(territories.c.level == level)
        if member_of:
            question = question.where(territories.c.members_of.contains([member_of]))
        found = await self.tx.connection.execute(question.order_by(territories.c.id).limit(limit))
        return [self._restored(row) for row in found]


def facts_of(row: Row[Any]) -> TerritoryFacts:
    """The facts of a body, of a row that has the columns of `territories`."""
    return TerritoryFacts(
        code=row.id,
        level=Level(row.level),
        title=row.title,
        acronym=row.acronym,
        members_of=tuple(row.members_of),
        siren=row.siren,
        siret=row.siret,
        siret_derived=row.siret_derived,
        population=row.population,
        neighbours=tuple(row.neighbours),
        longitude=row.longitude,
        latitude=row.latitude,
        vintage=row.vintage,
    )
