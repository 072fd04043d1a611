"""What engineering publishes of a body's free days → our copy of it."""

from __future__ import annotations

from archipel.engineering.v1 import engineering_pb2
from chassis.domain import Fault, raise_faults
from chassis.wire import decimal_from_wire, name_from_wire
from services.projects.convert.enums import SKILL
from services.projects.domain.subsidiarity.facts import ZERO, Capacity, LentAgent
from services.projects.use_cases.record_capacity import RecordCapacity


def capacity_from_proto(message: engineering_pb2.Capacity) -> RecordCapacity:
    """Raise InvalidInput for a message that cannot be read.

    Of lent agents only their ids travel: they are named in decisions (G9), and their days count where
    their employer's do.
    """
    faults: list[Fault] = []
    body = name_from_wire(message.body, "territories", "body", faults)
    days = {
        SKILL.required(free.skill, f"free_days[{index}].skill", faults): decimal_from_wire(
            free.days, f"free_days[{index}].days", faults
        )
        for index, free in enumerate(message.free_days)
    }
    raise_faults(faults)
    agents = tuple(
        LentAgent(name.removeprefix("agents/"), "", frozenset(), ZERO) for name in message.lent_agents
    )
    return RecordCapacity(
        body,
        Capacity(
            person_days={skill: free for skill, free in days.items() if skill is not None},
            lent_agents=agents,
        ),
    )
