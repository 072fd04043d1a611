"""A copy of the free days that engineering published, body by body."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import Column, Table, Text, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.projects.domain.subsidiarity.facts import ZERO, Capacity, LentAgent, Skill
from services.projects.storage.metadata import metadata

# Days are decimal strings by skill: JSON's own numbers are not exact.
capacities = Table(
    "capacities",
    metadata,
    Column("body", Text, primary_key=True),
    Column("free_days", JSONB, nullable=False),
    Column("lent_agents", ARRAY(Text), nullable=False),
)


class CapacityStore:
    """The copies within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, body: str, capacity: Capacity) -> None:
        days = {skill.value: str(free) for skill, free in (capacity.person_days or {}).items()}
        written = insert(capacities).values(
            body=body, free_days=days, lent_agents=[agent.id for agent in capacity.lent_agents]
        )
        await self._connection.execute(
            written.on_conflict_do_update(
                index_elements=["body"],
                set_={
                    "free_days": written.excluded.free_days,
                    "lent_agents": written.excluded.lent_agents,
                },
            )
        )

    async def every(self) -> dict[str, Capacity]:
        """All copies, by code of the body."""
        found = await self._connection.execute(select(capacities))
        return {
            row.body: Capacity(
                person_days={Skill(skill): Decimal(free) for skill, free in row.free_days.items()},
                lent_agents=tuple(LentAgent(agent, "", frozenset(), ZERO) for agent in row.lent_agents),
            )
            for row in found
        }
