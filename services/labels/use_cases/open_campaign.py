"""An elected of the awarding body calls for applications between two days."""

from __future__ import annotations

from chassis.domain import Caller, paris_day, uuid7
from services.labels.domain import campaign as campaigns
from services.labels.domain.campaign import Campaign, CampaignTerms
from services.labels.use_cases.ports import Unit


async def open_campaign(terms: CampaignTerms, caller: Caller, unit: Unit) -> Campaign:
    caller.must_hold(terms.body, "elected")
    framework = unit.frameworks.find(terms.framework)
    now = unit.clock.now()
    campaign = campaigns.open_campaign(str(uuid7()), terms, framework, paris_day(now), now)
    await unit.campaigns.add(campaign)
    return campaign
