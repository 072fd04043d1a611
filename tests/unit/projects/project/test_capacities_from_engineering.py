"""What engineering says of free days is read whole, or every fault of it is named."""

from decimal import Decimal

import pytest

from archipel.engineering.v1 import engineering_pb2 as pb
from archipel.projects.v1 import project_facts_pb2 as facts
from chassis.domain import InvalidInput
from services.projects.convert.capacities import capacity_from_proto
from services.projects.domain.subsidiarity.facts import Capacity, LentAgent, Skill
from tests.fixtures.projects.territory import CALL, POLE


def test_a_lent_agent_is_read_with_employer_skills_and_days() -> None:
    agent = pb.LentAgent(
        agent="agents/a1",
        employer=f"territories/{CALL}",
        skills=[facts.SKILL_ENERGY, facts.SKILL_DATA],
        free_days="12.25",
    )
    read = capacity_from_proto(pb.Capacity(body=f"territories/{POLE}", lent_agents=[agent]))
    lent = LentAgent("a1", CALL, frozenset({Skill.ENERGY, Skill.DATA}), Decimal("12.25"))
    assert (read.body, read.capacity) == (POLE, Capacity(person_days={}, lent_agents=(lent,)))


def test_an_agent_that_cannot_be_read_is_told_with_all_its_faults() -> None:
    agent = pb.LentAgent(agent="a1", employer="CALL", skills=[facts.SKILL_DATA], free_days="douze")
    agent.skills.append(facts.SKILL_UNSPECIFIED)
    with pytest.raises(InvalidInput) as refused:
        capacity_from_proto(pb.Capacity(body=f"territories/{POLE}", lent_agents=[agent]))
    assert [(fault.field, fault.reason) for fault in refused.value.faults] == [
        ("lent_agents[0].agent", "NAME_MALFORMED"),
        ("lent_agents[0].employer", "NAME_MALFORMED"),
        ("lent_agents[0].skills[1]", "REQUIRED"),
        ("lent_agents[0].free_days", "NUMBER_MALFORMED"),
    ]
