"""A copy of the free days that engineering published, body by body."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.projects.domain.subsidiarity.facts import Capacity, LentAgent, Skill
from services.projects.storage.metadata import metadata

# Days are decimal strings, by skill and of each agent: JSON's own numbers are not exact.
capacities = Table(
    "capacities",
    metadata,
    Column("body", Text, primary_key=True),
    Column("free_days", JSONB, nullable=False),
    Column("lent_agents", JSONB, nullable=False),
)


class CapacityStore:
    """The copies within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, body: str, capacity: Capacity) -> None:
        days = {skill.value: str(free) for skill, free in (capacity.person_days or {}).items()}
        written = insert(capacities).values(
            body=body, free_days=days, lent_agents=[_lent_to_json(agent) for agent in capacity.lent_agents]
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
                lent_agents=tuple(_lent_from_json(each) for each in row.lent_agents),
            )
            for row in found
        }


def _lent_to_json(agent: LentAgent) -> dict[str, Any]:
    return {
        "agent": agent.id,
        "employer": agent.employer,
        "skills": sorted(skill.value for skill in agent.skills),
        "days": str(agent.days),
    }


def _lent_from_json(kept: Mapping[str, Any]) -> LentAgent:
    return LentAgent(
        id=kept["agent"],
        employer=kept["employer"],
        skills=frozenset(Skill(skill) for skill in kept["skills"]),
        days=Decimal(kept["days"]),
    )
