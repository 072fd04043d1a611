"""What a decision was taken with ↔ the message in its event."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from archipel.projects.v1 import events_pb2, project_facts_pb2, territories_pb2
from chassis.wire import decimal_to_wire
from services.projects.convert.enums import LEVEL, SKILL
from services.projects.convert.facts import body_name
from services.projects.convert.register import holding_from_proto
from services.projects.convert.territories import holding_to_proto
from services.projects.domain.decision_basis import DecisionBasis
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.facts import Body, Capacity, LentAgent


def basis_to_proto(basis: DecisionBasis) -> events_pb2.DecisionBasis:
    """Of a body what decisions read: its place among the others, not its figures."""
    return events_pb2.DecisionBasis(
        bodies=map(_body_to_proto, basis.bodies),
        holdings=map(holding_to_proto, basis.holdings),
        capacities=[_capacity_to_proto(code, capacity) for code, capacity in basis.capacities.items()],
        charters=[charter.text for charter in basis.charters],
    )


def basis_from_proto(message: events_pb2.DecisionBasis, read: Callable[[str], Charter]) -> DecisionBasis:
    """A basis that this service wrote itself; `read` reads the text of a charter."""
    return DecisionBasis(
        bodies=tuple(map(_body, message.bodies)),
        holdings=tuple(holding_from_proto(line, "holdings", []) for line in message.holdings),
        capacities={each.body.removeprefix("territories/"): _capacity(each) for each in message.capacities},
        charters=tuple(map(read, message.charters)),
    )


def _body_to_proto(body: Body) -> territories_pb2.Territory:
    return territories_pb2.Territory(
        name=body_name(body.code),
        code=body.code,
        level=LEVEL.to_wire(body.level),
        title=body.title,
        acronym=body.acronym,
        members_of=body.members_of,
    )


def _body(message: territories_pb2.Territory) -> Body:
    return Body(
        message.code, LEVEL.stored(message.level), message.title, message.acronym, tuple(message.members_of)
    )


def _capacity_to_proto(code: str, capacity: Capacity) -> events_pb2.BodyCapacity:
    return events_pb2.BodyCapacity(
        body=body_name(code),
        known=capacity.person_days is not None,
        free_days=[
            project_facts_pb2.PersonDays(skill=SKILL.to_wire(skill), days=decimal_to_wire(days))
            for skill, days in (capacity.person_days or {}).items()
        ],
        unwilling=not capacity.willing,
        deliberation=capacity.deliberation,
        lent_agents=[
            events_pb2.BodyCapacity.LentAgent(
                id=agent.id,
                employer=body_name(agent.employer),
                skills=[SKILL.to_wire(skill) for skill in sorted(agent.skills)],
                days=decimal_to_wire(agent.days),
            )
            for agent in capacity.lent_agents
        ],
    )


def _capacity(message: events_pb2.BodyCapacity) -> Capacity:
    return Capacity(
        person_days=(
            {SKILL.stored(free.skill): Decimal(free.days) for free in message.free_days}
            if message.known
            else None
        ),
        willing=not message.unwilling,
        deliberation=message.deliberation,
        lent_agents=tuple(
            LentAgent(
                agent.id,
                agent.employer.removeprefix("territories/"),
                frozenset(SKILL.stored(skill) for skill in agent.skills),
                Decimal(agent.days),
            )
            for agent in message.lent_agents
        ),
    )
