"""The words that wire and domain share: skills, states, origins."""

from __future__ import annotations

from archipel.engineering.v1 import engineering_pb2 as pb
from archipel.projects.v1 import project_facts_pb2 as facts_pb
from chassis.domain import Fault, msg
from services.engineering.domain.capacity import Origin
from services.engineering.domain.days import Skill
from services.engineering.domain.states import RequestState, ReservationState

SKILL_TO_WIRE = {skill: facts_pb.Skill.Value(f"SKILL_{skill.name}") for skill in Skill}
SKILL_FROM_WIRE = {wire: skill for skill, wire in SKILL_TO_WIRE.items()}

REQUEST_STATE_TO_WIRE = {
    state: pb.RequestState.Value(f"REQUEST_STATE_{state.name}") for state in RequestState
}
REQUEST_STATE_FROM_WIRE = {wire: state for state, wire in REQUEST_STATE_TO_WIRE.items()}

RESERVATION_STATE_TO_WIRE = {
    state: pb.ReservationState.Value(f"RESERVATION_STATE_{state.name}") for state in ReservationState
}

ORIGIN_TO_WIRE = {origin: pb.CapacityOrigin.Value(f"CAPACITY_ORIGIN_{origin.name}") for origin in Origin}


def skill_from_wire(wire: int, field: str, faults: list[Fault]) -> Skill | None:
    """The skill, or None after its fault was added."""
    skill = SKILL_FROM_WIRE.get(facts_pb.Skill.ValueType(wire))
    if skill is None:
        reason = "SKILL_UNKNOWN" if wire else "SKILL_MISSING"
        faults.append(Fault(field, reason, msg("Choisissez une compétence de la liste.")))
    return skill


def skill_if_given(wire: int, field: str, faults: list[Fault]) -> Skill | None:
    """The skill that a list is narrowed to; None when the field is not set."""
    return skill_from_wire(wire, field, faults) if wire else None
