"""The people of the story at the services' doors: real tokens from the node's provider, real gRPC."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf.message import Message

from archipel.engineering.v1.engineering_pb2_grpc import EngineeringServiceStub
from archipel.funding.v1.funding_pb2_grpc import FundingServiceStub
from archipel.labels.v1.labels_pb2_grpc import LabelsServiceStub
from archipel.projects.v1.consent_service_pb2_grpc import ConsentServiceStub
from archipel.projects.v1.learning_service_pb2_grpc import LearningServiceStub
from archipel.projects.v1.ownership_service_pb2_grpc import OwnershipServiceStub
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from archipel.projects.v1.projects_pb2_grpc import ProjectsServiceStub
from archipel.projects.v1.subsidiarity_pb2_grpc import SubsidiarityServiceStub
from archipel.projects.v1.territories_pb2_grpc import TerritoriesServiceStub
from chassis.testing.running import CallRefused, Client, refusal
from node.personas import PASSWORD
from node.sign_in import sign_in
from tests.fixtures.whole_node import WholeNode

LOOS, GRENAY, LIEVIN, LENS = "62528", "62386", "62510", "62498"
CALL, POLE = "246200364", "200060358"

MAYOR, NEIGHBOUR, MAYOR_OF_LIEVIN, MAYOR_OF_LENS = "maire.loos", "maire.grenay", "maire.lievin", "maire.lens"
POOL_MANAGER, FUNDING_OFFICER, PROJECT_MANAGER = "equipes.call", "finances.call", "projets.call"
PRESIDENT = "presidence.call"
JURORS, CHAIR, OBSERVER = ("jury.pole", "jury2.pole"), "presidence.pole", "observation.pole"
SPEAKS = {
    LOOS: MAYOR,
    GRENAY: NEIGHBOUR,
    LIEVIN: MAYOR_OF_LIEVIN,
    LENS: MAYOR_OF_LENS,
    CALL: PRESIDENT,
    POLE: CHAIR,
}
"""Who is elected of which body."""

ANYBODY = ""
"""Somebody who is not signed in."""

TOKEN_SECONDS = 200.0
"""A token lives for 300 seconds; then the person signs in again."""

STUBS: dict[str, tuple[str, Callable[[grpc.aio.Channel], Any]]] = {
    "projects": ("projects", ProjectsServiceStub),
    "consent": ("projects", ConsentServiceStub),
    "ownership": ("projects", OwnershipServiceStub),
    "learning": ("projects", LearningServiceStub),
    "people": ("projects", PeopleServiceStub),
    "territories": ("projects", TerritoriesServiceStub),
    "subsidiarity": ("projects", SubsidiarityServiceStub),
    "engineering": ("engineering", EngineeringServiceStub),
    "funding": ("funding", FundingServiceStub),
    "labels": ("labels", LabelsServiceStub),
}
"""Service of the wire → the part of the node that serves it, and its stub."""


def body(code: str) -> str:
    return f"territories/{code}"


@dataclass
class Cast:
    """Everybody of node/personas.py, each with a token of his own."""

    node: WholeNode
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    async def token(self, login: str) -> str:
        """An access token that lives for another minute and a half at least."""
        token, since = self.tokens.get(login, ("", 0.0))
        if time.monotonic() - since > TOKEN_SECONDS or not token:
            signed = await sign_in(self.node.settings.issuer, login, PASSWORD)
            token = signed.access_token
            self.tokens[login] = (token, time.monotonic())
        return token

    async def ask(self, login: str, service: str, rpc: str, request: Message) -> Any:
        """Call as that person, who signs in again where another test signed them out everywhere. Raises
        CallRefused.
        """
        try:
            return await self.ask_with(await self.token(login) if login else "", service, rpc, request)
        except CallRefused as refused:
            if refused.reason != "SESSION_ENDED":
                raise
            del self.tokens[login]
            return await self.ask_with(await self.token(login), service, rpc, request)

    async def ask_with(self, token: str, service: str, rpc: str, request: Message) -> Any:
        """Call with any token at all; an empty one is left out."""
        part, stub = STUBS[service]
        if part not in self.clients:
            self.clients[part] = Client(self.node.settings.address(part))
        client = self.clients[part]
        metadata = (("authorization", f"Bearer {token}"),) if token else ()
        return await client.call(getattr(stub(client.channel), rpc), request, metadata=metadata)

    async def refused(self, login: str, service: str, rpc: str, request: Message) -> CallRefused:
        """The refusal in which the call must end."""
        return await refusal(self.ask(login, service, rpc, request))

    async def close(self) -> None:
        for client in self.clients.values():
            await client.close()
