"""List campaigns, newest first; campaigns are public."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.domain import Caller
from services.labels.domain.campaign import Campaign
from services.labels.use_cases.paging import Paged, paged
from services.labels.use_cases.ports import Unit


@dataclass(frozen=True)
class ListCampaigns:
    """Those of one body when given; `after` is the id where a page ended."""

    size: int
    after: str = ""
    body: str = ""


async def list_campaigns(question: ListCampaigns, _caller: Caller, unit: Unit) -> Paged[Campaign]:
    found = await unit.campaigns.listed(question.body, question.after, question.size + 1)
    return paged(found, question.size, lambda campaign: campaign.id)
