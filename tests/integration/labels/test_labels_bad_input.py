"""Bad input gets a reason and a field, the same request has one effect, and a stale version is refused."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import grpc
import pytest
from google.protobuf.message import Message
from google.type.date_pb2 import Date

from archipel.labels.v1 import applications_pb2 as apps
from archipel.labels.v1 import labels_pb2 as pb
from chassis.testing.running import refusal
from tests.integration.labels.world import (
    CALL,
    LIEVIN,
    LOOS,
    POLE,
    World,
    a_campaign,
    decide_request,
    mark_request,
)

UNKNOWN = "00000000-0000-0000-0000-000000000000"


def opening(**changes: object) -> pb.OpenCampaignRequest:
    return pb.OpenCampaignRequest(campaign=a_campaign(**changes))


BAD: list[tuple[str, str, Message, dict[str, str]]] = [
    (
        "chair",
        "OpenCampaign",
        opening(framework="euralens", opens=Date(year=2026, month=2, day=30), body="POLE"),
        {
            "campaign.framework": "NAME_MALFORMED",
            "campaign.opens": "DATE_INVALID",
            "campaign.body": "NAME_MALFORMED",
        },
    ),
    ("chair", "OpenCampaign", opening(framework="frameworks/x"), {"campaign.framework": "NAME_MALFORMED"}),
    (
        "chair",
        "OpenCampaign",
        opening(opens=Date(year=1899, month=1, day=1)),
        {"campaign.opens": "DATE_OUT_OF_RANGE"},
    ),
    (
        "chair",
        "OpenCampaign",
        opening(title="x" * 10_000, framework="frameworks/none@1", quota=-1),
        {
            "campaign.title": "TOO_LONG",
            "campaign.framework": "FRAMEWORK_UNKNOWN",
            "campaign.quota": "QUOTA_OUT_OF_RANGE",
        },
    ),
    ("chair", "OpenCampaign", opening(title=""), {"campaign.title": "TITLE_MISSING"}),
    (
        "mayor",
        "Apply",
        pb.ApplyRequest(campaign="campaigns/1", project="project/2", body=LOOS),
        {"campaign": "NAME_MALFORMED", "project": "NAME_MALFORMED", "body": "NAME_MALFORMED"},
    ),
    ("juror", "MarkCriteria", pb.MarkCriteriaRequest(name="applications/x"), {"name": "NAME_MALFORMED"}),
    (
        "chair",
        "Decide",
        pb.DecideRequest(name="x", support_days="beaucoup", votes=[apps.BodyVotes(body="tous")]),
        {"name": "NAME_MALFORMED", "support_days": "NUMBER_MALFORMED", "votes[0].body": "NAME_MALFORMED"},
    ),
    ("", "GetCampaign", pb.GetCampaignRequest(name="campaigns"), {"name": "NAME_MALFORMED"}),
    ("", "GetFramework", pb.GetFrameworkRequest(name="frameworks/@1"), {"name": "NAME_MALFORMED"}),
    ("", "ListCampaigns", pb.ListCampaignsRequest(page_size=-1), {"page_size": "PAGE_SIZE_NEGATIVE"}),
    ("", "ListCampaigns", pb.ListCampaignsRequest(page_token="x"), {"page_token": "PAGE_TOKEN_BROKEN"}),
    (
        "",
        "ListApplications",
        pb.ListApplicationsRequest(campaign="x", state=99),  # type: ignore[arg-type]
        {"campaign": "NAME_MALFORMED", "state": "STATE_UNKNOWN"},
    ),
    ("", "GetTotals", pb.GetTotalsRequest(body="62528"), {"body": "NAME_MALFORMED"}),
]


@pytest.mark.parametrize(("person", "rpc", "request_", "fields"), BAD)
async def test_bad_input_names_each_field_and_reason(
    world: World, person: str, rpc: str, request_: Message, fields: dict[str, str]
) -> None:
    refused = await refusal(world.call(person, rpc, request_))
    assert refused.code == grpc.StatusCode.INVALID_ARGUMENT
    assert refused.fields == fields
    assert refused.message


async def test_all_faults_of_a_sheet_come_at_once(world: World) -> None:
    made = await world.application()
    await world.call("juror", "DeclareInterests", pb.DeclareInterestsRequest(name=made.name))
    request = mark_request(made.name)
    request.marks[0].value = 5
    request.marks[1].reason = " "
    request.marks[2].ClearField("value")
    request.marks[3].criterion = "beauty"
    request.marks[4].criterion = "living_soil"
    refused = await refusal(world.call("juror", "MarkCriteria", request))
    assert refused.fields == {
        "marks[0].value": "OUT_OF_SCALE",
        "marks[1].reason": "REASON_MISSING",
        "marks[2].value": "MARK_MISSING",
        "marks[3].criterion": "CRITERION_UNKNOWN",
        "marks[4].criterion": "CRITERION_NOT_APPLICABLE",
        "marks": "CRITERION_MISSING",
    }
    seen = await world.call("chair", "GetApplication", pb.GetApplicationRequest(name=made.name))
    assert seen.jurors_marked == 0


async def test_a_decision_says_what_is_wrong_or_missing(world: World) -> None:
    made = await world.marked()
    votes = [
        apps.BodyVotes(body=f"territories/{LOOS}", in_favour=1),
        apps.BodyVotes(body=f"territories/{LIEVIN}", in_favour=1),
        apps.BodyVotes(body=f"territories/{POLE}", in_favour=-1),
    ]
    wrong = decide_request(made.name, votes=votes, stage="gold", date=Date(year=2024, month=1, day=1))
    refused = await refusal(world.call("chair", "Decide", wrong))
    assert refused.fields == {
        "votes[0].body": "VOTES_ON_OWN_PROJECT",
        "votes[1].body": "NOT_A_MEMBER",
        "votes[2]": "NEGATIVE_VOTES",
        "stage": "STAGE_UNKNOWN",
        "date": "DATE_ABSURD",
    }
    few = decide_request(made.name, votes=[apps.BodyVotes(body=f"territories/{CALL}", in_favour=7)])
    refused = await refusal(world.call("chair", "Decide", few))
    assert (refused.code, refused.reason) == (grpc.StatusCode.FAILED_PRECONDITION, "QUORUM_NOT_REACHED")
    assert refused.metadata == {"quorum": "8", "present": "7"}
    unsaid = pb.DecideRequest(name=made.name)
    assert (await refusal(world.call("chair", "Decide", unsaid))).fields == {"outcome": "OUTCOME_MISSING"}


async def test_a_decision_before_two_jurors_marked_is_refused(world: World) -> None:
    made = await world.application()
    await world.call("juror", "DeclareInterests", pb.DeclareInterestsRequest(name=made.name))
    await world.call("juror", "MarkCriteria", mark_request(made.name))
    refused = await refusal(world.call("chair", "Decide", decide_request(made.name)))
    assert (refused.reason, refused.metadata) == ("JURORS_MISSING", {"minimum": "2", "marked": "1"})


async def test_only_the_awarding_body_opens_a_campaign_of_its_label(world: World) -> None:
    refused = await refusal(world.call("mayor", "OpenCampaign", opening(body=f"territories/{LOOS}")))
    assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "NOT_THE_AWARDING_BODY")


@pytest.mark.parametrize(
    ("rpc", "request_"),
    [
        ("GetCampaign", pb.GetCampaignRequest(name=f"campaigns/{UNKNOWN}")),
        ("GetApplication", pb.GetApplicationRequest(name=f"applications/{UNKNOWN}")),
        ("GetFramework", pb.GetFrameworkRequest(name="frameworks/euralens@1999")),
    ],
)
async def test_what_does_not_exist_is_not_found(world: World, rpc: str, request_: Message) -> None:
    refused = await refusal(world.call("chair", rpc, request_))
    assert refused.code == grpc.StatusCode.NOT_FOUND


COMMANDS: list[tuple[str, str, Callable[[str], Message]]] = [
    ("juror", "DeclareInterests", lambda name: pb.DeclareInterestsRequest(name=name)),
    ("juror", "MarkCriteria", mark_request),
    (
        "chair",
        "GiveOpinion",
        lambda name: pb.GiveOpinionRequest(
            name=name, opinion=apps.Opinion(committee="technical", advice=apps.ADVICE_FAVOURABLE)
        ),
    ),
    ("chair", "Decide", decide_request),
    ("mayor", "WithdrawApplication", lambda name: pb.WithdrawApplicationRequest(name=name)),
]


@pytest.mark.parametrize(("person", "rpc", "make"), COMMANDS)
async def test_a_stale_etag_is_refused_and_a_fresh_one_is_taken(
    world: World, person: str, rpc: str, make: Callable[[str], Message]
) -> None:
    made = await world.marked()
    stale = make(made.name)
    stale.etag = '"1-1"'  # type: ignore[attr-defined]
    refused = await refusal(world.call(person, rpc, stale))
    assert (refused.code, refused.reason) == (grpc.StatusCode.ABORTED, "ETAG_STALE")
    fresh = make(made.name)
    fresh.etag = made.etag  # type: ignore[attr-defined]
    assert (await world.call(person, rpc, fresh)).etag != made.etag


@pytest.mark.parametrize(("person", "rpc", "make"), COMMANDS)
async def test_the_same_request_twice_has_one_effect_and_one_answer(
    world: World, person: str, rpc: str, make: Callable[[str], Message]
) -> None:
    made = await world.marked()
    request = make(made.name)
    request.request_id = str(uuid4())  # type: ignore[attr-defined]
    first = await world.call(person, rpc, request)
    assert await world.call(person, rpc, request) == first
    request.etag = "other"  # type: ignore[attr-defined]
    refused = await refusal(world.call(person, rpc, request))
    assert (refused.code, refused.reason) == (grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")


async def test_opening_and_applying_twice_with_one_request_id_have_one_effect(world: World) -> None:
    opened = opening()
    opened.request_id = str(uuid4())
    campaign = await world.call("chair", "OpenCampaign", opened)
    assert await world.call("chair", "OpenCampaign", opened) == campaign
    request = pb.ApplyRequest(
        request_id=str(uuid4()),
        campaign=campaign.name,
        project=await world.project(),
        body=f"territories/{LOOS}",
        statement="Une fois.",
    )
    first = await world.call("mayor", "Apply", request)
    assert await world.call("mayor", "Apply", request) == first
    found = await world.call("mayor", "ListApplications", pb.ListApplicationsRequest(campaign=campaign.name))
    assert len(found.applications) == 1
