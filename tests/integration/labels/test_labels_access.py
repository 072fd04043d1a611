"""Who may call what: every RPC × every kind of caller, and who may act on an application."""

from __future__ import annotations

from collections.abc import Mapping

import grpc
import pytest
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from archipel.labels.v1 import applications_pb2 as apps
from archipel.labels.v1 import labels_pb2 as pb
from archipel.labels.v1.labels_pb2_grpc import LabelsServiceStub
from chassis.access import ROLES
from chassis.testing.running import CallRefused, Client, refusal, signed_in
from tests.integration.labels.world import LOOS, POLE, World, decide_request, mark_request

SERVICE = pb.DESCRIPTOR.services_by_name["LabelsService"]
EVERYBODY = frozenset(ROLES | {"", "nobody"})

MAY_CALL: Mapping[str, frozenset[str]] = {
    "ListFrameworks": EVERYBODY,
    "GetFramework": EVERYBODY,
    "OpenCampaign": frozenset({"elected"}),
    "GetCampaign": EVERYBODY,
    "ListCampaigns": EVERYBODY,
    "Apply": frozenset({"elected"}),
    "DeclareInterests": frozenset({"juror"}),
    "MarkCriteria": frozenset({"juror"}),
    "GiveOpinion": frozenset({"elected"}),
    "Decide": frozenset({"elected"}),
    "WithdrawApplication": frozenset({"elected"}),
    "GetApplication": EVERYBODY,
    "ListApplications": EVERYBODY,
    "GetTotals": EVERYBODY,
}
"""RPC → roles; "" is a caller without a token, "nobody" one with a token and no mandate."""


def caller(world: World, kind: str) -> Client:
    if not kind:
        return Client(world.address)
    groups = () if kind == "nobody" else (f"bodies/{LOOS}/{kind}",)
    return signed_in(world.address, world.issuer, f"only-{kind}", *groups)


def empty_request(rpc: str) -> Message:
    return GetMessageClass(SERVICE.methods_by_name[rpc].input_type)()


def test_the_matrix_names_every_rpc() -> None:
    assert set(MAY_CALL) == {method.name for method in SERVICE.methods}


async def test_the_server_tells_of_the_service_by_reflection(world: World) -> None:
    client = Client(world.address)
    stub = reflection_pb2_grpc.ServerReflectionStub(client.channel)
    ask = reflection_pb2.ServerReflectionRequest(list_services="")
    answers = [answer async for answer in stub.ServerReflectionInfo(iter([ask]))]
    names = {service.name for service in answers[0].list_services_response.service}
    await client.close()
    assert SERVICE.full_name in names


@pytest.mark.parametrize("rpc", [method.name for method in SERVICE.methods])
@pytest.mark.parametrize("kind", sorted(EVERYBODY))
async def test_each_kind_of_caller_gets_through_or_not(world: World, rpc: str, kind: str) -> None:
    client = caller(world, kind)
    outcome = "OK"
    try:
        await client.call(getattr(LabelsServiceStub(client.channel), rpc), empty_request(rpc))
    except CallRefused as refused:
        outcome = refused.code.name
    await client.close()
    if kind in MAY_CALL[rpc]:
        assert outcome in ("OK", "INVALID_ARGUMENT", "NOT_FOUND")
    else:
        assert outcome == ("PERMISSION_DENIED" if kind else "UNAUTHENTICATED")


async def test_a_forged_token_opens_nothing_not_even_what_is_public(world: World) -> None:
    client = Client(world.address, "forged.token.here")
    for method in SERVICE.methods:
        act = getattr(LabelsServiceStub(client.channel), method.name)
        refused = await refusal(client.call(act, empty_request(method.name)))
        assert (refused.code, refused.reason) == (grpc.StatusCode.UNAUTHENTICATED, "TOKEN_INVALID")
    await client.close()


WHO_ACTS: Mapping[str, Mapping[str, str]] = {
    "OpenCampaign": {"mayor": "ROLE_MISSING", "president": "ROLE_MISSING", "juror": "ROLE_MISSING"},
    "Apply": {
        "neighbour": "ROLE_MISSING",
        "chair": "ROLE_MISSING",
        "juror": "ROLE_MISSING",
        "observer": "ROLE_MISSING",
    },
    "DeclareInterests": {
        "stranger_juror": "NOT_FOUND",
        "chair": "ROLE_MISSING",
        "observer": "ROLE_MISSING",
        "mayor": "ROLE_MISSING",
    },
    "MarkCriteria": {
        "stranger_juror": "NOT_FOUND",
        "chair": "ROLE_MISSING",
        "observer": "ROLE_MISSING",
        "mayor": "ROLE_MISSING",
    },
    "GiveOpinion": {"mayor": "ROLE_MISSING", "neighbour": "NOT_FOUND", "juror": "ROLE_MISSING"},
    "Decide": {"mayor": "ROLE_MISSING", "neighbour": "NOT_FOUND", "juror": "ROLE_MISSING"},
    "WithdrawApplication": {"chair": "ROLE_MISSING", "neighbour": "NOT_FOUND", "observer": "ROLE_MISSING"},
    "GetApplication": {"neighbour": "NOT_FOUND", "stranger_juror": "NOT_FOUND", "": "NOT_FOUND"},
}
"""RPC → person → why a well-formed request is refused. What nobody may see is not found."""


async def test_a_body_acts_only_for_itself(world: World) -> None:
    made = await world.application()
    requests: dict[str, Message] = {
        "OpenCampaign": pb.OpenCampaignRequest(
            campaign=pb.Campaign(framework=made.framework, body=f"territories/{POLE}")
        ),
        "Apply": pb.ApplyRequest(
            campaign=made.campaign, project=made.project, body=made.applicant, statement="x"
        ),
        "DeclareInterests": pb.DeclareInterestsRequest(name=made.name),
        "MarkCriteria": mark_request(made.name),
        "GiveOpinion": pb.GiveOpinionRequest(name=made.name, opinion=apps.Opinion(committee="technical")),
        "Decide": decide_request(made.name),
        "WithdrawApplication": pb.WithdrawApplicationRequest(name=made.name),
        "GetApplication": pb.GetApplicationRequest(name=made.name),
    }
    for rpc, people in WHO_ACTS.items():
        for person, reason in people.items():
            refused = await refusal(world.call(person, rpc, requests[rpc]))
            assert (rpc, person, refused.reason) == (rpc, person, reason)
    seen = await world.call("mayor", "GetApplication", pb.GetApplicationRequest(name=made.name))
    assert seen == made
