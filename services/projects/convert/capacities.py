"""What engineering publishes of a body's free days → our copy of it."""

from __future__ import annotations

from collections.abc import Iterable

from archipel.engineering.v1 import engineering_pb2
from chassis.domain import Fault, raise_faults
from chassis.wire import decimal_from_wire, name_from_wire
from services.projects.convert.enums import SKILL
from services.projects.domain.subsidiarity.facts import Capacity, LentAgent, Skill
from services.projects.use_cases.record_capacity import RecordCapacity


def capacity_from_proto(message: engineering_pb2.Capacity) -> RecordCapacity:
    """Raise InvalidInput for a message that cannot be read.

    An agent lent counts for the body lent to, with employer, skills and free days, and is named in
    the decisions that build on those days (R9, G9).
    """
    faults: list[Fault] = []
    body = name_from_wire(message.body, "territories", "body", faults)
    days = {
        SKILL.required(free.skill, f"free_days[{index}].skill", faults): decimal_from_wire(
            free.days, f"free_days[{index}].days", faults
        )
        for index, free in enumerate(message.free_days)
    }
    agents = tuple(
        _lent_agent(agent, f"lent_agents[{index}]", faults) for index, agent in enumerate(message.lent_agents)
    )
    raise_faults(faults)
    return RecordCapacity(
        body,
        Capacity(
            person_days={skill: free for skill, free in days.items() if skill is not None},
            lent_agents=agents,
        ),
    )


def _lent_agent(message: engineering_pb2.LentAgent, at: str, faults: list[Fault]) -> LentAgent:
    return LentAgent(
        id=name_from_wire(message.agent, "agents", f"{at}.agent", faults),
        employer=name_from_wire(message.employer, "territories", f"{at}.employer", faults),
        skills=_skills(message.skills, f"{at}.skills", faults),
        days=decimal_from_wire(message.free_days, f"{at}.free_days", faults),
    )


def _skills(given: Iterable[int], at: str, faults: list[Fault]) -> frozenset[Skill]:
    read = [SKILL.required(number, f"{at}[{index}]", faults) for index, number in enumerate(given)]
    return frozenset(skill for skill in read if skill is not None)
