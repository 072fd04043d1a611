"""ProjectsService: convert → use case → convert."""

from __future__ import annotations

from functools import partial

from grpc.aio import ServicerContext

from archipel.projects.v1 import projects_pb2, projects_pb2_grpc
from chassis.commands import Commands
from services.projects.convert.answers import history_to_proto, list_to_proto
from services.projects.convert.consent_requests import accept_from_proto, contest_from_proto
from services.projects.convert.project_requests import (
    confirm_from_proto,
    create_from_proto,
    decline_from_proto,
    get_from_proto,
    history_from_proto,
    list_from_proto,
    submit_from_proto,
    update_from_proto,
    withdraw_from_proto,
)
from services.projects.convert.projects import project_to_proto
from services.projects.use_cases.accept_ownership import accept_ownership
from services.projects.use_cases.confirm_participation import confirm_participation
from services.projects.use_cases.contest_decision import contest_decision
from services.projects.use_cases.create_project import create_project
from services.projects.use_cases.decline_participation import decline_participation
from services.projects.use_cases.get_project import get_project
from services.projects.use_cases.list_project_history import list_project_history
from services.projects.use_cases.list_projects import list_projects
from services.projects.use_cases.project_ports import ProjectUnit
from services.projects.use_cases.submit_project import submit_project
from services.projects.use_cases.update_project import update_project
from services.projects.use_cases.withdraw_project import withdraw_project

Context = ServicerContext[object, object]


class ProjectsServicer(projects_pb2_grpc.ProjectsServiceServicer):
    """Each method's refusals are those of its use case, turned into statuses by the chassis."""

    def __init__(self, commands: Commands[ProjectUnit]) -> None:
        self._commands = commands

    async def CreateProject(
        self, request: projects_pb2.CreateProjectRequest, _: Context
    ) -> projects_pb2.Project:
        command = create_from_proto(request)
        return await self._commands.run(request, partial(create_project, command), project_to_proto)

    async def UpdateProject(
        self, request: projects_pb2.UpdateProjectRequest, _: Context
    ) -> projects_pb2.Project:
        command = update_from_proto(request)
        return await self._commands.run(request, partial(update_project, command), project_to_proto)

    async def SubmitProject(
        self, request: projects_pb2.SubmitProjectRequest, _: Context
    ) -> projects_pb2.Project:
        command = submit_from_proto(request)
        return await self._commands.run(request, partial(submit_project, command), project_to_proto)

    async def ConfirmParticipation(
        self, request: projects_pb2.ConfirmParticipationRequest, _: Context
    ) -> projects_pb2.Project:
        command = confirm_from_proto(request)
        return await self._commands.run(request, partial(confirm_participation, command), project_to_proto)

    async def DeclineParticipation(
        self, request: projects_pb2.DeclineParticipationRequest, _: Context
    ) -> projects_pb2.Project:
        command = decline_from_proto(request)
        return await self._commands.run(request, partial(decline_participation, command), project_to_proto)

    async def AcceptOwnership(
        self, request: projects_pb2.AcceptOwnershipRequest, _: Context
    ) -> projects_pb2.Project:
        command = accept_from_proto(request)
        return await self._commands.run(request, partial(accept_ownership, command), project_to_proto)

    async def ContestDecision(
        self, request: projects_pb2.ContestDecisionRequest, _: Context
    ) -> projects_pb2.Project:
        command = contest_from_proto(request)
        return await self._commands.run(request, partial(contest_decision, command), project_to_proto)

    async def WithdrawProject(
        self, request: projects_pb2.WithdrawProjectRequest, _: Context
    ) -> projects_pb2.Project:
        command = withdraw_from_proto(request)
        return await self._commands.run(request, partial(withdraw_project, command), project_to_proto)

    async def GetProject(self, request: projects_pb2.GetProjectRequest, _: Context) -> projects_pb2.Project:
        question = get_from_proto(request)
        return project_to_proto(await self._commands.read(partial(get_project, question)))

    async def ListProjects(
        self, request: projects_pb2.ListProjectsRequest, _: Context
    ) -> projects_pb2.ListProjectsResponse:
        question = list_from_proto(request)
        return list_to_proto(request, await self._commands.read(partial(list_projects, question)))

    async def ListProjectHistory(
        self, request: projects_pb2.ListProjectHistoryRequest, _: Context
    ) -> projects_pb2.ListProjectHistoryResponse:
        question = history_from_proto(request)
        return history_to_proto(request, await self._commands.read(partial(list_project_history, question)))
