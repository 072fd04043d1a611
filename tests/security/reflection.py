"""What a running server tells of itself: every RPC that it serves, read by reflection."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import Default
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from chassis.testing.running import Client

LIBRARY = frozenset({"grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"})
"""Served by the library to anybody: they tell nothing of bodies or people."""


async def reflected(client: Client) -> dict[str, MethodDescriptor]:
    """Full method name ("/archipel.projects.v1.ProjectsService/GetProject") → its descriptor."""
    stub = reflection_pb2_grpc.ServerReflectionStub(client.channel)

    async def ask(**question: str) -> reflection_pb2.ServerReflectionResponse:
        async def questions() -> AsyncIterator[reflection_pb2.ServerReflectionRequest]:
            yield reflection_pb2.ServerReflectionRequest(**question)

        async for answer in stub.ServerReflectionInfo(questions(), timeout=10):
            return answer
        raise AssertionError("reflection did not answer")

    listed = (await ask(list_services="")).list_services_response.service
    services = {service.name for service in listed}
    assert services >= LIBRARY, services
    methods: dict[str, MethodDescriptor] = {}
    for service in sorted(services - LIBRARY):
        files = (await ask(file_containing_symbol=service)).file_descriptor_response.file_descriptor_proto
        told = [FileDescriptorProto.FromString(file) for file in files]
        for file in told:
            for served in file.service:
                if f"{file.package}.{served.name}" == service:
                    known = Default().FindServiceByName(service)
                    methods |= {
                        f"/{service}/{rpc.name}": known.methods_by_name[rpc.name] for rpc in served.method
                    }
    return methods


def request_class(method: MethodDescriptor) -> type[Message]:
    return GetMessageClass(method.input_type)


def answer_class(method: MethodDescriptor) -> type[Message]:
    return GetMessageClass(method.output_type)


def by_service(methods: Mapping[str, MethodDescriptor]) -> dict[str, list[str]]:
    """Name of a gRPC service → its RPCs, by their short names."""
    found: dict[str, list[str]] = {}
    for method in methods:
        service, _, rpc = method.lstrip("/").partition("/")
        found.setdefault(service, []).append(rpc)
    return found
