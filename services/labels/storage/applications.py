"""The repository of applications, and what is asked over many of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, func, not_, or_, select

from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft
from services.labels.convert.events import application_audience, application_event_to_proto
from services.labels.domain.application import Application
from services.labels.domain.events import ApplicationEvent
from services.labels.domain.framework import FrameworkRef
from services.labels.domain.states import ApplicationState
from services.labels.storage import documents
from services.labels.storage.tables import applications
from services.labels.use_cases.ports import ApplicationFilter


class ApplicationStore(AggregateStore[Application, ApplicationEvent]):
    table = applications

    def to_row(self, aggregate: Application) -> dict[str, Any]:
        decision, award, score = aggregate.decision, aggregate.award, aggregate.score
        return {
            "campaign": aggregate.campaign,
            "project": aggregate.project,
            "project_title": aggregate.project_title,
            "applicant": aggregate.applicant,
            "campaign_body": aggregate.campaign_body,
            "statement": aggregate.statement,
            "framework_id": aggregate.framework.id,
            "framework_version": aggregate.framework.version,
            "applicable": list(aggregate.applicable),
            "restricted": aggregate.restricted,
            "synthetic": aggregate.synthetic,
            "state": aggregate.state,
            "valid_from": award and award.valid_from,
            "valid_to": award and award.valid_to,
            "statements": [documents.statement_to_document(one) for one in aggregate.statements],
            "sheets": [documents.sheet_to_document(sheet) for sheet in aggregate.sheets],
            "opinions": [documents.opinion_to_document(opinion) for opinion in aggregate.opinions],
            "decision": decision and documents.decision_to_document(decision),
            "award": award and documents.award_to_document(award),
            "score": score and documents.score_to_document(score),
            "created": aggregate.created,
            "updated": aggregate.updated,
            "concerned": sorted(aggregate.concerned),
        }

    def from_row(self, row: Row[Any]) -> Application:
        return Application(
            id=row.id,
            campaign=row.campaign,
            project=row.project,
            project_title=row.project_title,
            applicant=row.applicant,
            campaign_body=row.campaign_body,
            statement=row.statement,
            framework=FrameworkRef(row.framework_id, row.framework_version),
            applicable=tuple(row.applicable),
            restricted=row.restricted,
            synthetic=row.synthetic,
            state=ApplicationState(row.state),
            statements=tuple(documents.statement_from_document(one) for one in row.statements),
            sheets=tuple(documents.sheet_from_document(sheet) for sheet in row.sheets),
            opinions=tuple(documents.opinion_from_document(opinion) for opinion in row.opinions),
            decision=row.decision and documents.decision_from_document(row.decision),
            award=row.award and documents.award_from_document(row.award),
            score=row.score and documents.score_from_document(row.score),
            created=row.created,
            updated=row.updated,
            concerned=frozenset(row.concerned),
        )

    def to_draft(self, aggregate: Application, event: ApplicationEvent) -> Draft:
        return Draft(application_event_to_proto(aggregate, event), application_audience(aggregate))

    async def stands(self, campaign: str, project: str) -> bool:
        standing = and_(
            applications.c.campaign == campaign,
            applications.c.project == project,
            applications.c.state != ApplicationState.WITHDRAWN,
        )
        return bool(await self.tx.connection.scalar(select(exists().where(standing))))

    async def instructed(self, campaign: str) -> int:
        query = (
            select(func.count())
            .select_from(applications)
            .where(
                applications.c.campaign == campaign,
                applications.c.state.not_in([ApplicationState.SUBMITTED, ApplicationState.WITHDRAWN]),
            )
        )
        return await self.tx.connection.scalar(query) or 0

    async def listed(self, wanted: ApplicationFilter, after: str, limit: int) -> Sequence[Application]:
        query = select(applications).where(_wanted(wanted)).order_by(applications.c.id.desc()).limit(limit)
        if after:
            query = query.where(applications.c.id < after)
        return [self._restored(row) for row in await self.tx.connection.execute(query)]

    async def counted(self, wanted: ApplicationFilter) -> Mapping[ApplicationState, int]:
        query = (
            select(applications.c.state, func.count().label("total"))
            .where(_wanted(wanted), not_(applications.c.synthetic))
            .group_by(applications.c.state)
        )
        return {ApplicationState(row.state): row.total for row in await self.tx.connection.execute(query)}

    async def valid_awards(self, wanted: ApplicationFilter, day: date) -> int:
        query = (
            select(func.count())
            .select_from(applications)
            .where(
                _wanted(wanted),
                not_(applications.c.synthetic),
                applications.c.valid_from <= day,
                applications.c.valid_to >= day,
            )
        )
        return await self.tx.connection.scalar(query) or 0


def _wanted(wanted: ApplicationFilter) -> ColumnElement[bool]:
    """The same rule of who sees what as Application.may_be_seen_by, for a whole list."""
    public = and_(applications.c.state == ApplicationState.AWARDED, not_(applications.c.restricted))
    conditions = [
        or_(
            public,
            applications.c.applicant.in_(wanted.seen_by),
            applications.c.campaign_body.in_(wanted.seen_by),
            applications.c.concerned.overlap(sorted(wanted.seen_by)),
        )
    ]
    for column, value in (
        (applications.c.campaign, wanted.campaign),
        (applications.c.project, wanted.project),
        (applications.c.applicant, wanted.applicant),
        (applications.c.state, wanted.state),
    ):
        if value:
            conditions.append(column == value)
    return and_(*conditions)
