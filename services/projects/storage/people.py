"""The one table of names. No other table, event or log holds a name."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Boolean, Column, Row, Table, Text, select

from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft
from chassis.tables import aggregate_columns
from services.projects.convert.people import person_event_to_proto
from services.projects.domain.person import Person, PersonEvent
from services.projects.storage.metadata import metadata

people = Table(
    "people",
    metadata,
    *aggregate_columns(),
    Column("display_name", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("forgotten", Boolean, nullable=False),
    info={"aggregate_kind": "people"},
)


class PeopleStore(AggregateStore[Person, PersonEvent]):
    """The repository of people."""

    table = people

    def to_row(self, aggregate: Person) -> Mapping[str, Any]:
        return {
            "display_name": aggregate.display_name,
            "body": aggregate.body,
            "forgotten": aggregate.forgotten,
        }

    def from_row(self, row: Row[Any]) -> Person:
        return Person(id=row.id, display_name=row.display_name, body=row.body, forgotten=row.forgotten)

    def to_draft(self, aggregate: Person, event: PersonEvent) -> Draft:
        # The event says that a name changed, not which: whoever showed it asks again.
        return Draft(person_event_to_proto(aggregate, event))

    async def find_many(self, ids: Iterable[str]) -> dict[str, Person]:
        found = await self.tx.connection.execute(select(people).where(people.c.id.in_(list(ids))))
        return {row.id: self._restored(row) for row in found}
