"""Published free days."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft
from services.engineering.convert.events import capacity_event_to_proto
from services.engineering.domain.calendar import Period
from services.engineering.domain.capacity import Capacity, Figures, LentAgent, Origin
from services.engineering.domain.days import Skill
from services.engineering.domain.events import CapacityEvent
from services.engineering.storage.alone import lock_row
from services.engineering.storage.tables import capacities
from services.engineering.use_cases.ports import Listed, Page


class CapacityStore(AggregateStore[Capacity, CapacityEvent]):
    """The repository of capacities."""

    table = capacities

    def to_row(self, aggregate: Capacity) -> Mapping[str, Any]:
        figures = aggregate.figures
        return {
            "free": {skill.value: str(days) for skill, days in figures.free.items()},
            "total": figures.total,
            "origin": aggregate.origin.value,
            "start_date": figures.horizon.start,
            "end_date": figures.horizon.end,
            "lent_agents": [_lent_to_json(agent) for agent in figures.lent_agents],
            "updated_at": aggregate.updated_at,
        }

    def from_row(self, row: Row[Any]) -> Capacity:
        figures = Figures(
            horizon=Period(row.start_date, row.end_date),
            free={Skill(skill): Decimal(days) for skill, days in row.free.items()},
            total=row.total,
            lent_agents=tuple(_lent_from_json(each) for each in row.lent_agents),
        )
        return Capacity(id=row.id, figures=figures, origin=Origin(row.origin), updated_at=row.updated_at)

    def to_draft(self, aggregate: Capacity, event: CapacityEvent) -> Draft:
        return Draft(capacity_event_to_proto(aggregate, event))

    async def find_alone(self, aggregate_id: str) -> Capacity | None:
        """Like find; other transactions that want the same body's figures wait until this one ends."""
        await lock_row(self.tx.connection, capacities, aggregate_id)
        return await self.find(aggregate_id)

    async def page(self, skill: Skill | None, page: Page) -> Listed[Capacity]:
        """By code; only with a free day of the skill when given."""
        question = select(capacities).order_by(capacities.c.id).limit(page.size + 1)
        if page.after:
            question = question.where(capacities.c.id > page.after[0])
        if skill:
            # A skill without a free day is not named in the figures.
            question = question.where(capacities.c.free.has_key(skill.value))
        rows = (await self.tx.connection.execute(question)).all()
        shown = [self._restored(row) for row in rows[: page.size]]
        return Listed(shown, (shown[-1].id,) if len(rows) > page.size else None)


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
