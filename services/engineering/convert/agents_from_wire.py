"""Commands and questions about agents."""

from __future__ import annotations

from decimal import Decimal

from archipel.engineering.v1 import engineering_pb2 as pb
from chassis.domain import Fault, msg, raise_faults
from chassis.wire import decimal_from_wire, uuid_name_from_wire
from services.engineering.convert.parts import (
    body_from_wire,
    body_if_given,
    period_from_wire,
    person_from_wire,
    sure,
)
from services.engineering.convert.vocabulary import skill_from_wire, skill_if_given
from services.engineering.domain.agent import Lending, Profile
from services.engineering.domain.calendar import Period
from services.engineering.domain.checks import check_full_time_days, check_quota
from services.engineering.domain.days import FULL_TIME_DAYS, Skill
from services.engineering.use_cases.record_absence import RecordAbsence
from services.engineering.use_cases.register_agent import RegisterAgent
from services.engineering.use_cases.update_agent import UpdateAgent

CHANGEABLE = ("quota", "skills", "lending")


def register_from_proto(request: pb.RegisterAgentRequest) -> RegisterAgent:
    """Raise InvalidInput with all faults."""
    agent = request.agent
    faults: list[Fault] = []
    command = RegisterAgent(
        person=person_from_wire(agent.person, "agent.person", faults),
        employer=body_from_wire(agent.employer, "agent.employer", faults),
        profile=Profile(_skills(agent, faults), _quota(agent, faults), _lending(agent, faults)),
        full_time_days=_full_time_days(agent, faults),
    )
    raise_faults(faults)
    return command


def update_from_proto(request: pb.UpdateAgentRequest) -> UpdateAgent:
    """Only what the mask names. Raise InvalidInput with all faults."""
    agent, named = request.agent, list(request.update_mask.paths)
    faults = _mask_faults(named)
    lending = _lending(agent, faults) if "lending" in named else None
    command = UpdateAgent(
        agent=uuid_name_from_wire(agent.name, "agents", "agent.name", faults),
        etag=agent.etag,
        skills=_skills(agent, faults) if "skills" in named else None,
        quota=_quota(agent, faults) if "quota" in named else None,
        lending=lending,
        ends_lending="lending" in named and lending is None,
    )
    raise_faults(faults)
    return command


def absence_from_proto(request: pb.RecordAbsenceRequest) -> RecordAbsence:
    """Raise InvalidInput with all faults."""
    faults: list[Fault] = []
    agent = uuid_name_from_wire(request.name, "agents", "name", faults)
    period = period_from_wire(request, "", faults)
    raise_faults(faults)
    return RecordAbsence(agent, request.etag, sure(period))


def agent_id_from_proto(request: pb.GetAgentRequest) -> str:
    faults: list[Fault] = []
    agent = uuid_name_from_wire(request.name, "agents", "name", faults)
    raise_faults(faults)
    return agent


def availability_from_proto(request: pb.GetAvailabilityRequest) -> tuple[str, Period]:
    """The agent's id and the period asked about."""
    faults: list[Fault] = []
    agent = uuid_name_from_wire(request.agent, "agents", "agent", faults)
    period = period_from_wire(request, "", faults)
    raise_faults(faults)
    return agent, sure(period)


def list_agents_from_proto(request: pb.ListAgentsRequest) -> tuple[str, Skill | None]:
    """Body and skill that the list is narrowed to."""
    faults: list[Fault] = []
    body = body_if_given(request.body, "body", faults)
    skill = skill_if_given(request.skill, "skill", faults)
    raise_faults(faults)
    return body, skill


def _mask_faults(named: list[str]) -> list[Fault]:
    text = msg("Indiquez ce qui change : {fields}.", fields=", ".join(CHANGEABLE))
    if not named:
        return [Fault("update_mask", "MASK_EMPTY", text)]
    return [Fault("update_mask", "MASK_UNKNOWN", text) for path in named if path not in CHANGEABLE]


def _skills(agent: pb.Agent, faults: list[Fault]) -> frozenset[Skill]:
    if not agent.skills:
        text = msg("Indiquez au moins une compétence.")
        faults.append(Fault("agent.skills", "SKILL_MISSING", text))
    found = [
        skill_from_wire(wire, f"agent.skills[{number}]", faults) for number, wire in enumerate(agent.skills)
    ]
    return frozenset(skill for skill in found if skill is not None)


def _quota(agent: pb.Agent, faults: list[Fault]) -> Decimal:
    before = len(faults)
    quota = decimal_from_wire(agent.quota, "agent.quota", faults)
    if len(faults) == before:
        check_quota(quota, "agent.quota", faults)
    return quota


def _full_time_days(agent: pb.Agent, faults: list[Fault]) -> Decimal:
    if not agent.full_time_days:
        return FULL_TIME_DAYS
    before = len(faults)
    days = decimal_from_wire(agent.full_time_days, "agent.full_time_days", faults)
    if len(faults) == before:
        check_full_time_days(days, "agent.full_time_days", faults)
    return days


def _lending(agent: pb.Agent, faults: list[Fault]) -> Lending | None:
    if not agent.HasField("lending"):
        return None
    body = body_from_wire(agent.lending.body, "agent.lending.body", faults)
    period = period_from_wire(agent.lending, "agent.lending.", faults)
    return None if period is None else Lending(body, period)
