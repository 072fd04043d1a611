"""The day on which each named person was last seen; no part of the journal, since it goes without a trace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Column, Date, Index, Table, Text, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.projects.storage.metadata import metadata

sightings = Table(
    "sightings",
    metadata,
    Column("person", Text, primary_key=True),
    Column("day", Date, nullable=False),
)
Index("ix_sightings_day", sightings.c.day)


class SightingStore:
    """The last days within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def note(self, person: str, day: date) -> None:
        seen = insert(sightings).values(person=person, day=day)
        # Written once a day at most: a second sign-in changes no row.
        await self._connection.execute(
            seen.on_conflict_do_update(
                index_elements=["person"],
                set_={"day": seen.excluded.day},
                where=sightings.c.day < seen.excluded.day,
            )
        )

    async def before(self, day: date) -> Sequence[str]:
        # Whoever signs in at this moment waits, and is seen anew afterwards.
        question = select(sightings.c.person).where(sightings.c.day < day).order_by(sightings.c.person)
        return list((await self._connection.execute(question.with_for_update())).scalars())

    async def forget(self, person: str) -> None:
        await self._connection.execute(delete(sightings).where(sightings.c.person == person))
