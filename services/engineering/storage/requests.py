"""Requests for days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select

from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft
from services.engineering.convert.events import request_event_audience, request_event_to_proto
from services.engineering.domain.days import Skill
from services.engineering.domain.events import RequestEvent
from services.engineering.domain.request import DayRequest, Grant
from services.engineering.domain.states import RequestState
from services.engineering.storage.alone import lock_row
from services.engineering.storage.paging import newest_first
from services.engineering.storage.tables import day_requests
from services.engineering.use_cases.ports import Listed, Page, RequestFilter


class RequestStore(AggregateStore[DayRequest, RequestEvent]):
    """The repository of requests."""

    table = day_requests

    def to_row(self, aggregate: DayRequest) -> Mapping[str, Any]:
        return {
            "project": aggregate.project,
            "body": aggregate.body,
            "skill": aggregate.skill.value,
            "days": aggregate.days,
            "asked_bodies": sorted(aggregate.asked_bodies),
            "chain": sorted(aggregate.chain),
            "lenders": sorted(aggregate.lenders),
            "automatic": aggregate.automatic,
            "state": aggregate.state.value,
            "grants": [_grant_to_json(grant) for grant in aggregate.grants.values()],
            "seen_by": sorted(aggregate.seen_by),
            "created_at": aggregate.created_at,
            "updated_at": aggregate.updated_at,
        }

    def from_row(self, row: Row[Any]) -> DayRequest:
        return DayRequest(
            id=row.id,
            project=row.project,
            body=row.body,
            skill=Skill(row.skill),
            days=row.days,
            asked_bodies=frozenset(row.asked_bodies),
            chain=frozenset(row.chain),
            lenders=frozenset(row.lenders),
            automatic=row.automatic,
            state=RequestState(row.state),
            grants={each["reservation"]: _grant_from_json(each) for each in row.grants},
            created_at=row.created_at,
            updated_at=row.updated_at,
        )

    def to_draft(self, aggregate: DayRequest, event: RequestEvent) -> Draft:
        return Draft(request_event_to_proto(aggregate, event), request_event_audience(aggregate))

    async def get_alone(self, aggregate_id: str) -> DayRequest:
        """Like get; other transactions that want it alone wait until this one ends."""
        await lock_row(self.tx.connection, day_requests, aggregate_id)
        return await self.get(aggregate_id)

    async def of_project(self, project: str) -> Sequence[DayRequest]:
        """All requests for a project, withdrawn ones too, by id."""
        question = select(day_requests).where(day_requests.c.project == project).order_by(day_requests.c.id)
        return [self._restored(row) for row in (await self.tx.connection.execute(question)).all()]

    async def page(self, wanted: RequestFilter, page: Page) -> Listed[DayRequest]:
        """Newest first."""
        question = select(day_requests).where(day_requests.c.seen_by.overlap(sorted(wanted.seen_by)))
        if wanted.body:
            question = question.where(day_requests.c.body == wanted.body)
        if wanted.project:
            question = question.where(day_requests.c.project == wanted.project)
        if wanted.state:
            question = question.where(day_requests.c.state == wanted.state.value)
        rows, after = await newest_first(self.tx.connection, question, day_requests, page)
        return Listed([self._restored(row) for row in rows], after)


def _grant_to_json(grant: Grant) -> dict[str, str]:
    return {
        "reservation": grant.reservation,
        "agent": grant.agent,
        "lender": grant.lender,
        "days": str(grant.days),
    }


def _grant_from_json(kept: Mapping[str, str]) -> Grant:
    return Grant(kept["reservation"], kept["agent"], kept["lender"], Decimal(kept["days"]))
