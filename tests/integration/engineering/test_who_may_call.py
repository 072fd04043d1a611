"""Every RPC, found by reflection, times every kind of caller."""

from __future__ import annotations

import grpc
import pytest
from google.protobuf import message_factory, symbol_database
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.message import Message
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from archipel.engineering.v1 import engineering_pb2 as pb
from archipel.engineering.v1.engineering_pb2_grpc import EngineeringServiceStub
from chassis.access import ROLES
from chassis.testing.running import Client, refusal
from services.engineering.access import ACCESS, SERVICE
from tests.integration.engineering.conftest import Person, Place
from tests.integration.engineering.wire import LOOS

ANYBODY, SIGNED_IN = "anybody", "signed in"

ALLOWED: dict[str, str | set[str]] = {
    "RegisterAgent": {"pool_manager"},
    "UpdateAgent": {"pool_manager"},
    "RecordAbsence": {"pool_manager"},
    "GetAgent": SIGNED_IN,
    "ListAgents": SIGNED_IN,
    "GetAvailability": SIGNED_IN,
    "PublishCapacity": {"pool_manager"},
    "DeclareCapacity": {"pool_manager", "elected"},
    "GetCapacity": ANYBODY,
    "ListCapacities": ANYBODY,
    "OpenDayRequest": {"elected", "project_manager"},
    "WithdrawDayRequest": {"elected", "project_manager"},
    "GetDayRequest": SIGNED_IN,
    "ListDayRequests": SIGNED_IN,
    "ReserveDays": {"pool_manager"},
    "CancelReservation": {"pool_manager", "elected", "project_manager"},
    "GetReservation": SIGNED_IN,
    "ListReservations": SIGNED_IN,
    "GetBalance": ANYBODY,
}
"""Said here a second time, so that a slip in access.py does not pass unseen."""


async def rpcs(address: str) -> dict[str, type[Message]]:
    """The RPCs that the running server itself names, with their requests."""
    question = reflection_pb2.ServerReflectionRequest(file_containing_symbol=SERVICE)
    async with grpc.aio.insecure_channel(address) as channel:
        call = reflection_pb2_grpc.ServerReflectionStub(channel).ServerReflectionInfo(iter([question]))
        answer = await anext(aiter(call))
    file = FileDescriptorProto.FromString(answer.file_descriptor_response.file_descriptor_proto[0])
    found = {}
    for method in file.service[0].method:
        descriptor = symbol_database.Default().pool.FindMessageTypeByName(method.input_type.lstrip("."))
        found[method.name] = message_factory.GetMessageClass(descriptor)
    return found


async def code_of(client: Client, rpc: str, request: Message) -> grpc.StatusCode:
    """How an empty request is answered: past the access table it is at least malformed."""
    method = getattr(EngineeringServiceStub(client.channel), rpc)
    try:
        await client.call(method, request)
    except Exception as refused:  # noqa: BLE001 -- CallRefused, told apart by its code
        code: grpc.StatusCode = refused.code  # type: ignore[attr-defined]
        return code
    return grpc.StatusCode.OK


async def test_the_server_names_every_rpc_of_the_tables_and_no_other(place: Place) -> None:
    served = await rpcs(place.address)
    assert set(served) == set(ALLOWED)
    assert {f"/{SERVICE}/{rpc}" for rpc in served} == set(ACCESS)


@pytest.mark.parametrize("caller", ["nobody", "forged", "without a role", *sorted(ROLES)])
async def test_each_rpc_lets_in_those_who_may_call_it_and_no_other(place: Place, caller: str) -> None:
    somebody = _caller(place, caller)
    for rpc, request_type in (await rpcs(place.address)).items():
        code = await code_of(somebody.client, rpc, request_type())
        assert code is not grpc.StatusCode.INTERNAL, rpc
        assert code is not grpc.StatusCode.UNIMPLEMENTED, rpc
        if caller == "forged" or (caller == "nobody" and ALLOWED[rpc] != ANYBODY):
            assert code is grpc.StatusCode.UNAUTHENTICATED, rpc
        elif caller == "nobody" or ALLOWED[rpc] in (ANYBODY, SIGNED_IN) or caller in ALLOWED[rpc]:
            assert code in (grpc.StatusCode.OK, grpc.StatusCode.INVALID_ARGUMENT), rpc
        else:
            assert code is grpc.StatusCode.PERMISSION_DENIED, rpc


def _caller(place: Place, kind: str) -> Person:
    if kind == "nobody":
        return place.anonymous()
    if kind == "forged":
        forged = Client(place.address, place.issuer.token("p-1", iss="https://elsewhere.example"))
        place.clients.push_async_callback(forged.close)
        return Person(forged)
    groups = [] if kind == "without a role" else [f"bodies/{LOOS}/{kind}"]
    return place.signed_in("p-1", *groups)


async def test_a_role_at_another_body_does_not_help(place: Place) -> None:
    elsewhere = place.signed_in("p-2", "bodies/62510/elected", "bodies/62510/pool_manager")
    declare = pb.DeclareCapacityRequest(body=f"territories/{LOOS}")
    publish = pb.PublishCapacityRequest(body=f"territories/{LOOS}")
    agent = pb.Agent(person="people/p", employer=f"territories/{LOOS}", skills=[1], quota="100")
    register = pb.RegisterAgentRequest(agent=agent)
    for rpc, request in (
        ("DeclareCapacity", declare),
        ("PublishCapacity", publish),
        ("RegisterAgent", register),
    ):
        refused = await refusal(elsewhere(rpc, request))
        assert (refused.code, refused.reason) == (grpc.StatusCode.PERMISSION_DENIED, "ROLE_MISSING")
        assert refused.metadata["body"] == LOOS
