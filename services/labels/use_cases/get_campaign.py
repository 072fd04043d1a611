"""Read one campaign; campaigns are public."""

from __future__ import annotations

from chassis.domain import Caller
from services.labels.domain.campaign import Campaign
from services.labels.use_cases.ports import Unit


async def get_campaign(campaign_id: str, _caller: Caller, unit: Unit) -> Campaign:
    return await unit.campaigns.get(campaign_id)
