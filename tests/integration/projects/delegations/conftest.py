"""Projects and funding on one NATS, under a clock that tests set; people of Loos and its agglomeration."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from pydantic import SecretStr
from sqlalchemy import select

import services.funding
from archipel.funding.v1.funding_pb2_grpc import FundingServiceStub
from archipel.identity.v1.delegations_pb2 import CreateDelegationRequest, RevokeDelegationRequest
from archipel.identity.v1.delegations_pb2_grpc import DelegationServiceStub
from archipel.identity.v1.identity_pb2 import Delegation
from archipel.journal.v1.journal_pb2 import Envelope
from archipel.projects.v1.people_pb2 import RegisterPersonRequest
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from archipel.projects.v1.projects_pb2_grpc import ProjectsServiceStub
from chassis import migrations
from chassis.domain import SystemClock, paris_day
from chassis.service import Service
from chassis.tables import journal
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import CallRefused, Client, refusal, running
from chassis.testing.waiting import eventually
from chassis.wire import date_to_wire
from services.funding.__main__ import build
from services.funding.settings import FundingSettings
from tests.fixtures.projects.territory import FixedClock
from tests.fixtures.servers import MakeDatabase
from tests.integration.projects.project.world import CALL, LOOS, ROOT, World, body, one_world

PEOPLE = {
    "mayor": (f"bodies/{LOOS}/elected",),
    "first_deputy": (f"bodies/{LOOS}/elected",),
    "manager": (f"bodies/{LOOS}/project_manager",),
    # Belongs to Loos, without a role there.
    "deputy": (f"bodies/{CALL}/{LOOS}",),
    "stranger": ("bodies/62427/elected",),
    "juror": (f"bodies/{CALL}/juror", f"bodies/{CALL}/observer"),
    "officer": (f"bodies/{CALL}/funding_officer",),
    "project_lead": (f"bodies/{CALL}/project_manager",),
    "accountant": (f"bodies/{CALL}",),
}
"""Pseudonymous id → groups in the token."""

STUBS = (DelegationServiceStub, ProjectsServiceStub, PeopleServiceStub)


@dataclass
class Scene:
    """Both services, and whoever calls them."""

    world: World
    funding: Service
    funding_address: str
    clock: FixedClock
    issuer: TestIssuer
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, address: str, person: str) -> Client:
        key = f"{address} {person}"
        if key not in self.clients:
            groups = PEOPLE[person]
            self.clients[key] = Client(address, lambda: self.issuer.token(person, *groups))
        return self.clients[key]

    async def do(self, person: str, rpc: str, request: Message) -> Any:
        """Call an RPC of projects."""
        client = self.client(self.world.address, person)
        stubs = (made(client.channel) for made in STUBS)
        return await client.call(next(getattr(stub, rpc) for stub in stubs if hasattr(stub, rpc)), request)

    async def refused(self, person: str, rpc: str, request: Message) -> CallRefused:
        return await refusal(self.do(person, rpc, request))

    async def fund(self, person: str, rpc: str, request: Message) -> Any:
        """Call an RPC of funding."""
        client = self.client(self.funding_address, person)
        return await client.call(getattr(FundingServiceStub(client.channel), rpc), request)

    async def lend(self, delegator: str, delegate: str, role: str = "elected", **changes: Any) -> Delegation:
        """For today and the two days after, until every service knows."""
        request = asked_to_lend(self.clock, delegate, role=role, **changes)
        made: Delegation = await self.do(delegator, "CreateDelegation", request)
        await self.knows(made, holds=True)
        return made

    async def take_back(self, who: str, lent: Delegation) -> Delegation:
        request = RevokeDelegationRequest(name=lent.name, etag=lent.etag, body=lent.body)
        taken: Delegation = await self.do(who, "RevokeDelegation", request)
        await self.knows(lent, holds=False)
        return taken

    async def knows(self, lent: Delegation, *, holds: bool) -> None:
        """Both services have heard of it."""

        async def heard() -> bool:
            person = lent.delegate.removeprefix("people/")
            standings = (self.world.service.foundation.standing, self.funding.foundation.standing)
            return all(
                (lent.name in {mandate.by for mandate in standing.lent_to(person)}) is holds
                for standing in standings
            )

        await eventually(heard, seconds=20)

    async def written(self, service: Service, name: str) -> list[Envelope]:
        """What the journal holds of a resource, in order."""
        async with service.foundation.engine.connect() as connection:
            found = await connection.execute(
                select(journal.c.envelope)
                .where(journal.c.aggregate_id == name.rpartition("/")[2], journal.c.kind != "incidents")
                .order_by(journal.c.version)
            )
            return [Envelope.FromString(bytes(row.envelope)) for row in found]


def asked_to_lend(clock: FixedClock, delegate: str, **changes: Any) -> CreateDelegationRequest:
    day = paris_day(clock.now())
    usual = {
        "body": body(LOOS),
        "role": "elected",
        "delegate": f"people/{delegate}",
        "first_day": date_to_wire(day),
        "last_day": date_to_wire(day + timedelta(days=2)),
        "reason": "Congés, arrêté 2026-118",
    }
    return CreateDelegationRequest(**(usual | changes))


@pytest.fixture(scope="module")
async def scene(
    make_database: MakeDatabase, issuer: TestIssuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    clock, database = FixedClock(SystemClock().now()), make_database()
    migrations.upgrade(Path(services.funding.__file__).parent / "migrations", database)
    checkpoints = tmp_path_factory.mktemp("checkpoints")
    async with one_world(make_database(), issuer, checkpoints / "p", 0, clock) as world:
        settings = FundingSettings(
            node="test",
            database_url=SecretStr(database),
            nats_url=SecretStr(world.nats_url),
            issuer=issuer.url,
            checkpoint_dir=checkpoints / "f",
            frameworks_dir=ROOT / "frameworks",
            stream_max_bytes=2**24,
            drain_seconds=1,
            rate_factor=0,
        )
        service = build(settings, clock)
        async with running(service) as address:
            made = Scene(world, service, address, clock, issuer)
            for person in PEOPLE:
                request = RegisterPersonRequest(display_name=f"Nom de {person}")
                await made.do(person, "RegisterPerson", request)
            yield made
            for client in made.clients.values():
                await client.close()
