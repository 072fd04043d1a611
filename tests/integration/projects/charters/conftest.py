"""A projects service of its own for charters: adopting one changes what is decided. Tests set its clock."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from pydantic import SecretStr

import services.projects
from archipel.projects.v1 import charters_pb2 as pb
from archipel.projects.v1.charters_pb2_grpc import CharterServiceStub
from chassis.journal.writer import Act, Transaction
from chassis.service import Service
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import CallRefused, Client, refusal, running, signed_in
from chassis.wire import date_to_wire
from services.projects.__main__ import build
from services.projects.domain.charter_life import text_hash
from services.projects.import_territories import import_folder
from services.projects.settings import ProjectsSettings
from services.projects.storage.charter_file import read_charter
from services.projects.storage.charters import CharterStore
from tests.fixtures.projects.database import make_schema
from tests.fixtures.projects.territory import FixedClock
from tests.fixtures.servers import MakeDatabase, NatsForTests
from tests.integration.projects.project.world import body, vote

ROOT = Path(services.projects.__file__).resolve().parents[2]
CHARTER = ROOT / "charters" / "artois-1.yaml"
TODAY = date(2026, 11, 22)

POLE, CALL, CAHC, LOOS = "200060358", "246200364", "246200299", "62528"
PEOPLE = {
    "pole": f"bodies/{POLE}/elected",
    "clerk": f"bodies/{POLE}/project_manager",
    "call": f"bodies/{CALL}/elected",
    "cahc": f"bodies/{CAHC}/elected",
    "mayor": f"bodies/{LOOS}/elected",
}


@dataclass
class Council:
    """One running service, its clock, and the people who carry charters."""

    address: str
    service: Service
    issuer: TestIssuer
    clock: FixedClock
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, person: str) -> Client:
        if person not in self.clients:
            group = PEOPLE.get(person)
            self.clients[person] = (
                signed_in(self.address, self.issuer, person, *([group] if group else []))
                if person
                else Client(self.address)
            )
        return self.clients[person]

    async def ask(self, person: str, stub: Any, rpc: str, request: Message) -> Any:
        client = self.client(person)
        return await client.call(getattr(stub(client.channel), rpc), request)

    async def do(self, person: str, rpc: str, request: Message) -> Any:
        """Call an RPC of CharterService."""
        return await self.ask(person, CharterServiceStub, rpc, request)

    async def refused(self, person: str, rpc: str, request: Message) -> CallRefused:
        return await refusal(self.do(person, rpc, request))

    async def created(self, person: str, code: str, text: str) -> pb.Charter:
        made: pb.Charter = await self.do(
            person, "CreateCharter", pb.CreateCharterRequest(body=body(code), text=text)
        )
        return made

    async def simulated(self, charter: pb.Charter) -> pb.Charter:
        """As a simulation that ended well leaves it."""
        async with self.service.foundation.engine.begin() as connection:
            tx = Transaction(connection, Act("service:projects"), "test", "projects", self.clock)
            store = CharterStore(tx, read_charter(CHARTER))
            version = await store.get(charter.name.removeprefix("charters/"))
            assert version.mark_simulated("0190-simulation", text_hash(version.text), self.clock.now())
            await store.save(version)
        found: pb.Charter = await self.do(
            "pole" if charter.body == body(POLE) else "call",
            "GetCharter",
            pb.GetCharterRequest(name=charter.name),
        )
        return found

    async def adopted(self, person: str, code: str, text: str, first_day: date) -> pb.Charter:
        draft = await self.simulated(await self.created(person, code, text))
        await self.do(
            person, "PutCharterToVote", pb.PutCharterToVoteRequest(name=draft.name, body=body(code))
        )
        made: pb.Charter = await self.do(
            person,
            "AdoptCharter",
            pb.AdoptCharterRequest(
                name=draft.name,
                body=body(code),
                deliberation=vote(self.clock.now().date() - timedelta(days=1)),
                in_force_from=date_to_wire(first_day),
            ),
        )
        return made

    async def close(self) -> None:
        for client in self.clients.values():
            await client.close()


@pytest.fixture
async def council(
    make_database: MakeDatabase,
    fresh_nats: NatsForTests,
    issuer: TestIssuer,
    tmp_path: Path,
) -> AsyncIterator[Council]:
    database = make_database()
    await make_schema(database)
    await import_folder(ROOT / "territories" / "artois", database_url=database, node="test")
    settings = ProjectsSettings(
        node="test",
        database_url=SecretStr(database),
        nats_url=SecretStr(fresh_nats.url),
        issuer=issuer.url,
        checkpoint_dir=tmp_path,
        drain_seconds=1,
        charter=CHARTER,
    )
    clock = FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
    service = build(settings, clock)
    async with running(service) as address:
        made = Council(address, service, issuer, clock)
        yield made
        await made.close()
