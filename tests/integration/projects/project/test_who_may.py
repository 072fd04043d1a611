"""Who may call what, walked by reflection, and who sees what."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import grpc
import pytest
from google.protobuf import symbol_database
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

import services.projects.__main__  # noqa: F401 -- it loads every proto of the service
from archipel.projects.v1 import projects_pb2 as pb
from chassis.access import PUBLIC, SIGNED_IN
from chassis.testing.running import CallRefused, Client
from services.projects.access import (
    ACCESS,
    CHARTERS,
    CONSENT,
    COVERAGE,
    LEARNING,
    OWNERSHIP,
    PEOPLE,
    PROJECTS,
    REGISTER,
    SIMULATIONS,
    SUBSIDIARITY,
    TERRITORIES,
)
from tests.integration.projects.project.world import (
    CALL,
    GRENAY,
    LENS,
    LOOS,
    World,
    body,
    castors,
    vote,
)
from tests.integration.projects.project.world import PEOPLE as PERSONAS

SERVICES = (
    PROJECTS,
    CONSENT,
    OWNERSHIP,
    LEARNING,
    SUBSIDIARITY,
    TERRITORIES,
    PEOPLE,
    CHARTERS,
    REGISTER,
    SIMULATIONS,
    COVERAGE,
)
POOL = symbol_database.Default().pool
METHODS: Mapping[str, MethodDescriptor] = {
    f"/{service}/{method.name}": method
    for service in SERVICES
    for method in POOL.FindServiceByName(service).methods
}
ELECTED = frozenset({"mayor", "grenay", "lievin", "lens", "henin", "president", "bureau"})
DRAFTING = ELECTED | {"manager"}
CALLERS = ("", *PERSONAS)

EXPECTED: Mapping[str, frozenset[str]] = {
    "CreateProject": DRAFTING,
    "UpdateProject": DRAFTING,
    "SubmitProject": ELECTED,
    "ConfirmParticipation": ELECTED,
    "DeclineParticipation": ELECTED,
    "AcceptOwnership": ELECTED,
    "ContestDecision": ELECTED,
    "WithdrawProject": ELECTED,
    "GiveOpinion": ELECTED,
    "ConveneConciliation": ELECTED,
    "ConcludeConciliation": ELECTED,
    "OfferTransfer": ELECTED,
    "WithdrawOffer": ELECTED,
    "DeclineWish": ELECTED,
    "WishTransfer": ELECTED,
    "WithdrawWish": ELECTED,
    "ListWishes": frozenset(PERSONAS),
    "EvaluateProject": ELECTED,
    "ListExperiences": frozenset(CALLERS),
    "ProposePrinciple": ELECTED,
    "AdoptPrinciple": ELECTED,
    "WithdrawPrinciple": ELECTED,
    "ListPrinciples": frozenset(CALLERS),
    "GetProject": frozenset(CALLERS),
    "ListProjects": frozenset(CALLERS),
    "ListProjectHistory": frozenset(CALLERS),
    "EvaluateSubsidiarity": frozenset(PERSONAS),
    "GetTerritory": frozenset(CALLERS),
    "ListTerritories": frozenset(CALLERS),
    "ListCompetences": frozenset(CALLERS),
    "ListHoldings": frozenset(CALLERS),
    "CreateCharter": DRAFTING,
    "UpdateCharter": DRAFTING,
    "PutCharterToVote": ELECTED,
    "AdoptCharter": ELECTED,
    "WithdrawCharter": ELECTED,
    "GetCharter": frozenset(CALLERS),
    "ListCharters": frozenset(CALLERS),
    "CompareCharters": frozenset(CALLERS),
    "RecordHolding": ELECTED,
    "EndHolding": ELECTED,
    "RemoveHolding": ELECTED,
    "WhoHolds": frozenset(CALLERS),
    "ListHoldingChanges": frozenset(CALLERS),
    "StartSimulation": DRAFTING,
    "GetSimulation": frozenset(CALLERS),
    "ListSimulationChanges": frozenset(CALLERS),
    "GetCoverage": frozenset(CALLERS),
    "RegisterPerson": frozenset(PERSONAS),
    "GetPeople": frozenset(PERSONAS),
    "ForgetPerson": frozenset(PERSONAS),
}
AT_THE_DOOR = ("RPC_NOT_OPENED", "TOKEN_MISSING", "ROLE_MISSING")
"""Reasons that the table gives. An empty request gets no further than its missing names."""


async def reflected(client: Client) -> set[str]:
    """Names of the services that the server itself tells of."""
    stub = reflection_pb2_grpc.ServerReflectionStub(client.channel)
    call = stub.ServerReflectionInfo(
        iter([reflection_pb2.ServerReflectionRequest(list_services="")]), timeout=10
    )
    async for answer in call:
        return {service.name for service in answer.list_services_response.service}
    raise AssertionError("reflection did not answer")


async def test_reflection_tells_of_every_service_and_the_table_of_every_rpc(world: World) -> None:
    told = {name for name in await reflected(world.client("")) if name.startswith("archipel.")}
    assert told == set(SERVICES)
    assert set(ACCESS) == set(METHODS)
    assert set(EXPECTED) == {method.name for method in METHODS.values()}


@pytest.mark.parametrize(("method", "person"), list(product(METHODS, CALLERS)))
async def test_every_rpc_lets_in_whom_it_should_and_nobody_else(
    world: World, method: str, person: str
) -> None:
    descriptor = METHODS[method]
    request_class = symbol_database.Default().GetSymbol(descriptor.input_type.full_name)
    answer_class = symbol_database.Default().GetSymbol(descriptor.output_type.full_name)
    client = world.client(person)
    call = client.channel.unary_unary(
        method,
        request_serializer=request_class.SerializeToString,
        response_deserializer=answer_class.FromString,
    )
    reason = await reason_of(client, call, request_class())
    assert (reason not in AT_THE_DOOR) == (person in EXPECTED[descriptor.name]), reason


async def reason_of(client: Client, call: object, request: Message) -> str:
    try:
        await client.call(call, request)  # type: ignore[arg-type]
    except CallRefused as refused:
        return refused.reason
    return ""


async def test_a_rule_that_names_no_role_is_one_of_two() -> None:
    assert all(rule.roles or rule in (PUBLIC, SIGNED_IN) for rule in ACCESS.values())


async def test_nobody_but_its_lead_knows_of_a_draft(world: World) -> None:
    draft = await world.created(GRENAY)
    assert (await world.do("manager", "GetProject", pb.GetProjectRequest(name=draft.name))) == draft
    for person in ("", "grenay", "lens", "president", "observer", "nobody_in_particular"):
        for rpc, request in (
            ("GetProject", pb.GetProjectRequest(name=draft.name)),
            ("ListProjectHistory", pb.ListProjectHistoryRequest(name=draft.name)),
        ):
            refused = await world.refused(person, rpc, request)
            assert (refused.code, refused.reason) == (grpc.StatusCode.NOT_FOUND, "NOT_FOUND")
        assert draft.name not in await listed(world, person)
    for person in ("grenay", "president"):
        withdraw = pb.WithdrawProjectRequest(name=draft.name)
        assert (await world.refused(person, "WithdrawProject", withdraw)).code == grpc.StatusCode.NOT_FOUND


async def listed(world: World, person: str) -> set[str]:
    """Names of all projects that somebody's list holds."""
    names: set[str] = set()
    token = ""
    while True:
        request = pb.ListProjectsRequest(page_size=200, page_token=token)
        page = await world.do(person, "ListProjects", request)
        names |= {project.name for project in page.projects}
        token = page.next_page_token
        if not token:
            return names


async def test_what_is_submitted_is_seen_along_the_chain_and_what_is_accepted_by_everybody(
    world: World,
) -> None:
    proposed, accepted = await world.submitted(), await world.accepted()
    restricted = await world.accepted(restricted=True)
    for person in ("mayor", "president", "observer"):
        assert {proposed.name, accepted.name, restricted.name} <= await listed(world, person)
    for person in ("", "lens", "nobody_in_particular"):
        seen = await listed(world, person)
        assert accepted.name in seen
        assert seen.isdisjoint({proposed.name, restricted.name})


async def test_a_body_acts_only_for_itself(world: World) -> None:
    project = await world.submitted()
    for person, code in (("president", LOOS), ("mayor", CALL), ("manager", LOOS)):
        accept = pb.AcceptOwnershipRequest(name=project.name, body=body(code), deliberation=vote())
        refused = await world.refused(person, "AcceptOwnership", accept)
        assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "ROLE_MISSING")
        assert "elected" in refused.metadata["roles"]
    accept = pb.AcceptOwnershipRequest(name=project.name, body=body(CALL), deliberation=vote())
    refused = await world.refused("president", "AcceptOwnership", accept)
    assert refused.reason == "NOT_THE_PROPOSED_OWNER"


async def test_the_refusal_names_the_missing_role_and_body(world: World) -> None:
    request = pb.CreateProjectRequest(project=castors(lead=body(LENS)))
    refused = await world.refused("mayor", "CreateProject", request)
    assert refused.metadata == {"body": LENS, "roles": "elected,project_manager"}
    assert LENS in refused.message
