"""Requests about evaluations and guiding principles → commands and questions. Each raises InvalidInput with
all that it cannot read.
"""

from __future__ import annotations

from archipel.projects.v1 import learning_service_pb2
from chassis.domain import Fault, InvalidInput, raise_faults
from chassis.pagination import next_token, page_of
from chassis.wire import name_from_wire, uuid_name_from_wire
from services.projects.convert.consent_requests import voted_from_proto
from services.projects.convert.enums import EVALUATION_CLASS, EVALUATION_OUTCOME, PRINCIPLE_STATE
from services.projects.convert.projects import project_to_proto
from services.projects.convert.register import check_wanted_competence
from services.projects.convert.which_project import acting
from services.projects.domain.consent import reference_faults
from services.projects.domain.project import Project
from services.projects.use_cases.adopt_principle import AdoptPrinciple
from services.projects.use_cases.evaluate_project import EvaluateProject
from services.projects.use_cases.list_experiences import ListExperiences
from services.projects.use_cases.list_principles import ListPrinciples
from services.projects.use_cases.paging import Paged
from services.projects.use_cases.propose_principle import ProposePrinciple
from services.projects.use_cases.withdraw_principle import WithdrawPrinciple


def evaluate_from_proto(request: learning_service_pb2.EvaluateProjectRequest) -> EvaluateProject:
    faults: list[Fault] = []
    found = EVALUATION_CLASS.required(getattr(request, "class"), "class", faults)
    outcome = EVALUATION_OUTCOME.required(request.outcome, "outcome", faults)
    project_id, body = acting(request.name, request.body, faults)
    assert found is not None
    assert outcome is not None
    return EvaluateProject(
        project_id,
        request.etag,
        body,
        found,
        request.results.strip(),
        request.lessons.strip(),
        outcome,
        request.experiment_ended,
    )


def experiences_from_proto(request: learning_service_pb2.ListExperiencesRequest) -> ListExperiences:
    page = page_of(request)
    faults: list[Fault] = []
    check_wanted_competence(request.competence, "competence", faults)
    raise_faults(faults)
    return ListExperiences(page.size, page.after[0] if page.after else "", request.competence)


def experiences_to_proto(
    request: learning_service_pb2.ListExperiencesRequest, page: Paged[Project]
) -> learning_service_pb2.ListExperiencesResponse:
    return learning_service_pb2.ListExperiencesResponse(
        projects=[project_to_proto(project) for project in page.items],
        next_page_token=next_token(request, page.after),
    )


def propose_from_proto(request: learning_service_pb2.ProposePrincipleRequest) -> ProposePrinciple:
    faults: list[Fault] = []
    body = name_from_wire(request.body, "territories", "body", faults)
    projects = tuple(
        uuid_name_from_wire(name, "projects", f"projects[{index}]", faults)
        for index, name in enumerate(request.projects)
    )
    raise_faults(faults)
    return ProposePrinciple(body, request.title.strip(), request.text.strip(), projects)


def adopt_from_proto(request: learning_service_pb2.AdoptPrincipleRequest) -> AdoptPrinciple:
    faults: list[Fault] = []
    deliberation = voted_from_proto(request.deliberation, faults)
    principle_id, body = _acting(request.name, request.body, faults)
    if faults:
        raise InvalidInput([*faults, *reference_faults(deliberation.reference)])
    return AdoptPrinciple(principle_id, request.etag, body, deliberation)


def withdraw_principle_from_proto(
    request: learning_service_pb2.WithdrawPrincipleRequest,
) -> WithdrawPrinciple:
    faults: list[Fault] = []
    principle_id, body = _acting(request.name, request.body, faults)
    raise_faults(faults)
    return WithdrawPrinciple(principle_id, request.etag, body)


def list_principles_from_proto(request: learning_service_pb2.ListPrinciplesRequest) -> ListPrinciples:
    page = page_of(request)
    faults: list[Fault] = []
    state = PRINCIPLE_STATE.optional(request.state, "state", faults)
    check_wanted_competence(request.competence, "competence", faults)
    raise_faults(faults)
    return ListPrinciples(page.size, page.after[0] if page.after else "", request.competence, state)


def _acting(name: str, body: str, faults: list[Fault]) -> tuple[str, str]:
    """The principle and the body that acts."""
    return (
        uuid_name_from_wire(name, "principles", "name", faults),
        name_from_wire(body, "territories", "body", faults),
    )
