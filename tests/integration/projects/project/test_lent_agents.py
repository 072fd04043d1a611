"""Agents whom members lend to the pole, from engineering's event to the decision that names them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from archipel.engineering.v1 import engineering_pb2 as days
from archipel.engineering.v1.events_pb2 import CapacityPublished
from archipel.projects.v1 import project_facts_pb2 as facts
from archipel.projects.v1 import subsidiarity_pb2 as sub
from archipel.projects.v1.subsidiarity_pb2_grpc import SubsidiarityServiceStub
from chassis.testing.waiting import eventually
from tests.integration.projects.project.world import CALL, GRENAY, POLE, World, body, castors

AGENT = "0190aaaa-0000-7000-8000-0000000000a1"
NEED = facts.ProjectFacts(
    competence="6520",
    nature=facts.NATURE_PROGRAMME,
    works_area=[body(GRENAY)],
    cost=castors().facts.cost,
    person_days=[facts.PersonDays(skill=facts.SKILL_ENERGY, days="12.5")],
)


def lent(skill: facts.Skill.ValueType, free: str = "229.5") -> days.LentAgent:
    return days.LentAgent(agent=f"agents/{AGENT}", employer=body(CALL), skills=[skill], free_days=free)


class Days:
    """What engineering last said of each body; every word is a version of its own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.versions: dict[str, int] = {}

    async def say(self, code: str, free: str = "", agents: tuple[days.LentAgent, ...] = ()) -> None:
        """The same free days for each skill, none when left out."""
        skills = [number for number in facts.Skill.values() if number] if free else []
        capacity = days.Capacity(
            body=body(code),
            free_days=[days.SkillDays(skill=skill, days=free) for skill in skills],
            lent_agents=agents,
        )
        version = self.versions[code] = self.versions.get(code, 0) + 1
        message = CapacityPublished(capacity=capacity)
        await self.world.publish("engineering", f"capacities/{code}", version, message)

    async def decision(self) -> sub.Decision:
        client = self.world.client("mayor")
        question = sub.EvaluateSubsidiarityRequest(facts=NEED)
        answer: sub.Decision = await client.call(
            SubsidiarityServiceStub(client.channel).EvaluateSubsidiarity, question
        )
        return answer

    async def pole_helps(self) -> bool:
        roles = [(role.party, role.role) for role in (await self.decision()).roles]
        return (POLE, sub.ROLE_ENGINEERING_SUPPORT) in roles


@pytest.fixture(scope="module")
async def without_days(world: World) -> AsyncIterator[Days]:
    """The commune and its agglomeration have no free day; afterwards everybody has enough again."""
    engineering = Days(world)
    await engineering.say(GRENAY)
    await engineering.say(CALL)

    async def nobody_has_days() -> bool:
        decision = await engineering.decision()
        return [gap.missing_days for gap in decision.gaps] == ["12.5"] and bool(decision.conditions)

    assert await eventually(nobody_has_days)
    yield engineering
    for code in (GRENAY, CALL):
        await engineering.say(code, "100000")
    await engineering.say(POLE)


async def test_an_agent_lent_to_the_pole_makes_it_a_resource_team_by_name(without_days: Days) -> None:
    await without_days.say(POLE)
    assert not await without_days.pole_helps()
    await without_days.say(POLE, agents=(lent(facts.SKILL_ENERGY),))
    assert await eventually(without_days.pole_helps)
    decision = await without_days.decision()
    assert decision.owner.body == body(GRENAY)
    r9 = next(rule for rule in decision.rules if rule.id == "R9")
    assert AGENT in r9.because
    assert "prêté par l’agglomération CALL, énergie, 229,5\N{NO-BREAK SPACE}jours" in r9.because

    await without_days.say(POLE)

    async def alone_again() -> bool:
        return not await without_days.pole_helps()

    assert await eventually(alone_again)
    assert AGENT not in (await without_days.decision()).explanation


@pytest.mark.parametrize("agent", [lent(facts.SKILL_FOOD), lent(facts.SKILL_ENERGY, "0")])
async def test_an_agent_without_the_skill_or_without_days_gives_the_pole_no_role(
    without_days: Days, agent: days.LentAgent
) -> None:
    fitting = lent(facts.SKILL_ENERGY)
    await without_days.say(POLE, agents=(fitting,))
    assert await eventually(without_days.pole_helps)
    await without_days.say(POLE, agents=(agent,))

    async def no_role() -> bool:
        return not await without_days.pole_helps()

    assert await eventually(no_role)
