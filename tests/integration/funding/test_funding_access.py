"""Who may call what: every RPC that the server shows by reflection × every kind of caller."""

from __future__ import annotations

import asyncio

import grpc
import pytest
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from archipel.funding.v1 import funding_pb2
from archipel.funding.v1.funding_pb2_grpc import FundingServiceStub
from chassis.access import ROLES
from chassis.testing.running import CallRefused, Client, refusal
from services.funding.access import SERVICE
from tests.integration.funding.funding_requests import (
    eur,
    grant_of,
    lines_of,
    payment_of,
    refusal_of,
    request_of,
)
from tests.integration.funding.funding_world import World, a_project
from tests.unit.funding.funding_examples import CALL, LOOS

ANYBODY = frozenset({"", *ROLES})
OWNERS = frozenset({"elected", "project_manager"})
MAY_CALL = {
    "OpenPlan": OWNERS,
    "SetLines": OWNERS,
    "CheckPlan": ROLES,
    "RequestFondsDeConcours": OWNERS,
    "GrantFondsDeConcours": frozenset({"funding_officer"}),
    "RefuseLine": frozenset({"funding_officer"}),
    "RecordPayment": OWNERS | {"funding_officer"},
    "GetPlan": ANYBODY,
    "ListPlans": ANYBODY,
    "ListPlanHistory": ANYBODY,
    "GetTotals": ANYBODY,
}


def shown_by(address: str) -> set[str]:
    with grpc.insecure_channel(address) as channel:
        service = DescriptorPool(ProtoReflectionDescriptorDatabase(channel)).FindServiceByName(SERVICE)
        return set(service.methods_by_name)


async def test_the_table_of_this_test_names_every_rpc_that_the_server_shows(world: World) -> None:
    assert await asyncio.to_thread(shown_by, world.address) == set(MAY_CALL)


@pytest.mark.parametrize("role", sorted(ANYBODY))
async def test_a_role_opens_the_rpcs_that_the_table_gives_it_and_no_other(world: World, role: str) -> None:
    token = world.issuer.token("p-anybody", f"bodies/{LOOS}/{role}") if role else ""
    client = Client(world.address, token)
    stub = FundingServiceStub(client.channel)
    for rpc, allowed in MAY_CALL.items():
        request = getattr(funding_pb2, f"{rpc}Request")()
        try:
            await client.call(getattr(stub, rpc), request)
            reason = ""
        except CallRefused as refused:
            reason = refused.reason
        denied = reason in {"TOKEN_MISSING", "ROLE_MISSING"}
        assert denied == (role not in allowed), f"{rpc} by {role or 'nobody'}: {reason}"
    await client.close()


@pytest.fixture(scope="module")
async def asked(world: World) -> funding_pb2.FinancingPlan:
    """A plan that only its chain sees, with a fonds de concours asked of the CALL."""
    plan = await world.church_roof()
    plan = await world.ask("mayor", "SetLines", lines_of(plan))
    return await world.ask("mayor", "RequestFondsDeConcours", request_of(plan))


@pytest.mark.parametrize(
    ("who", "rpc", "reason"),
    [
        ("neighbour", "SetLines", "PLAN_NOT_FOUND"),
        ("neighbour", "CheckPlan", "PLAN_NOT_FOUND"),
        ("neighbour", "RequestFondsDeConcours", "PLAN_NOT_FOUND"),
        ("neighbour", "GrantFondsDeConcours", "PLAN_NOT_FOUND"),
        ("neighbour", "RefuseLine", "PLAN_NOT_FOUND"),
        ("neighbour", "RecordPayment", "PLAN_NOT_FOUND"),
        ("neighbour", "GetPlan", "PLAN_NOT_FOUND"),
        ("neighbour", "ListPlanHistory", "PLAN_NOT_FOUND"),
        ("", "GetPlan", "PLAN_NOT_FOUND"),
        ("manager", "SetLines", "ROLE_MISSING"),
        ("manager", "RequestFondsDeConcours", "ROLE_MISSING"),
        ("manager", "GrantFondsDeConcours", "ROLE_MISSING"),
        ("manager", "RecordPayment", "STATE_FORBIDS"),
        ("mayor", "RecordPayment", "ROLE_MISSING"),
        ("mayor", "GrantFondsDeConcours", "ROLE_MISSING"),
        ("observer", "GetPlan", ""),
        ("observer", "CheckPlan", ""),
        ("officer", "ListPlanHistory", ""),
    ],
)
async def test_whose_plan_it_is_decides_after_the_role(
    world: World, asked: funding_pb2.FinancingPlan, who: str, rpc: str, reason: str
) -> None:
    request = {
        "SetLines": lines_of(asked),
        "CheckPlan": funding_pb2.CheckPlanRequest(name=asked.name),
        "RequestFondsDeConcours": request_of(asked),
        "GrantFondsDeConcours": grant_of(asked),
        "RefuseLine": refusal_of(asked),
        "RecordPayment": payment_of(asked, eur(1)),
        "GetPlan": funding_pb2.GetPlanRequest(name=asked.name),
        "ListPlanHistory": funding_pb2.ListPlanHistoryRequest(name=asked.name),
    }[rpc]
    if not reason:
        await world.ask(who, rpc, request)
        return
    assert (await refusal(world.ask(who, rpc, request))).reason == reason


async def test_a_body_acts_only_for_itself(world: World) -> None:
    project = a_project()
    await world.voice.submitted(project)
    plan = await world.opened(project)
    for_another = lines_of(plan)
    for_another.body = f"territories/{CALL}"
    refused = await refusal(world.ask("manager", "SetLines", for_another))
    assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "BODY_CANNOT_ACT")
    assert (refused.metadata["body"], refused.metadata["needed"]) == (CALL, LOOS)


async def test_who_granted_does_not_pay(world: World, asked: funding_pb2.FinancingPlan) -> None:
    plan = await world.church_roof()
    plan = await world.ask("mayor", "SetLines", lines_of(plan))
    plan = await world.ask("mayor", "RequestFondsDeConcours", request_of(plan))
    plan = await world.ask("officer", "GrantFondsDeConcours", grant_of(plan))
    refused = await refusal(world.ask("officer", "RecordPayment", payment_of(plan, eur(1))))
    assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "FOUR_EYES")


async def test_lists_and_totals_betray_nothing_hidden(world: World, asked: funding_pb2.FinancingPlan) -> None:
    for who in ("neighbour", ""):
        page = await world.ask(who, "ListPlans", funding_pb2.ListPlansRequest(project=asked.project))
        assert not page.plans
        totals = await world.ask(who, "GetTotals", funding_pb2.GetTotalsRequest(body=f"territories/{CALL}"))
        assert totals.as_funder.asked == eur(0)
