"""Chapter one: who has days to lend. The CALL's team has them, Loos-en-Gohelle runs short."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from archipel.engineering.v1 import engineering_pb2 as wire
from archipel.engineering.v1.engineering_pb2_grpc import EngineeringServiceStub
from archipel.projects.v1 import people_pb2
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1.people_pb2_grpc import PeopleServiceStub
from node.demo.stage import Stage, day, territory
from node.personas import CALL, PERSONAS, POLE

POOL = "equipes.call"


@dataclass(frozen=True)
class Member:
    """An agent of the CALL's team; an invented name, kept in the table of people alone."""

    name: str
    skills: tuple[facts.Skill.ValueType, ...]
    quota: str
    lent_to_pole: bool = False


TEAM = (
    Member("Inès Kaczmarek", (facts.SKILL_ENGINEERING, facts.SKILL_ENERGY), "100"),
    Member("Thomas Lemaire", (facts.SKILL_FACILITATION,), "80"),
    Member("Sarah Bouchez", (facts.SKILL_HOUSING, facts.SKILL_ENGINEERING), "100"),
    Member("Yanis Dubois", (facts.SKILL_FINANCIAL_ENGINEERING,), "50"),
    Member("Élise Grandin", (facts.SKILL_FOOD, facts.SKILL_FACILITATION), "60", True),
)

DECLARED = {
    "maire.loos": ("62528", {facts.SKILL_ENGINEERING: "10", facts.SKILL_FACILITATION: "15"}),
    "maire.grenay": ("62386", {facts.SKILL_ENGINEERING: "5", facts.SKILL_FACILITATION: "10"}),
}
"""What two communes say of themselves: (body, days by skill). The others gave no figures."""


async def introduce(stage: Stage) -> None:
    """Everybody gives a name to the pseudonym under which the journals know him."""
    stub = stage.stub("projects", PeopleServiceStub)
    for persona in PERSONAS:
        request = people_pb2.RegisterPersonRequest(
            person=stage.person(persona.login), display_name=persona.name
        )
        await stage.do(persona.login, stub.RegisterPerson, request)


async def tell(stage: Stage) -> None:
    """Register the team, and declare the days of two communes."""
    await introduce(stage)
    stub = stage.stub("engineering", EngineeringServiceStub)
    for member in TEAM:
        await register(stage, member)
    for mayor, (body, days) in DECLARED.items():
        free = [wire.SkillDays(skill=skill, days=number) for skill, number in days.items()]
        declared = wire.DeclareCapacityRequest(body=territory(body), free_days=free)
        await stage.do(mayor, stub.DeclareCapacity, declared)


async def register(stage: Stage, member: Member) -> None:
    """Wait for it: engineering hears of the territory by events."""
    people = stage.stub("projects", PeopleServiceStub)
    stub = stage.stub("engineering", EngineeringServiceStub)
    named = people_pb2.RegisterPersonRequest(display_name=member.name, body=territory(CALL))
    person = await stage.do(POOL, people.RegisterPerson, named)
    request = wire.RegisterAgentRequest(agent=agent(stage, member, person))
    await stage.until(lambda: stage.do(POOL, stub.RegisterAgent, request), "le territoire chez l’ingénierie")


def agent(stage: Stage, member: Member, person: people_pb2.Person) -> wire.Agent:
    made = wire.Agent(person=person.name, employer=territory(CALL), skills=member.skills, quota=member.quota)
    if member.lent_to_pole:
        made.lending.body = territory(POLE)
        made.lending.start_date.CopyFrom(day(stage.day))
        made.lending.end_date.CopyFrom(day(stage.day + timedelta(days=300)))
    return made


async def lend(stage: Stage, project: str) -> None:
    """The CALL's pool manager answers a part of what a project asks for."""
    stub = stage.stub("engineering", EngineeringServiceStub)

    async def asked() -> wire.DayRequest | None:
        listed = await stage.do(POOL, stub.ListDayRequests, wire.ListDayRequestsRequest(project=project))
        wanted = facts.SKILL_ENGINEERING
        return next((each for each in listed.requests if each.skill == wanted), None)

    request = await stage.until(asked, "la demande de jours")
    assert request is not None
    agents = await stage.do(
        POOL,
        stub.ListAgents,
        wire.ListAgentsRequest(body=territory(CALL), skill=facts.SKILL_ENGINEERING),
    )
    booking = wire.ReserveDaysRequest(
        request=request.name,
        etag=request.etag,
        agent=min(each.name for each in agents.agents),
        start_date=day(stage.day + timedelta(days=14)),
        end_date=day(stage.day + timedelta(days=120)),
        days="12",
    )
    await stage.do(POOL, stub.ReserveDays, booking)
