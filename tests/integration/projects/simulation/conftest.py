"""A projects service of its own with invented projects that were really decided, and people who simulate."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from pydantic import SecretStr
from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from archipel.projects.v1 import charters_pb2, simulations_pb2
from archipel.projects.v1.charters_pb2_grpc import CharterServiceStub
from archipel.projects.v1.coverage_pb2_grpc import CoverageServiceStub
from archipel.projects.v1.simulations_pb2_grpc import SimulationServiceStub
from chassis.broker import ensure_stream, session
from chassis.database import connect
from chassis.domain import Caller, Mandate, SystemClock
from chassis.journal.writer import Act, Transaction
from chassis.service import Service
from chassis.tables import publications
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import CallRefused, Client, refusal, running, signed_in
from chassis.testing.waiting import eventually
from node.operations.invented import drafts
from services.projects.__main__ import build
from services.projects.domain.drafting import Draft
from services.projects.domain.subsidiarity.facts import Level
from services.projects.import_territories import import_folder
from services.projects.settings import ProjectsSettings
from services.projects.storage.charter_file import read_charter
from services.projects.storage.dry_run_part import Source
from services.projects.storage.metadata import metadata
from services.projects.storage.reference import ReferenceCache
from services.projects.storage.territories import TerritoryStore
from services.projects.storage.unit import Unit
from services.projects.use_cases.confirm_participation import ConfirmParticipation, confirm_participation
from services.projects.use_cases.create_project import CreateProject, create_project
from services.projects.use_cases.submit_project import SubmitProject, submit_project
from tests.fixtures.projects.charter_texts import pole_text
from tests.fixtures.projects.database import make_schema
from tests.fixtures.servers import MakeDatabase, one_nats

ROOT = Path(__file__).resolve().parents[4]
CHARTER = ROOT / "charters" / "artois-1.yaml"
POLE, CALL, LOOS = "200060358", "246200364", "62528"
PROJECTS, SEED = 60, 26
PEOPLE = {
    "pole": f"bodies/{POLE}/elected",
    "clerk": f"bodies/{POLE}/project_manager",
    "call": f"bodies/{CALL}/elected",
    "mayor": f"bodies/{LOOS}/elected",
    "observer": f"bodies/{POLE}/observer",
}
STUBS = (SimulationServiceStub, CharterServiceStub, CoverageServiceStub)

EVIDENCE_NEVER_COUNTS = ("suspended: project.experiment", 'suspended: "true"')
"""R4 never moves a project up."""

ALWAYS_CO_FUNDED = ("co_funded: project.equipment", 'co_funded: "true"')
"""R9 lets agglomerations bring money to whatever a commune owns."""

DRAFT = pole_text(EVIDENCE_NEVER_COUNTS, ALWAYS_CO_FUNDED)
"""Changes owners and roles of some invented projects."""


@dataclass
class Place:
    """The running service, its database, and clients of it."""

    address: str
    service: Service
    issuer: TestIssuer
    url: str
    engine: AsyncEngine
    clients: dict[str, Client] = field(default_factory=dict)

    @property
    def source(self) -> Source:
        return Source(self.url, CHARTER)

    def client(self, person: str) -> Client:
        if person not in self.clients:
            self.clients[person] = (
                signed_in(self.address, self.issuer, person, PEOPLE[person])
                if person
                else Client(self.address)
            )
        return self.clients[person]

    async def do(self, person: str, rpc: str, request: Message) -> Any:
        client = self.client(person)
        stubs = (made(client.channel) for made in STUBS)
        return await client.call(next(getattr(stub, rpc) for stub in stubs if hasattr(stub, rpc)), request)

    async def refused(self, person: str, rpc: str, request: Message) -> CallRefused:
        return await refusal(self.do(person, rpc, request))

    async def drafted(
        self, text: str = DRAFT, code: str = POLE, person: str = "pole"
    ) -> charters_pb2.Charter:
        request = charters_pb2.CreateCharterRequest(body=f"territories/{code}", text=text)
        made: charters_pb2.Charter = await self.do(person, "CreateCharter", request)
        return made

    async def finished(self, person: str, name: str) -> simulations_pb2.Simulation:
        """The simulation, once it is not running any more."""

        async def over() -> simulations_pb2.Simulation | None:
            request = simulations_pb2.GetSimulationRequest(name=name)
            found: simulations_pb2.Simulation = await self.do(person, "GetSimulation", request)
            return None if found.state == simulations_pb2.SIMULATION_STATE_RUNNING else found

        return await eventually(over, seconds=60)

    async def changes(self, person: str, name: str) -> list[simulations_pb2.SimulationChange]:
        """All pages of the list."""
        found: list[simulations_pb2.SimulationChange] = []
        request = simulations_pb2.ListSimulationChangesRequest(name=name, page_size=20)
        while True:
            page = await self.do(person, "ListSimulationChanges", request)
            found += page.changes
            if not page.next_page_token:
                return found
            request.page_token = page.next_page_token

    async def contents(self, *left_out: Table) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table of the database, in a fixed order, once all events are published."""
        await eventually(self._all_is_published, seconds=30)
        found = {}
        async with self.engine.connect() as connection:
            for table in metadata.sorted_tables:
                if table not in left_out:
                    rows = await connection.execute(select(table))
                    found[table.name] = sorted((tuple(row) for row in rows), key=repr)
        return found

    async def _all_is_published(self) -> bool:
        waiting = select(publications.c.event_id).where(publications.c.stream_sequence.is_(None)).limit(1)
        async with self.engine.connect() as connection:
            return (await connection.execute(waiting)).first() is None

    async def in_a_unit(self, act: Callable[[Unit], Awaitable[Any]]) -> Any:
        """Do something in one transaction, as the service does."""
        async with self.engine.begin() as connection:
            tx = Transaction(connection, Act("operator:test", POLE), "test", "projects", SystemClock())
            return await act(Unit(tx, ReferenceCache(read_charter(CHARTER))))


def elected(body: str) -> Caller:
    return Caller("operator:test", frozenset({Mandate(body, "elected")}))


async def decide(draft: Draft, unit: Unit) -> None:
    """One project, brought until its decision is proposed."""
    project = await create_project(CreateProject(draft), elected(draft.lead), unit)
    project = await submit_project(SubmitProject(project.id, project.etag), elected(draft.lead), unit)
    for body in draft.participants:
        joins = ConfirmParticipation(project.id, project.etag, body)
        project = await confirm_participation(joins, elected(body), unit)


async def fill(place: Place, count: int, seed: int) -> None:
    async with place.engine.connect() as connection:
        tx = Transaction(connection, Act("operator:test"), "test", "projects", SystemClock())
        bodies = await TerritoryStore(tx).every()
    communes = [body for body in bodies.values() if body.facts.level is Level.COMMUNE]
    for draft in drafts(count, seed, communes):

        async def write(unit: Unit, draft: Draft = draft) -> None:
            await decide(draft, unit)

        await place.in_a_unit(write)


@pytest.fixture(scope="module")
async def place(
    make_database: MakeDatabase, issuer: TestIssuer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Place]:
    url = make_database()
    await make_schema(url)
    await import_folder(ROOT / "territories" / "artois", database_url=url, node="test")
    engine = connect(url, 2)
    with one_nats() as nats:
        async with session(nats.url, "test-engineering") as broker:
            await ensure_stream(broker.stream_api, "test", "engineering", max_bytes=64 * 1024**2, replicas=1)
        settings = ProjectsSettings(
            node="test",
            stream_max_bytes=64 * 1024**2,
            database_url=SecretStr(url),
            nats_url=SecretStr(nats.url),
            issuer=issuer.url,
            checkpoint_dir=tmp_path_factory.mktemp("checkpoints"),
            drain_seconds=1,
            charter=CHARTER,
            rate_factor=0,
        )
        service = build(settings)
        async with running(service) as address:
            made = Place(address, service, issuer, url, engine)
            await fill(made, PROJECTS, SEED)
            yield made
            for client in made.clients.values():
                await client.close()
    await engine.dispose()
