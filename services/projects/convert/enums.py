"""Between the enums of the wire and those of the domain, which bear the same names."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Generic, TypeVar

from archipel.projects.v1 import (
    charters_pb2,
    consent_pb2,
    ownership_pb2,
    project_facts_pb2,
    projects_pb2,
    register_pb2,
    simulations_pb2,
    subsidiarity_pb2,
    territories_pb2,
)
from chassis.domain import Fault, msg
from services.projects.domain.charter_states import CharterState
from services.projects.domain.consent import ContestGround
from services.projects.domain.consent_round import ConciliatorKind, OpinionKind, OpinionValue
from services.projects.domain.learning import EvaluationClass, EvaluationOutcome
from services.projects.domain.participation import Answer
from services.projects.domain.register_change import HoldingAct
from services.projects.domain.simulation import SimulationState
from services.projects.domain.states import State
from services.projects.domain.subsidiarity.coverage import CoverageKind
from services.projects.domain.subsidiarity.decision import DueAct, OwnerKind, Role
from services.projects.domain.subsidiarity.facts import (
    Initiator,
    Level,
    Mode,
    Nature,
    PartyKind,
    ScaleCriterion,
    Skill,
)
from services.projects.domain.subsidiarity.parameters import Layer
from services.projects.domain.transfer import TransferReason
from services.projects.domain.wish_states import PrincipleState, WishState

EnumT = TypeVar("EnumT", bound=StrEnum)


class EnumPair(Generic[EnumT]):
    """`NATURE_INVESTMENT` on the wire is `Nature.INVESTMENT`. A name that only one side knows fails when
    the service starts.
    """

    def __init__(self, domain: type[EnumT], wire: Any) -> None:
        prefix = wire.Name(0).removesuffix("UNSPECIFIED")
        self._to_wire = {member: wire.Value(prefix + member.name) for member in domain}
        self._from_wire = {number: member for member, number in self._to_wire.items()}
        if len(self._from_wire) != len(wire.values()) - 1:
            raise ValueError(f"{domain.__name__} lacks a name of the wire")

    def to_wire(self, member: EnumT | None) -> Any:
        """The number of a member; unspecified for None."""
        return 0 if member is None else self._to_wire[member]

    def optional(self, number: int, field: str, faults: list[Fault]) -> EnumT | None:
        """The member, or None when unspecified; an unknown number is a fault."""
        if number == 0:
            return None
        member = self._from_wire.get(number)
        if member is None:
            text = msg("La valeur {number} est inconnue ici : choisissez dans la liste.", number=number)
            faults.append(Fault(field, "UNKNOWN_VALUE", text))
        return member

    def required(self, number: int, field: str, faults: list[Fault]) -> EnumT | None:
        """The member; unspecified is a fault too. None only beside a fault."""
        if number == 0:
            faults.append(Fault(field, "REQUIRED", msg("Choisissez une valeur dans la liste.")))
        return self.optional(number, field, faults)

    def stored(self, number: int) -> EnumT:
        """The member of a number that this service wrote itself."""
        return self._from_wire[number]


NATURE = EnumPair(Nature, project_facts_pb2.Nature)
INITIATOR = EnumPair(Initiator, project_facts_pb2.Initiator)
PARTY_KIND = EnumPair(PartyKind, project_facts_pb2.PartyKind)
SCALE_CRITERION = EnumPair(ScaleCriterion, project_facts_pb2.ScaleCriterion)
SKILL = EnumPair(Skill, project_facts_pb2.Skill)
LEVEL = EnumPair(Level, territories_pb2.Level)
MODE = EnumPair(Mode, territories_pb2.Mode)
OWNER_KIND = EnumPair(OwnerKind, subsidiarity_pb2.OwnerKind)
ROLE = EnumPair(Role, subsidiarity_pb2.Role)
DUE_ACT = EnumPair(DueAct, subsidiarity_pb2.Due.Act)
STATE = EnumPair(State, projects_pb2.ProjectState)
ANSWER = EnumPair(Answer, projects_pb2.Answer)
CONTEST_GROUND = EnumPair(ContestGround, consent_pb2.ContestGround)
OPINION_KIND = EnumPair(OpinionKind, consent_pb2.OpinionKind)
OPINION_VALUE = EnumPair(OpinionValue, consent_pb2.OpinionValue)
CONCILIATOR_KIND = EnumPair(ConciliatorKind, consent_pb2.ConciliatorKind)
TRANSFER_REASON = EnumPair(TransferReason, ownership_pb2.TransferReason)
WISH_STATE = EnumPair(WishState, ownership_pb2.WishState)
EVALUATION_CLASS = EnumPair(EvaluationClass, ownership_pb2.EvaluationClass)
EVALUATION_OUTCOME = EnumPair(EvaluationOutcome, ownership_pb2.EvaluationOutcome)
PRINCIPLE_STATE = EnumPair(PrincipleState, ownership_pb2.PrincipleState)
CHARTER_STATE = EnumPair(CharterState, charters_pb2.CharterState)
CHARTER_LAYER = EnumPair(Layer, charters_pb2.CharterLayer)
COVERAGE_KIND = EnumPair(CoverageKind, register_pb2.CoverageKind)
HOLDING_ACT = EnumPair(HoldingAct, register_pb2.HoldingChange.Act)
SIMULATION_STATE = EnumPair(SimulationState, simulations_pb2.SimulationState)
