"""Resource names and enums, between the wire and the domain."""

from __future__ import annotations

from archipel.labels.v1 import applications_pb2, labels_pb2
from chassis.domain import Fault, msg
from chassis.wire import name_from_wire
from services.labels.domain.decision import Outcome
from services.labels.domain.framework import FrameworkRef
from services.labels.domain.opinion import Advice
from services.labels.domain.states import ApplicationState, CampaignState

CAMPAIGN_STATES = {
    state: labels_pb2.CampaignState.Value(f"CAMPAIGN_STATE_{state.name}") for state in CampaignState
}
APPLICATION_STATES = {
    state: applications_pb2.ApplicationState.Value(f"APPLICATION_STATE_{state.name}")
    for state in ApplicationState
}
OUTCOMES = {outcome: applications_pb2.Outcome.Value(f"OUTCOME_{outcome.name}") for outcome in Outcome}
ADVICES = {advice: applications_pb2.Advice.Value(f"ADVICE_{advice.name}") for advice in Advice}

_STATES_BY_NUMBER: dict[int, ApplicationState] = {
    number: state for state, number in APPLICATION_STATES.items()
}
_OUTCOMES_BY_NUMBER: dict[int, Outcome] = {number: outcome for outcome, number in OUTCOMES.items()}
_ADVICES_BY_NUMBER: dict[int, Advice] = {number: advice for advice, number in ADVICES.items()}


def outcome_from_wire(number: int) -> Outcome | None:
    """None when it was left out or is not known; the domain then asks for one."""
    return _OUTCOMES_BY_NUMBER.get(number)


def advice_from_wire(number: int) -> Advice | None:
    """None when it was left out or is not known; the domain then asks for one."""
    return _ADVICES_BY_NUMBER.get(number)


def state_filter_from_wire(number: int, faults: list[Fault]) -> ApplicationState | None:
    """None when no state is asked for."""
    if number and number not in _STATES_BY_NUMBER:
        faults.append(Fault("state", "STATE_UNKNOWN", msg("Cet état n’existe pas.")))
    return _STATES_BY_NUMBER.get(number)


def territory_name(code: str) -> str:
    return f"territories/{code}"


def person_name(person_id: str) -> str:
    return f"people/{person_id}"


def framework_name(ref: FrameworkRef) -> str:
    return f"frameworks/{ref}"


def framework_ref_from_wire(name: str, field: str, faults: list[Fault]) -> FrameworkRef:
    """The id and version in "frameworks/{id}@{version}"."""
    before = len(faults)
    identifier, _, version = name_from_wire(name, "frameworks", field, faults).partition("@")
    if len(faults) == before and not (identifier and version):
        wanted = msg(
            "On attend un nom de la forme « frameworks/euralens@2026 », pas « {name} ».", name=name[:80]
        )
        faults.append(Fault(field, "NAME_MALFORMED", wanted))
    return FrameworkRef(identifier, version)
