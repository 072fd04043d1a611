"""What engineering keeps of the events of projects."""

from __future__ import annotations

from decimal import Decimal

from archipel.projects.v1 import projects_pb2, subsidiarity_pb2, territories_pb2
from chassis.domain import decimal_or_none
from services.engineering.convert.vocabulary import SKILL_FROM_WIRE
from services.engineering.domain.references import MissingDays, ProjectRef, TerritoryRef


def project_from_event(project: projects_pb2.Project) -> ProjectRef:
    """Raise ValueError or KeyError for a gap without a number of days or without a known skill."""
    decision = project.decision
    owner = decision.owner
    owned_by_body = owner.kind == subsidiarity_pb2.OWNER_KIND_BODY
    return ProjectRef(
        id=_code(project.name),
        title=project.title,
        owner=_code(owner.body) if owned_by_body else "",
        bodies=frozenset(_bodies(project)),
        supporters=frozenset(
            role.party
            for role in decision.roles
            if role.level and role.role == subsidiarity_pb2.ROLE_ENGINEERING_SUPPORT
        ),
        missing=tuple(_missing(gap) for gap in decision.gaps),
        withdrawn=project.state == projects_pb2.PROJECT_STATE_WITHDRAWN,
    )


def territory_from_event(territory: territories_pb2.Territory) -> TerritoryRef:
    return TerritoryRef(
        code=territory.code,
        title=territory.title,
        members_of=frozenset(territory.members_of),
        population=territory.population,
    )


def _bodies(project: projects_pb2.Project) -> set[str]:
    """Lead, participants that said yes, and the bodies (parties with a level) that have a role."""
    joined = (one for one in project.participants if one.answer == projects_pb2.ANSWER_CONFIRMED)
    bodies = {_code(project.lead), *(_code(one.body) for one in joined)}
    bodies |= {role.party for role in project.decision.roles if role.level}
    return bodies


def _missing(gap: subsidiarity_pb2.Gap) -> MissingDays:
    days = decimal_or_none(gap.missing_days)
    if days is None or days <= Decimal(0):
        raise ValueError(f"a gap without missing days: {gap.missing_days!r}")
    return MissingDays(SKILL_FROM_WIRE[gap.skill], days)


def _code(name: str) -> str:
    return name.rpartition("/")[2]
