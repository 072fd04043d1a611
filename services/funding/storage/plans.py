"""Plans as rows, and their events on the way to the journal."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, or_, select, tuple_

from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft
from services.funding.convert.events import audience, event_to_proto
from services.funding.domain.events import PlanEvent
from services.funding.domain.financing import Nature
from services.funding.domain.four_eyes import Hand, Side
from services.funding.domain.plan import FinancingPlan
from services.funding.domain.states import PlanState
from services.funding.storage.line_json import line_from_json, line_to_json
from services.funding.storage.tables import plans
from services.funding.storage.verdict_json import verdict_from_json, verdict_to_json
from services.funding.use_cases.ports import Cursor, PlanFilter


class PlanStore(AggregateStore[FinancingPlan, PlanEvent]):
    """The repository of plans within one transaction."""

    table = plans

    def to_row(self, aggregate: FinancingPlan) -> Mapping[str, Any]:
        return {
            "project": aggregate.project,
            "title": aggregate.title,
            "owner": aggregate.owner,
            "state": aggregate.state.value,
            "cost": aggregate.cost,
            "nature": aggregate.nature.value,
            "equipment": aggregate.equipment,
            "lead_coordinator_field": aggregate.lead_coordinator_field,
            "coordinated": aggregate.coordinated,
            "lines": [line_to_json(line) for line in aggregate.lines],
            "hands": sorted([hand.person, hand.side.value] for hand in aggregate.hands),
            "verdict": verdict_to_json(aggregate.verdict),
            "public": aggregate.public,
            "audience": sorted(aggregate.audience),
            "funders": sorted(aggregate.funders),
            "concerned": sorted(aggregate.concerned),
            "synthetic": aggregate.synthetic,
            "created_at": aggregate.created,
            "updated_at": aggregate.updated,
        }

    def from_row(self, row: Row[Any]) -> FinancingPlan:
        return FinancingPlan(
            id=row.id,
            project=row.project,
            title=row.title,
            owner=row.owner,
            state=PlanState(row.state),
            cost=row.cost,
            nature=Nature(row.nature),
            equipment=row.equipment,
            lead_coordinator_field=row.lead_coordinator_field,
            coordinated=row.coordinated,
            lines=tuple(line_from_json(line) for line in row.lines),
            hands=frozenset(Hand(person, Side(side)) for person, side in row.hands),
            verdict=verdict_from_json(row.verdict),
            public=row.public,
            audience=frozenset(row.audience),
            synthetic=row.synthetic,
            created=row.created_at,
            updated=row.updated_at,
        )

    def to_draft(self, aggregate: FinancingPlan, event: PlanEvent) -> Draft:
        return Draft(event_to_proto(aggregate, event), audience(aggregate))

    async def page(self, which: PlanFilter, after: Cursor | None, size: int) -> Sequence[FinancingPlan]:
        asked = select(plans).where(visible(which.seen_by))
        if which.project:
            asked = asked.where(plans.c.project == which.project)
        if which.body:
            asked = asked.where(or_(plans.c.owner == which.body, plans.c.funders.contains([which.body])))
        if which.state is not None:
            asked = asked.where(plans.c.state == which.state)
        if after is not None:
            asked = asked.where(tuple_(plans.c.created_at, plans.c.id) < (after.created, after.id))
        asked = asked.order_by(plans.c.created_at.desc(), plans.c.id.desc()).limit(size)
        return [self._restored(row) for row in await self.tx.connection.execute(asked)]


def visible(bodies: frozenset[str]) -> ColumnElement[bool]:
    """The same rule of who sees what as FinancingPlan.visible_to, for a whole list."""
    return or_(plans.c.public, plans.c.concerned.overlap(sorted(bodies)))
