"""Projects running on real servers with the territory that ships, and the people who call it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from google.protobuf.message import Message
from google.type.date_pb2 import Date
from google.type.money_pb2 import Money
from pydantic import SecretStr
from sqlalchemy import func, select

from archipel.journal.v1.journal_pb2 import Envelope
from archipel.projects.v1 import consent_pb2, consent_service_pb2
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import projects_pb2 as pb
from archipel.projects.v1.consent_service_pb2_grpc import ConsentServiceStub
from archipel.projects.v1.learning_service_pb2_grpc import LearningServiceStub
from archipel.projects.v1.ownership_service_pb2_grpc import OwnershipServiceStub
from archipel.projects.v1.projects_pb2_grpc import ProjectsServiceStub
from chassis.broker import ensure_stream, session
from chassis.domain import Clock, SystemClock, paris_day, uuid7
from chassis.service import Service
from chassis.subjects import event_subject
from chassis.tables import journal
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import CallRefused, Client, refusal, running, signed_in
from chassis.wire import date_to_wire
from services.projects.__main__ import build
from services.projects.import_territories import import_folder
from services.projects.settings import ProjectsSettings
from tests.fixtures.projects.database import make_schema
from tests.fixtures.servers import one_nats

ROOT = Path(__file__).resolve().parents[4]

POLE, CALL, CAHC = "200060358", "246200364", "246200299"
LOOS, GRENAY, LIEVIN, LENS, HENIN = "62528", "62386", "62510", "62498", "62427"

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "mayor": (f"bodies/{LOOS}/elected",),
    "manager": (f"bodies/{LOOS}/project_manager",),
    "grenay": (f"bodies/{GRENAY}/elected",),
    "lievin": (f"bodies/{LIEVIN}/elected",),
    "lens": (f"bodies/{LENS}/elected",),
    "henin": (f"bodies/{HENIN}/elected",),
    "president": (f"bodies/{CALL}/elected",),
    "bureau": (f"bodies/{POLE}/elected",),
    "observer": (f"bodies/{POLE}/observer",),
    "nobody_in_particular": (),
}
"""Pseudonymous id → groups."""

ELECTED = {
    LOOS: "mayor",
    GRENAY: "grenay",
    LIEVIN: "lievin",
    LENS: "lens",
    HENIN: "henin",
    CALL: "president",
    POLE: "bureau",
}
"""Who speaks for a body."""

STUBS = (ProjectsServiceStub, ConsentServiceStub, OwnershipServiceStub, LearningServiceStub)


def body(code: str) -> str:
    return f"territories/{code}"


def as_date(day: Date) -> date:
    return date(day.year, day.month, day.day)


def today() -> date:
    return paris_day(SystemClock().now())


def euros(units: int, nanos: int = 0, currency: str = "EUR") -> Money:
    return Money(currency_code=currency, units=units, nanos=nanos)


def vote(day: date | None = None, reference: str = "2026-11-042") -> consent_pb2.Deliberation:
    return consent_pb2.Deliberation(
        date=date_to_wire(day or today() - timedelta(days=1)), reference=reference
    )


def castors(*invited: str, **changes: Any) -> pb.Project:
    """The grouped renovation of the Castors, with works on the ground of each invited commune."""
    return pb.Project(
        **{
            "title": "Rénovation groupée de la cité des Castors",
            "lead": body(LOOS),
            "participants": [pb.Participant(body=body(code)) for code in invited],
            "facts": facts.ProjectFacts(
                competence="6520",
                nature=facts.NATURE_PROGRAMME,
                works_area=[body(code) for code in (LOOS, *invited)],
                cost=euros(1_200_000),
                person_days=[facts.PersonDays(skill=facts.SKILL_ENGINEERING, days="40")],
                needs_involvement=True,
            ),
            "planned_start": Date(year=2027, month=3, day=1),
            **changes,
        }
    )


@dataclass
class World:
    """One running service, shared by the tests; each test makes its own projects."""

    address: str
    service: Service
    issuer: TestIssuer
    nats_url: str
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, person: str) -> Client:
        """The person's client; "" has no token."""
        if person not in self.clients:
            groups = PEOPLE.get(person, ())
            made = signed_in(self.address, self.issuer, person, *groups) if person else Client(self.address)
            self.clients[person] = made
        return self.clients[person]

    async def do(self, person: str, rpc: str, request: Message) -> Any:
        """Call an RPC of a project as that person, whichever service it stands in."""
        client = self.client(person)
        stubs = (made(client.channel) for made in STUBS)
        return await client.call(next(getattr(stub, rpc) for stub in stubs if hasattr(stub, rpc)), request)

    async def refused(self, person: str, rpc: str, request: Message) -> CallRefused:
        return await refusal(self.do(person, rpc, request))

    async def created(self, *invited: str, **changes: Any) -> pb.Project:
        request = pb.CreateProjectRequest(project=castors(*invited, **changes))
        made: pb.Project = await self.do("mayor", "CreateProject", request)
        return made

    async def submitted(self, *invited: str, **changes: Any) -> pb.Project:
        draft = await self.created(*invited, **changes)
        request = pb.SubmitProjectRequest(name=draft.name, etag=draft.etag)
        made: pb.Project = await self.do("mayor", "SubmitProject", request)
        return made

    async def agreed(self, project: pb.Project) -> pb.Project:
        """Everybody whom the decision waits for consents."""
        for opinion in project.opinions:
            request = consent_service_pb2.GiveOpinionRequest(
                name=project.name,
                etag=project.etag,
                body=opinion.body,
                value=consent_pb2.OPINION_VALUE_FAVOURABLE,
            )
            who = ELECTED[opinion.body.removeprefix("territories/")]
            project = await self.do(who, "GiveOpinion", request)
        return project

    async def accepted(self, **changes: Any) -> pb.Project:
        """Submitted by Loos, agreed to by everybody concerned and accepted by its council: final."""
        project = await self.agreed(await self.submitted(**changes))
        request = pb.AcceptOwnershipRequest(name=project.name, body=body(LOOS), deliberation=vote())
        made: pb.Project = await self.do("mayor", "AcceptOwnership", request)
        return made

    async def events_of(self, project: pb.Project) -> list[Envelope]:
        """What the journal holds of a project, in order."""
        async with self.service.foundation.engine.connect() as connection:
            found = await connection.execute(
                select(journal.c.envelope)
                .where(journal.c.aggregate_id == project.name.removeprefix("projects/"))
                .order_by(journal.c.version)
            )
            return [Envelope.FromString(bytes(row.envelope)) for row in found]

    async def journal_rows(self) -> int:
        async with self.service.foundation.engine.connect() as connection:
            return (
                await connection.scalar(
                    select(func.count()).select_from(journal).where(journal.c.kind != "incidents")
                )
                or 0
            )

    async def publish(self, service: str, subject: str, version: int, message: Message) -> None:
        """Say something as another service of the node would."""
        envelope = Envelope(
            id=str(uuid7()),
            source=f"test/{service}",
            type=message.DESCRIPTOR.full_name,
            subject=subject,
            data=message.SerializeToString(deterministic=True),
            version=version,
            epoch=1,
            home_node="test",
        )
        async with session(self.nats_url, "test") as broker:
            await broker.stream_api.publish(
                event_subject("test", service, subject),
                envelope.SerializeToString(deterministic=True),
                headers={"Nats-Msg-Id": envelope.id},
            )

    async def close(self) -> None:
        for client in self.clients.values():
            await client.close()


@asynccontextmanager
async def one_world(
    database: str,
    issuer: TestIssuer,
    checkpoints: Path,
    rate_factor: float = 1.0,
    clock: Clock | None = None,
) -> AsyncIterator[World]:
    """A migrated database with the territory that ships, a NATS of its own, and the service on both."""
    await make_schema(database)
    await import_folder(ROOT / "territories" / "artois", database_url=database, node="test")
    with one_nats() as nats:
        async with session(nats.url, "test-engineering") as broker:
            await ensure_stream(broker.stream_api, "test", "engineering", max_bytes=64 * 1024**2, replicas=1)
        settings = ProjectsSettings(
            node="test",
            stream_max_bytes=64 * 1024**2,
            database_url=SecretStr(database),
            nats_url=SecretStr(nats.url),
            issuer=issuer.url,
            checkpoint_dir=checkpoints,
            drain_seconds=1,
            charter=ROOT / "charters" / "artois-1.yaml",
            rate_factor=rate_factor,
        )
        service = build(settings, clock)
        async with running(service) as address:
            made = World(address, service, issuer, nats.url)
            yield made
            await made.close()
