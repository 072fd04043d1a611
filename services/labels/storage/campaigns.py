"""The repository of campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from chassis.aggregates import AggregateStore
from chassis.journal.writer import Draft
from services.labels.convert.events import campaign_event_to_proto
from services.labels.domain.campaign import Campaign
from services.labels.domain.events import CampaignOpened
from services.labels.domain.framework import FrameworkRef
from services.labels.storage.tables import campaigns


class CampaignStore(AggregateStore[Campaign, CampaignOpened]):
    table = campaigns

    def to_row(self, aggregate: Campaign) -> dict[str, Any]:
        return {
            "title": aggregate.title,
            "framework_id": aggregate.framework.id,
            "framework_version": aggregate.framework.version,
            "body": aggregate.body,
            "opens": aggregate.opens,
            "closes": aggregate.closes,
            "quota": aggregate.quota,
            "created": aggregate.created,
        }

    def from_row(self, row: Row[Any]) -> Campaign:
        return Campaign(
            id=row.id,
            title=row.title,
            framework=FrameworkRef(row.framework_id, row.framework_version),
            body=row.body,
            opens=row.opens,
            closes=row.closes,
            quota=row.quota,
            created=row.created,
        )

    def to_draft(self, aggregate: Campaign, event: CampaignOpened) -> Draft:
        return Draft(campaign_event_to_proto(aggregate, event))

    async def get_locked(self, campaign_id: str) -> Campaign:
        await self.tx.connection.execute(
            select(campaigns.c.id).where(campaigns.c.id == campaign_id).with_for_update()
        )
        return await self.get(campaign_id)

    async def listed(self, body: str, after: str, limit: int) -> Sequence[Campaign]:
        query = select(campaigns).order_by(campaigns.c.id.desc()).limit(limit)
        if body:
            query = query.where(campaigns.c.body == body)
        if after:
            query = query.where(campaigns.c.id < after)
        return [self._restored(row) for row in await self.tx.connection.execute(query)]
