"""Requests about what bodies say of a decision → commands. Each raises InvalidInput with all that it cannot
read.
"""

from __future__ import annotations

from archipel.projects.v1 import consent_pb2, consent_service_pb2, projects_pb2
from chassis.domain import Fault, msg
from chassis.wire import date_from_wire
from services.projects.convert.enums import CONTEST_GROUND, OPINION_VALUE
from services.projects.convert.which_project import acting
from services.projects.domain.consent import (
    FIRST_DELIBERATION_DAY,
    ContestAnswer,
    Deliberation,
    contest_faults,
    undated_faults,
)
from services.projects.domain.consent_round import OpinionValue
from services.projects.use_cases.accept_ownership import AcceptOwnership
from services.projects.use_cases.conclude_conciliation import ConcludeConciliation
from services.projects.use_cases.contest_decision import ContestDecision
from services.projects.use_cases.convene_conciliation import ConveneConciliation
from services.projects.use_cases.give_opinion import GiveOpinion

SAYABLE = (OpinionValue.FAVOURABLE, OpinionValue.UNFAVOURABLE)


def accept_from_proto(request: projects_pb2.AcceptOwnershipRequest) -> AcceptOwnership:
    faults: list[Fault] = []
    deliberation = voted_from_proto(request.deliberation, faults)
    # Told here too when the date already stops the request, so that both are told at once.
    project_id, body = acting(request.name, request.body, faults, undated_faults(deliberation))
    expected = request.expected_results.strip()
    return AcceptOwnership(project_id, request.etag, body, deliberation, expected)


def voted_from_proto(message: consent_pb2.Deliberation, faults: list[Fault]) -> Deliberation:
    """A deliberation that a person gives; without a date it is a fault."""
    told = len(faults)
    day = date_from_wire(message.date, "deliberation.date", faults)
    if day is None and len(faults) == told:
        text = msg("Indiquez la date de la délibération (ou de l’accord écrit).")
        faults.append(Fault("deliberation.date", "REQUIRED", text))
    # Never seen with this day: whoever has a fault to tell makes no command.
    known = day or FIRST_DELIBERATION_DAY
    return Deliberation(known, message.reference.strip(), message.votes_for, message.votes_cast)


def contest_from_proto(request: projects_pb2.ContestDecisionRequest) -> ContestDecision:
    faults: list[Fault] = []
    ground = CONTEST_GROUND.required(request.ground, "ground", faults)
    text = request.text.strip()
    documents = tuple(document.strip() for document in request.documents)
    project_id, body = acting(request.name, request.body, faults, contest_faults(text, documents))
    assert ground is not None
    return ContestDecision(project_id, request.etag, body, ground, text, documents)


def opinion_from_proto(request: consent_service_pb2.GiveOpinionRequest) -> GiveOpinion:
    faults: list[Fault] = []
    value = OPINION_VALUE.required(request.value, "value", faults)
    if value is not None and value not in SAYABLE:
        text = msg("Un avis est favorable ou défavorable : choisissez l’un des deux.")
        faults.append(Fault("value", "UNKNOWN_VALUE", text))
    deliberation = (
        voted_from_proto(request.deliberation, faults) if request.HasField("deliberation") else None
    )
    besides = undated_faults(deliberation) if deliberation is not None else []
    project_id, body = acting(request.name, request.body, faults, besides)
    assert value is not None
    return GiveOpinion(project_id, request.etag, body, value, request.text.strip(), deliberation)


def convene_from_proto(request: consent_service_pb2.ConveneConciliationRequest) -> ConveneConciliation:
    project_id, body = acting(request.name, request.body)
    return ConveneConciliation(project_id, request.etag, body)


def conclude_from_proto(request: consent_service_pb2.ConcludeConciliationRequest) -> ConcludeConciliation:
    project_id, body = acting(request.name, request.body)
    answers = tuple(ContestAnswer(answer.upheld, answer.text.strip()) for answer in request.answers)
    return ConcludeConciliation(project_id, request.etag, body, answers, request.text.strip())
