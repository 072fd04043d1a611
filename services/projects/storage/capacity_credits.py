"""Days that bodies got back from experiments that failed with lessons; reference data like the capacities."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Column, Date, Numeric, PrimaryKeyConstraint, Table, Text, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.projects.domain.capacity_credit import CapacityCredit
from services.projects.domain.subsidiarity.facts import Skill
from services.projects.storage.metadata import metadata

# A trigger moves the mark of the reference data with every row (second migration).
capacity_credits = Table(
    "capacity_credits",
    metadata,
    Column("project", Text, nullable=False),
    Column("skill", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("days", Numeric, nullable=False),
    Column("from_day", Date, nullable=False),
    Column("until_day", Date, nullable=False),
    PrimaryKeyConstraint("project", "skill"),
)


class CreditStore:
    """The credits within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, given: Iterable[CapacityCredit]) -> None:
        """Keep them; an experiment gives its days back once, however often it is evaluated."""
        rows = [
            {
                "project": credit.project,
                "skill": credit.skill.value,
                "body": credit.body,
                "days": credit.days,
                "from_day": credit.from_,
                "until_day": credit.until,
            }
            for credit in given
        ]
        if rows:
            await self._connection.execute(insert(capacity_credits).on_conflict_do_nothing(), rows)

    async def every(self) -> tuple[CapacityCredit, ...]:
        order = (capacity_credits.c.project, capacity_credits.c.skill)
        found = await self._connection.execute(select(capacity_credits).order_by(*order))
        return tuple(
            CapacityCredit(row.project, row.body, Skill(row.skill), row.days, row.from_day, row.until_day)
            for row in found
        )
