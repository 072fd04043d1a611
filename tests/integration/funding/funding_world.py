"""The running service, its callers, and a voice that speaks as the projects service does."""

from __future__ import annotations

from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from uuid import uuid4

from google.protobuf.message import Message
from google.type.money_pb2 import Money

from archipel.funding.v1 import funding_pb2
from archipel.funding.v1.funding_pb2_grpc import FundingServiceStub
from archipel.journal.v1.journal_pb2 import Envelope
from archipel.projects.v1 import events_pb2, projects_pb2, subsidiarity_pb2, territories_pb2
from archipel.projects.v1.project_facts_pb2 import NATURE_INVESTMENT, Nature, ProjectFacts
from chassis.broker import Session
from chassis.domain import uuid7
from chassis.subjects import event_subject, stream_name
from chassis.testing.issuer import TestIssuer
from chassis.testing.running import CallRefused, Client
from chassis.testing.waiting import eventually
from services.funding.domain.project_ref import plan_id_of
from tests.unit.funding.funding_examples import BODIES, CALL, GRENAY, LOOS, POLE

NODE = "test"
CHAIN = (LOOS, CALL, POLE)

PEOPLE = {
    "mayor": ("p-mayor", f"bodies/{LOOS}/elected"),
    "manager": ("p-manager", f"bodies/{CALL}/project_manager"),
    "officer": ("p-officer", f"bodies/{CALL}/funding_officer"),
    "neighbour": ("p-neighbour", f"bodies/{GRENAY}/elected", f"bodies/{GRENAY}/funding_officer"),
    "observer": ("p-observer", f"bodies/{POLE}/observer"),
}


@dataclass
class Voice:
    """Publishes events as the projects service does: versions without a gap, one stream."""

    broker: Session
    versions: Counter[str] = field(default_factory=Counter)

    async def say(self, subject: str, message: Message, audience: tuple[str, ...] = ()) -> None:
        self.versions[subject] += 1
        envelope = Envelope(
            id=str(uuid7()),
            source=f"{NODE}/projects",
            type=message.DESCRIPTOR.full_name,
            subject=subject,
            data=message.SerializeToString(),
            version=self.versions[subject],
            epoch=1,
            home_node=NODE,
            audience=audience,
            actor="p-mayor",
        )
        await self.broker.stream_api.publish(
            event_subject(NODE, "projects", subject),
            envelope.SerializeToString(),
            headers={"Nats-Msg-Id": envelope.id},
            stream=stream_name("projects"),
        )

    async def territories(self) -> None:
        for body in BODIES.values():
            territory = territories_pb2.Territory(
                name=f"territories/{body.code}",
                code=body.code,
                level=territories_pb2.Level.Value(f"LEVEL_{body.level.name}"),
                title=body.title,
                members_of=sorted(body.members_of),
            )
            await self.say(territory.name, events_pb2.TerritoryImported(territory=territory))

    async def submitted(self, project: projects_pb2.Project, audience: tuple[str, ...] = CHAIN) -> None:
        await self.say(project.name, events_pb2.ProjectSubmitted(project=project), audience)

    async def accepted(self, project: projects_pb2.Project, audience: tuple[str, ...] = ()) -> None:
        project.state = projects_pb2.PROJECT_STATE_ACCEPTED
        await self.say(project.name, events_pb2.OwnershipAccepted(project=project), audience)

    async def withdrawn(self, project: projects_pb2.Project, audience: tuple[str, ...] = CHAIN) -> None:
        project.state = projects_pb2.PROJECT_STATE_WITHDRAWN
        await self.say(project.name, events_pb2.ProjectWithdrawn(project=project), audience)


@dataclass
class World:
    """The running service, its callers, and the projects service's voice."""

    address: str
    issuer: TestIssuer
    broker: Session
    voice: Voice
    stack: AsyncExitStack
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        """One of PEOPLE, or "" for somebody without a token; each call has a fresh one."""
        if who not in self.clients:
            person = PEOPLE.get(who)
            self.clients[who] = Client(self.address, (lambda: self.issuer.token(*person)) if person else "")
            self.stack.push_async_callback(self.clients[who].close)
        return self.clients[who]

    async def ask(self, who: str, rpc: str, request: Message) -> object:
        client = self.client(who)
        return await client.call(getattr(FundingServiceStub(client.channel), rpc), request)

    async def plan(self, name: str, who: str = "mayor") -> funding_pb2.FinancingPlan:
        found = await self.ask(who, "GetPlan", funding_pb2.GetPlanRequest(name=name))
        assert isinstance(found, funding_pb2.FinancingPlan)
        return found

    async def opened(self, project: projects_pb2.Project, who: str = "mayor") -> funding_pb2.FinancingPlan:
        """The plan of a project, once the reaction has opened it."""
        name = plan_name(project)

        async def ask() -> funding_pb2.FinancingPlan | None:
            try:
                return await self.plan(name, who)
            except CallRefused as refused:
                if refused.reason != "PLAN_NOT_FOUND":
                    raise
                return None

        found = await eventually(ask)
        assert found is not None
        return found

    async def church_roof(self) -> funding_pb2.FinancingPlan:
        """A fresh plan, opened by the project's event."""
        project = a_project()
        await self.voice.submitted(project)
        return await self.opened(project)


def a_project(
    cost: int = 261_930,
    owner: str = LOOS,
    nature: Nature.ValueType = NATURE_INVESTMENT,
    *,
    equipment: bool | None = None,
) -> projects_pb2.Project:
    facts = ProjectFacts(competence="1035", nature=nature, cost=Money(currency_code="EUR", units=cost))
    if equipment is not None:
        facts.equipment = equipment
    return projects_pb2.Project(
        name=f"projects/{uuid4()}",
        title="Toiture solaire de l’église",
        lead=f"territories/{LOOS}",
        facts=facts,
        state=projects_pb2.PROJECT_STATE_PROPOSED,
        decision=subsidiarity_pb2.Decision(
            owner=subsidiarity_pb2.Owner(
                kind=subsidiarity_pb2.OWNER_KIND_BODY, body=f"territories/{owner}", title="Loos-en-Gohelle"
            )
        ),
    )


def plan_name(project: projects_pb2.Project) -> str:
    return f"plans/{plan_id_of(project.name.partition('/')[2])}"
