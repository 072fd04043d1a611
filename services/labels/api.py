"""The servicer: convert, run the use case, convert back."""

from __future__ import annotations

from functools import partial

from grpc.aio import ServicerContext

from archipel.labels.v1 import applications_pb2, frameworks_pb2, labels_pb2, labels_pb2_grpc
from chassis.commands import Commands
from chassis.domain import Clock, paris_day
from chassis.pagination import next_token, page_of
from services.labels.convert import commands as convert
from services.labels.convert.frameworks import framework_to_proto
from services.labels.convert.resources import application_to_proto, campaign_to_proto, totals_to_proto
from services.labels.domain.campaign import Campaign
from services.labels.use_cases.apply_for_label import apply_for_label
from services.labels.use_cases.decide_application import decide_application
from services.labels.use_cases.declare_interests import declare_interests
from services.labels.use_cases.get_application import get_application
from services.labels.use_cases.get_campaign import get_campaign
from services.labels.use_cases.get_framework import get_framework
from services.labels.use_cases.get_totals import get_totals
from services.labels.use_cases.give_opinion import give_opinion
from services.labels.use_cases.list_applications import list_applications
from services.labels.use_cases.list_campaigns import list_campaigns
from services.labels.use_cases.list_frameworks import list_frameworks
from services.labels.use_cases.mark_criteria import mark_criteria
from services.labels.use_cases.open_campaign import open_campaign
from services.labels.use_cases.ports import Unit
from services.labels.use_cases.show_application import each_shown, shown
from services.labels.use_cases.withdraw_application import withdraw_application

Context = ServicerContext[object, object]


class LabelsServicer(labels_pb2_grpc.LabelsServiceServicer):
    """An application is always answered as its caller may read it, a campaign as of today in Paris."""

    def __init__(self, commands: Commands[Unit], clock: Clock) -> None:
        self._commands = commands
        self._clock = clock

    async def ListFrameworks(
        self, request: labels_pb2.ListFrameworksRequest, _context: Context
    ) -> labels_pb2.ListFrameworksResponse:
        question = convert.list_frameworks_from_proto(page_of(request))
        page = await self._commands.read(partial(list_frameworks, question))
        return labels_pb2.ListFrameworksResponse(
            frameworks=map(framework_to_proto, page.items), next_page_token=next_token(request, page.after)
        )

    async def GetFramework(
        self, request: labels_pb2.GetFrameworkRequest, _context: Context
    ) -> frameworks_pb2.Framework:
        ref = convert.framework_ref_from_proto(request)
        return framework_to_proto(await self._commands.read(partial(get_framework, ref)))

    async def OpenCampaign(
        self, request: labels_pb2.OpenCampaignRequest, _context: Context
    ) -> labels_pb2.Campaign:
        terms = convert.open_campaign_from_proto(request)
        return await self._commands.run(request, partial(open_campaign, terms), self._campaign)

    async def GetCampaign(
        self, request: labels_pb2.GetCampaignRequest, _context: Context
    ) -> labels_pb2.Campaign:
        campaign_id = convert.campaign_id_from_proto(request.name)
        return self._campaign(await self._commands.read(partial(get_campaign, campaign_id)))

    async def ListCampaigns(
        self, request: labels_pb2.ListCampaignsRequest, _context: Context
    ) -> labels_pb2.ListCampaignsResponse:
        question = convert.list_campaigns_from_proto(request, page_of(request))
        page = await self._commands.read(partial(list_campaigns, question))
        return labels_pb2.ListCampaignsResponse(
            campaigns=map(self._campaign, page.items), next_page_token=next_token(request, page.after)
        )

    async def Apply(
        self, request: labels_pb2.ApplyRequest, _context: Context
    ) -> applications_pb2.Application:
        command = convert.apply_from_proto(request)
        act = shown(partial(apply_for_label, command))
        return await self._commands.run(request, act, application_to_proto)

    async def DeclareInterests(
        self, request: labels_pb2.DeclareInterestsRequest, _context: Context
    ) -> applications_pb2.Application:
        command = convert.declare_interests_from_proto(request)
        act = shown(partial(declare_interests, command))
        return await self._commands.run(request, act, application_to_proto)

    async def MarkCriteria(
        self, request: labels_pb2.MarkCriteriaRequest, _context: Context
    ) -> applications_pb2.Application:
        command = convert.mark_criteria_from_proto(request)
        act = shown(partial(mark_criteria, command))
        return await self._commands.run(request, act, application_to_proto)

    async def GiveOpinion(
        self, request: labels_pb2.GiveOpinionRequest, _context: Context
    ) -> applications_pb2.Application:
        command = convert.give_opinion_from_proto(request)
        act = shown(partial(give_opinion, command))
        return await self._commands.run(request, act, application_to_proto)

    async def Decide(
        self, request: labels_pb2.DecideRequest, _context: Context
    ) -> applications_pb2.Application:
        command = convert.decide_from_proto(request)
        act = shown(partial(decide_application, command))
        return await self._commands.run(request, act, application_to_proto)

    async def WithdrawApplication(
        self, request: labels_pb2.WithdrawApplicationRequest, _context: Context
    ) -> applications_pb2.Application:
        command = convert.withdraw_from_proto(request)
        act = shown(partial(withdraw_application, command))
        return await self._commands.run(request, act, application_to_proto)

    async def GetApplication(
        self, request: labels_pb2.GetApplicationRequest, _context: Context
    ) -> applications_pb2.Application:
        application_id = convert.application_id_from_proto(request.name)
        return application_to_proto(
            await self._commands.read(shown(partial(get_application, application_id)))
        )

    async def ListApplications(
        self, request: labels_pb2.ListApplicationsRequest, _context: Context
    ) -> labels_pb2.ListApplicationsResponse:
        question = convert.list_applications_from_proto(request, page_of(request))
        page = await self._commands.read(each_shown(partial(list_applications, question)))
        return labels_pb2.ListApplicationsResponse(
            applications=map(application_to_proto, page.items),
            next_page_token=next_token(request, page.after),
        )

    async def GetTotals(self, request: labels_pb2.GetTotalsRequest, _context: Context) -> labels_pb2.Totals:
        question = convert.get_totals_from_proto(request)
        return totals_to_proto(await self._commands.read(partial(get_totals, question)))

    def _campaign(self, campaign: Campaign) -> labels_pb2.Campaign:
        return campaign_to_proto(campaign, paris_day(self._clock.now()))
