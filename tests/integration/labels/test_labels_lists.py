"""Lists page by page, filters, totals, and the grids that anybody may read."""

from __future__ import annotations

from datetime import timedelta

from archipel.labels.v1 import applications_pb2 as apps
from archipel.labels.v1 import labels_pb2 as pb
from chassis.testing.running import refusal
from chassis.wire import date_to_wire
from tests.integration.labels.world import EURALENS, GRENAY, LOOS, POLE, World, today


async def test_applications_come_page_by_page_without_a_gap(world: World) -> None:
    campaign = (await world.campaign()).name
    made = [(await world.application(campaign=campaign)).name for _ in range(5)]
    request = pb.ListApplicationsRequest(campaign=campaign, page_size=2)
    seen: list[str] = []
    while True:
        page = await world.call("mayor", "ListApplications", request)
        seen += [application.name for application in page.applications]
        assert len(page.applications) <= 2
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert seen == sorted(made, reverse=True)


async def test_a_page_token_goes_with_its_own_question_only(world: World) -> None:
    for _ in range(2):
        await world.campaign()
    page = await world.call("", "ListCampaigns", pb.ListCampaignsRequest(page_size=1))
    other = pb.ListCampaignsRequest(page_size=1, body=f"territories/{POLE}", page_token=page.next_page_token)
    refused = await refusal(world.call("", "ListCampaigns", other))
    assert refused.fields == {"page_token": "PAGE_TOKEN_BROKEN"}


async def test_campaigns_tell_their_state_of_the_day(world: World) -> None:
    for first, last, state in (
        (1, 30, pb.CAMPAIGN_STATE_ANNOUNCED),
        (0, 0, pb.CAMPAIGN_STATE_OPEN),
        (-30, -1, pb.CAMPAIGN_STATE_CLOSED),
    ):
        made = await world.campaign(
            opens=date_to_wire(today() + timedelta(days=first)),
            closes=date_to_wire(today() + timedelta(days=last)),
        )
        assert (await world.call("", "GetCampaign", pb.GetCampaignRequest(name=made.name))).state == state


async def test_filters_and_totals_count_only_what_the_caller_may_see(world: World) -> None:
    awarded = await world.awarded()
    waiting = await world.application(campaign=awarded.campaign)
    every = pb.ListApplicationsRequest(campaign=awarded.campaign)
    for person, names in (
        ("mayor", {awarded.name, waiting.name}),
        ("observer", {awarded.name, waiting.name}),
        ("neighbour", {awarded.name}),
        ("", {awarded.name}),
    ):
        listed = await world.call(person, "ListApplications", every)
        assert {application.name for application in listed.applications} == names
        totals = await world.call(person, "GetTotals", pb.GetTotalsRequest(campaign=awarded.campaign))
        assert sum(each.count for each in totals.states) == len(names)
        assert totals.valid_awards == 1
    state = pb.ListApplicationsRequest(
        campaign=awarded.campaign,
        state=apps.APPLICATION_STATE_SUBMITTED,
        body=f"territories/{LOOS}",
        project=waiting.project,
    )
    listed = await world.call("mayor", "ListApplications", state)
    assert [application.name for application in listed.applications] == [waiting.name]
    other = pb.GetTotalsRequest(campaign=awarded.campaign, body=f"territories/{GRENAY}")
    assert (await world.call("", "GetTotals", other)).valid_awards == 0


async def test_a_withdrawn_application_makes_room_for_a_new_one(world: World) -> None:
    made = await world.application()
    await world.call("mayor", "WithdrawApplication", pb.WithdrawApplicationRequest(name=made.name))
    again = await world.application(campaign=made.campaign, project=made.project)
    assert again.name != made.name


async def test_anybody_reads_the_grid(world: World) -> None:
    grid = await world.call("", "GetFramework", pb.GetFrameworkRequest(name=EURALENS))
    assert [family.id for family in grid.families] == [
        "ecological_transition",
        "feasibility",
        "capacity_to_spread",
    ]
    assert (grid.scale_max, grid.minimum_jurors, grid.validity_years, grid.to_be_confirmed) == (4, 2, 3, True)
    assert list(grid.awarded_by) == [f"territories/{POLE}"]
    listed = await world.call("", "ListFrameworks", pb.ListFrameworksRequest())
    assert EURALENS in [framework.name for framework in listed.frameworks]
