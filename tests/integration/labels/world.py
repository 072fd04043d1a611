"""Labels running on real servers, the people who call it, and projects whose events it hears."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from google.protobuf.message import Message
from sqlalchemy import select

from archipel.journal.v1.journal_pb2 import Envelope
from archipel.labels.v1 import applications_pb2 as apps
from archipel.labels.v1 import labels_pb2 as pb
from archipel.labels.v1.labels_pb2_grpc import LabelsServiceStub
from archipel.projects.v1 import events_pb2 as project_events
from archipel.projects.v1 import project_facts_pb2, projects_pb2, subsidiarity_pb2
from chassis.broker import session
from chassis.domain import SystemClock, paris_day, uuid7
from chassis.service import Service
from chassis.subjects import event_subject
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import Client, signed_in
from chassis.testing.waiting import eventually
from chassis.wire import date_to_wire
from services.labels.storage.tables import project_refs

POLE, CALL = "200060358", "246200364"
LOOS, GRENAY, LIEVIN = "62528", "62386", "62510"
EURALENS = "frameworks/euralens@2026"

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "mayor": (f"bodies/{LOOS}/elected",),
    "neighbour": (f"bodies/{GRENAY}/elected",),
    "chair": (f"bodies/{POLE}/elected",),
    "juror": (f"bodies/{POLE}/juror",),
    "second_juror": (f"bodies/{POLE}/juror",),
    "loos_juror": (f"bodies/{POLE}/juror", f"bodies/{LOOS}/project_manager"),
    "stranger_juror": (f"bodies/{CALL}/juror",),
    "observer": (f"bodies/{POLE}/observer",),
    "president": (f"bodies/{CALL}/elected",),
}
"""Pseudonymous id → groups."""

CRITERIA = (
    "climate_energy",
    "resources",
    "fairness",
    "leadership",
    "financing",
    "schedule",
    "reproducible",
    "involvement",
    "shared_learning",
)
"""Those of the Euralens grid that apply to an approach that involves inhabitants."""


def today() -> date:
    return paris_day(SystemClock().now())


@dataclass
class World:
    """One running service, shared by the tests; each test opens its own campaigns and projects."""

    address: str
    service: Service
    issuer: TestIssuer
    nats_url: str
    clients: dict[str, Client] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)

    def client(self, person: str) -> Client:
        """The person's client; "" is nobody in particular."""
        if person not in self.clients:
            groups = PEOPLE.get(person, ())
            made = signed_in(self.address, self.issuer, person, *groups) if person else Client(self.address)
            self.clients[person] = made
        return self.clients[person]

    async def call(self, person: str, rpc: str, request: Message) -> Any:
        client = self.client(person)
        return await client.call(getattr(LabelsServiceStub(client.channel), rpc), request)

    async def close(self) -> None:
        for client in self.clients.values():
            await client.close()

    # --- what projects tells ----------------------------------------------------------------------

    async def tell(self, event: Any) -> None:
        """Put an event of a project on the stream of projects, as its relay would."""
        name = event.project.name
        self.versions[name] = self.versions.get(name, 0) + 1
        envelope = Envelope(
            id=str(uuid7()),
            source="test/projects",
            type=event.DESCRIPTOR.full_name,
            subject=name,
            data=event.SerializeToString(),
            version=self.versions[name],
            epoch=1,
            home_node="test",
        )
        async with session(self.nats_url, "test-projects") as broker:
            await broker.stream_api.publish(
                event_subject("test", "projects", name),
                envelope.SerializeToString(),
                headers={"Nats-Msg-Id": envelope.id},
            )

    async def project(self, **changes: Any) -> str:
        """Name of a project that was submitted and whose copy has arrived."""
        made = a_project(**changes)
        await self.tell(project_events.ProjectSubmitted(project=made))
        assert await eventually(lambda: self.copy_state(made.name))
        return made.name

    async def copy_state(self, project: str) -> str | None:
        """State of the copy that labels keeps, None when it keeps none."""
        async with self.service.foundation.engine.connect() as connection:
            query = select(project_refs.c.state).where(project_refs.c.id == project.removeprefix("projects/"))
            found: str | None = await connection.scalar(query)
            return found

    # --- steps of the journey ---------------------------------------------------------------------

    async def campaign(self, **changes: Any) -> pb.Campaign:
        request = pb.OpenCampaignRequest(campaign=a_campaign(**changes))
        answer: pb.Campaign = await self.call("chair", "OpenCampaign", request)
        return answer

    async def application(self, *, campaign: str = "", project: str = "") -> apps.Application:
        """Just submitted by the mayor of Loos."""
        request = pb.ApplyRequest(
            campaign=campaign or (await self.campaign()).name,
            project=project or await self.project(),
            body=f"territories/{LOOS}",
            statement="Quarante maisons, une méthode que d’autres pourront reprendre.",
        )
        answer: apps.Application = await self.call("mayor", "Apply", request)
        return answer

    async def marked(self, value: int = 3) -> apps.Application:
        """Two jurors have marked every criterion alike."""
        made = await self.application()
        for juror in ("juror", "second_juror"):
            await self.call(juror, "DeclareInterests", pb.DeclareInterestsRequest(name=made.name))
            made = await self.call(juror, "MarkCriteria", mark_request(made.name, value))
        return made

    async def awarded(self) -> apps.Application:
        made = await self.marked()
        answer: apps.Application = await self.call("chair", "Decide", decide_request(made.name))
        return answer


def a_project(**changes: Any) -> projects_pb2.Project:
    values: dict[str, Any] = {
        "name": f"projects/{uuid7()}",
        "title": "Rénovation groupée de la cité des Castors",
        "lead": f"territories/{LOOS}",
        "state": projects_pb2.PROJECT_STATE_PROPOSED,
        "facts": project_facts_pb2.ProjectFacts(competence="6520", needs_involvement=True),
        "decision": subsidiarity_pb2.Decision(
            owner=subsidiarity_pb2.Owner(kind=subsidiarity_pb2.OWNER_KIND_BODY, body=f"territories/{LOOS}")
        ),
    }
    return projects_pb2.Project(**{**values, **changes})


def a_campaign(**changes: Any) -> pb.Campaign:
    values: dict[str, Any] = {
        "title": "Appel à labellisation",
        "framework": EURALENS,
        "body": f"territories/{POLE}",
        "opens": date_to_wire(today() - timedelta(days=10)),
        "closes": date_to_wire(today() + timedelta(days=80)),
        "quota": 10,
    }
    return pb.Campaign(**{**values, **changes})


def mark_request(name: str, value: int = 3, **changes: Any) -> pb.MarkCriteriaRequest:
    marks = [apps.Mark(criterion=each, value=value, reason="Vu sur pièces.") for each in CRITERIA]
    return pb.MarkCriteriaRequest(name=name, **{"marks": marks, **changes})


def decide_request(name: str, **changes: Any) -> pb.DecideRequest:
    values: dict[str, Any] = {
        "outcome": apps.OUTCOME_AWARDED,
        "stage": "labelled",
        "votes": [
            apps.BodyVotes(body=f"territories/{POLE}", in_favour=4, against=1, abstentions=1),
            apps.BodyVotes(body=f"territories/{CALL}", in_favour=3),
        ],
    }
    return pb.DecideRequest(name=name, **{**values, **changes})
