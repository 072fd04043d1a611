"""Requests about projects → commands and questions. Each raises InvalidInput with all that it cannot read."""

from __future__ import annotations

from archipel.projects.v1 import projects_pb2, subsidiarity_pb2
from chassis.domain import Fault, InvalidInput, msg, raise_faults
from chassis.pagination import page_of
from chassis.wire import date_from_wire, name_from_wire, uuid_name_from_wire
from services.projects.convert.charters import charter_from_wire
from services.projects.convert.enums import STATE
from services.projects.convert.facts import facts_from_proto
from services.projects.convert.projects import draft_from_proto
from services.projects.convert.which_project import acting, project_of
from services.projects.domain.drafting import MASKABLE
from services.projects.use_cases.confirm_participation import ConfirmParticipation
from services.projects.use_cases.create_project import CreateProject
from services.projects.use_cases.decline_participation import DeclineParticipation
from services.projects.use_cases.evaluate_subsidiarity import EvaluateSubsidiarity
from services.projects.use_cases.get_project import GetProject
from services.projects.use_cases.list_project_history import ListProjectHistory
from services.projects.use_cases.list_projects import ListProjects
from services.projects.use_cases.submit_project import SubmitProject
from services.projects.use_cases.update_project import UpdateProject
from services.projects.use_cases.withdraw_project import WithdrawProject

EVERYTHING = "*"


def create_from_proto(request: projects_pb2.CreateProjectRequest) -> CreateProject:
    return CreateProject(draft_from_proto(request.project))


def update_from_proto(request: projects_pb2.UpdateProjectRequest) -> UpdateProject:
    faults: list[Fault] = []
    project_id = uuid_name_from_wire(request.project.name, "projects", "project.name", faults)
    raise_faults(faults)
    return UpdateProject(project_id, request.project.etag, draft_from_proto(request.project), _mask(request))


def _mask(request: projects_pb2.UpdateProjectRequest) -> tuple[str, ...]:
    """Without a mask, the fields that are set (AIP-134)."""
    paths = tuple(request.update_mask.paths)
    if EVERYTHING in paths:
        return MASKABLE
    return paths or _set_fields(request.project)


def _set_fields(project: projects_pb2.Project) -> tuple[str, ...]:
    return tuple(field.name for field, _ in project.ListFields() if field.name in MASKABLE)


def submit_from_proto(request: projects_pb2.SubmitProjectRequest) -> SubmitProject:
    return SubmitProject(project_of(request.name), request.etag)


def withdraw_from_proto(request: projects_pb2.WithdrawProjectRequest) -> WithdrawProject:
    return WithdrawProject(project_of(request.name), request.etag)


def confirm_from_proto(request: projects_pb2.ConfirmParticipationRequest) -> ConfirmParticipation:
    project_id, body = acting(request.name, request.body)
    return ConfirmParticipation(project_id, request.etag, body)


def decline_from_proto(request: projects_pb2.DeclineParticipationRequest) -> DeclineParticipation:
    project_id, body = acting(request.name, request.body)
    return DeclineParticipation(project_id, request.etag, body)


def get_from_proto(request: projects_pb2.GetProjectRequest) -> GetProject:
    return GetProject(project_of(request.name))


def list_from_proto(request: projects_pb2.ListProjectsRequest) -> ListProjects:
    page = page_of(request)
    faults: list[Fault] = []
    body = name_from_wire(request.body, "territories", "body", faults) if request.body else ""
    state = STATE.optional(request.state, "state", faults)
    wanted = request.part_of
    part_of = uuid_name_from_wire(wanted, "projects", "part_of", faults) if wanted else ""
    raise_faults(faults)
    return ListProjects(page.size, page.after[0] if page.after else "", body, state, part_of)


def history_from_proto(request: projects_pb2.ListProjectHistoryRequest) -> ListProjectHistory:
    page = page_of(request)
    after = page.after[0] if page.after else "0"
    if not after.isdecimal():
        text = msg("Cette suite de liste n’est pas valable ici : recommencez au début.")
        raise InvalidInput([Fault("page_token", "PAGE_TOKEN_BROKEN", text)])
    return ListProjectHistory(project_of(request.name), page.size, int(after))


def evaluate_from_proto(request: subsidiarity_pb2.EvaluateSubsidiarityRequest) -> EvaluateSubsidiarity:
    faults: list[Fault] = []
    facts = facts_from_proto(request.facts, "facts", faults)
    day = date_from_wire(request.on, "on", faults)
    charter = charter_from_wire(request.charter, "charter", faults) if request.charter else ""
    return EvaluateSubsidiarity(facts, day, charter, tuple(faults))
