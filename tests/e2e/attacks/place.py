"""The node under attack: who calls, what stands in its journals, and whether anything changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

import asyncpg
import grpc
from google.protobuf import symbol_database
from google.protobuf.message import Message
from keycloak import KeycloakAdmin

import services.engineering.__main__
import services.funding.__main__
import services.labels.__main__
import services.projects.__main__  # noqa: F401 -- together they load every proto of the wire
from archipel.journal.v1.journal_pb2 import Envelope, SecurityIncident
from chassis.access import AccessTable
from chassis.testing.running import CallRefused, Client, refusal
from chassis.testing.waiting import eventually
from node.identity.admin import Administrator
from node.keycloak.process import ADMIN_CLIENT
from node.layout import Layout
from node.parts import SERVICES, Node
from node.settings import REALM
from services.engineering.access import ACCESS as ENGINEERING
from services.funding.access import ACCESS as FUNDING
from services.labels.access import ACCESS as LABELS
from services.projects.access import ACCESS as PROJECTS
from tests.e2e.cast import Cast
from tests.fixtures.whole_node import WholeNode

TABLES: dict[str, AccessTable] = {
    "projects": PROJECTS,
    "labels": LABELS,
    "engineering": ENGINEERING,
    "funding": FUNDING,
}
"""Service → its RPCs, as the server shows them (each service's own suite compares the two)."""


@dataclass
class Place:
    """Everything that an attack needs and leaves."""

    node: WholeNode
    cast: Cast
    short_token: str = ""
    """The mayor's, made at the beginning for a second."""

    @cached_property
    def parts(self) -> Node:
        return Node(self.node.settings, Layout(self.node.settings.data), demo=True)

    def admin(self, realm: str = REALM) -> KeycloakAdmin:
        """Keycloak's administrator, for what an attacker has prepared elsewhere."""
        keycloak = self.parts.keycloak
        assert keycloak is not None
        return Administrator(keycloak.address, "master", ADMIN_CLIENT, keycloak.admin_secret).of(realm)

    def identity_settings(self) -> dict[str, str]:
        """What the node itself is told when it provisions its realm."""
        assert self.parts.keycloak is not None
        return self.parts.identity_environment(self.parts.keycloak)

    async def refused(self, token: str, method: str, *metadata: tuple[str, str]) -> CallRefused:
        """The refusal of an empty request to any RPC, called with any token."""
        return await refusal(self.call(token, method, *metadata))

    async def outcome(self, token: str, method: str) -> grpc.StatusCode:
        """The status of an empty request to any RPC."""
        try:
            await self.call(token, method)
        except CallRefused as refused:
            return refused.code
        return grpc.StatusCode.OK

    async def call(self, token: str, method: str, *metadata: tuple[str, str]) -> Message:
        service = next(name for name, table in TABLES.items() if method in table)
        client = Client(self.node.settings.address(service), token)
        descriptor = method_of(method)
        request = symbol_database.Default().GetSymbol(descriptor.input_type.full_name)
        answer = symbol_database.Default().GetSymbol(descriptor.output_type.full_name)
        rpc = client.channel.unary_unary(
            method, request_serializer=request.SerializeToString, response_deserializer=answer.FromString
        )
        try:
            answered: Message = await client.call(rpc, request(), metadata=metadata)
        finally:
            await client.close()
        return answered

    async def everything(self) -> str:
        """A digest of all that the services wrote down, security incidents left out."""
        digest = hashlib.sha256()
        for service in SERVICES:
            rows = await self.query(
                service, "SELECT hash FROM journal WHERE kind <> 'incidents' ORDER BY position"
            )
            for row in rows:
                digest.update(row["hash"])
        return digest.hexdigest()

    async def incidents(self, service: str) -> list[tuple[Envelope, SecurityIncident]]:
        rows = await self.query(
            service, "SELECT envelope FROM journal WHERE kind = 'incidents' ORDER BY position"
        )
        envelopes = [Envelope.FromString(row["envelope"]) for row in rows]
        return [(one, SecurityIncident.FromString(one.data)) for one in envelopes]

    async def noted(self, service: str, reason: str, where: str, actor: str = "anonymous") -> None:
        """Wait for the incident in the journal of the service."""

        async def there() -> bool:
            found = await self.incidents(service)
            return any((i.reason, i.place, e.actor) == (reason, where, actor) for e, i in found)

        await eventually(there)

    async def query(self, service: str, statement: str) -> list[asyncpg.Record]:
        dsn = self.parts.postgres.url(service).replace("postgresql+asyncpg", "postgresql")
        connection = await asyncpg.connect(dsn)
        try:
            rows: list[asyncpg.Record] = await connection.fetch(statement)
        finally:
            await connection.close()
        return rows


def method_of(method: str) -> object:
    service, _, name = method.lstrip("/").rpartition("/")
    return symbol_database.Default().pool.FindServiceByName(service).methods_by_name[name]
