"""What only the service sets of a campaign is set by no request, and no other request carries a resource."""

from __future__ import annotations

import pytest

from archipel.labels.v1 import labels_pb2 as pb
from services.labels.access import ACCESS
from tests.integration.labels.world import a_campaign
from tests.security.assignment import forged
from tests.security.cast import ANONYMOUS
from tests.security.labels.staged import CHAIR
from tests.security.reflection import reflected, request_class
from tests.security.stage import PlaceStage

WRITTEN = frozenset({"title", "framework", "body", "opens", "closes", "quota"})
"""What the body says of its campaign; everything else is output only."""
KEPT = sorted({field.name for field in pb.Campaign.DESCRIPTOR.fields} - WRITTEN)


async def test_only_a_campaign_is_sent_as_a_whole_resource(stage: PlaceStage) -> None:
    methods = await reflected(stage.client(ANONYMOUS))
    carrying = {
        method.name
        for path, method in methods.items()
        if path in ACCESS
        and any(
            field.message_type and "home_node" in field.message_type.fields_by_name
            for field in request_class(method).DESCRIPTOR.fields
        )
    }
    assert carrying == {"OpenCampaign"}


@pytest.mark.parametrize("name", [*KEPT, "all of them"])
async def test_what_only_the_service_sets_is_ignored(stage: PlaceStage, name: str) -> None:
    fields = KEPT if name == "all of them" else [name]
    sent = forged(a_campaign(quota=0), *fields)
    made = await stage.place.do(CHAIR, "OpenCampaign", pb.OpenCampaignRequest(campaign=sent))
    assert (made.state, made.etag, made.home_node, made.epoch) == (
        pb.CAMPAIGN_STATE_OPEN,
        '"1-1"',
        "test",
        1,
    )
    assert made.name.startswith("campaigns/")
    assert made.name != sent.name
    assert made.create_time != sent.create_time
    seen = await stage.place.do(CHAIR, "GetCampaign", pb.GetCampaignRequest(name=made.name))
    assert seen == made
