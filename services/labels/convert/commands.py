"""Requests on their way from the wire. Each function raises InvalidInput with all that is malformed;
what the values may be is the domain's to judge.
"""

from __future__ import annotations

from archipel.labels.v1 import labels_pb2 as pb
from chassis.domain import Fault, raise_faults
from chassis.pagination import Page
from chassis.wire import date_from_wire, decimal_from_wire, name_from_wire, uuid_name_from_wire
from services.labels.convert.names import (
    advice_from_wire,
    framework_ref_from_wire,
    outcome_from_wire,
    state_filter_from_wire,
)
from services.labels.domain.campaign import CampaignTerms
from services.labels.domain.decision import BodyVotes
from services.labels.domain.framework import FrameworkRef
from services.labels.domain.marks import Mark
from services.labels.use_cases.apply_for_label import ApplyForLabel
from services.labels.use_cases.decide_application import DecideApplication
from services.labels.use_cases.declare_interests import DeclareInterests
from services.labels.use_cases.get_totals import GetTotals
from services.labels.use_cases.give_opinion import GiveOpinion
from services.labels.use_cases.list_applications import ListApplications
from services.labels.use_cases.list_campaigns import ListCampaigns
from services.labels.use_cases.list_frameworks import ListFrameworks
from services.labels.use_cases.mark_criteria import MarkCriteria
from services.labels.use_cases.withdraw_application import WithdrawApplication


def open_campaign_from_proto(request: pb.OpenCampaignRequest) -> CampaignTerms:
    faults: list[Fault] = []
    asked = request.campaign
    terms = CampaignTerms(
        title=asked.title,
        framework=framework_ref_from_wire(asked.framework, "campaign.framework", faults),
        body=name_from_wire(asked.body, "territories", "campaign.body", faults),
        opens=date_from_wire(asked.opens, "campaign.opens", faults),
        closes=date_from_wire(asked.closes, "campaign.closes", faults),
        quota=asked.quota,
    )
    raise_faults(faults)
    return terms


def apply_from_proto(request: pb.ApplyRequest) -> ApplyForLabel:
    faults: list[Fault] = []
    command = ApplyForLabel(
        campaign=uuid_name_from_wire(request.campaign, "campaigns", "campaign", faults),
        project=uuid_name_from_wire(request.project, "projects", "project", faults),
        body=name_from_wire(request.body, "territories", "body", faults),
        statement=request.statement,
    )
    raise_faults(faults)
    return command


def declare_interests_from_proto(request: pb.DeclareInterestsRequest) -> DeclareInterests:
    return DeclareInterests(
        application_id_from_proto(request.name), request.etag, request.conflict, request.text
    )


def mark_criteria_from_proto(request: pb.MarkCriteriaRequest) -> MarkCriteria:
    marks = tuple(
        Mark(mark.criterion, mark.value if mark.HasField("value") else None, mark.reason)
        for mark in request.marks
    )
    return MarkCriteria(application_id_from_proto(request.name), request.etag, marks)


def give_opinion_from_proto(request: pb.GiveOpinionRequest) -> GiveOpinion:
    faults: list[Fault] = []
    command = GiveOpinion(
        application=uuid_name_from_wire(request.name, "applications", "name", faults),
        etag=request.etag,
        committee=request.opinion.committee,
        advice=advice_from_wire(request.opinion.advice),
        text=request.opinion.text,
        on=date_from_wire(request.opinion.date, "opinion.date", faults),
    )
    raise_faults(faults)
    return command


def decide_from_proto(request: pb.DecideRequest) -> DecideApplication:
    faults: list[Fault] = []
    votes = tuple(
        BodyVotes(
            name_from_wire(line.body, "territories", f"votes[{index}].body", faults),
            line.in_favour,
            line.against,
            line.abstentions,
        )
        for index, line in enumerate(request.votes)
    )
    days = decimal_from_wire(request.support_days, "support_days", faults)
    command = DecideApplication(
        application=uuid_name_from_wire(request.name, "applications", "name", faults),
        etag=request.etag,
        outcome=outcome_from_wire(request.outcome),
        on=date_from_wire(request.date, "date", faults),
        votes=votes,
        reason=request.reason,
        stage=request.stage,
        demands=tuple(request.demands),
        support_days=days if request.support_days else None,
    )
    raise_faults(faults)
    return command


def withdraw_from_proto(request: pb.WithdrawApplicationRequest) -> WithdrawApplication:
    return WithdrawApplication(application_id_from_proto(request.name), request.etag)


def application_id_from_proto(name: str) -> str:
    faults: list[Fault] = []
    identifier = uuid_name_from_wire(name, "applications", "name", faults)
    raise_faults(faults)
    return identifier


def campaign_id_from_proto(name: str) -> str:
    faults: list[Fault] = []
    identifier = uuid_name_from_wire(name, "campaigns", "name", faults)
    raise_faults(faults)
    return identifier


def framework_ref_from_proto(request: pb.GetFrameworkRequest) -> FrameworkRef:
    faults: list[Fault] = []
    ref = framework_ref_from_wire(request.name, "name", faults)
    raise_faults(faults)
    return ref


def list_frameworks_from_proto(page: Page) -> ListFrameworks:
    return ListFrameworks(page.size, "".join(page.after))


def list_campaigns_from_proto(request: pb.ListCampaignsRequest, page: Page) -> ListCampaigns:
    faults: list[Fault] = []
    body = _filter(request.body, "territories", "body", faults)
    question = ListCampaigns(page.size, "".join(page.after), body)
    raise_faults(faults)
    return question


def list_applications_from_proto(request: pb.ListApplicationsRequest, page: Page) -> ListApplications:
    faults: list[Fault] = []
    question = ListApplications(
        page.size,
        "".join(page.after),
        campaign=_filter(request.campaign, "campaigns", "campaign", faults),
        project=_filter(request.project, "projects", "project", faults),
        applicant=_filter(request.body, "territories", "body", faults),
        state=state_filter_from_wire(request.state, faults),
    )
    raise_faults(faults)
    return question


def get_totals_from_proto(request: pb.GetTotalsRequest) -> GetTotals:
    faults: list[Fault] = []
    question = GetTotals(
        campaign=_filter(request.campaign, "campaigns", "campaign", faults),
        applicant=_filter(request.body, "territories", "body", faults),
    )
    raise_faults(faults)
    return question


def _filter(name: str, kind: str, field: str, faults: list[Fault]) -> str:
    """The id that a list is filtered by, empty when nothing was asked."""
    if not name:
        return ""
    if kind == "territories":
        return name_from_wire(name, kind, field, faults)
    return uuid_name_from_wire(name, kind, field, faults)
