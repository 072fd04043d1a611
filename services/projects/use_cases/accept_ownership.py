"""The proposed owner accepts, by deliberation."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.consent import Deliberation
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import body_project
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class AcceptOwnership:
    """`body` is the one that accepts; see `Project.accepting_body` for owners that are no body."""

    project_id: str
    etag: str
    body: str
    deliberation: Deliberation


async def accept_ownership(command: AcceptOwnership, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound, Forbidden, Stale, Refused by the state, InvalidInput for the deliberation."""
    roles = ROLES[Verb.ACCEPT]
    project = await body_project(command.project_id, command.etag, command.body, caller, unit, roles)
    project.accept(command.body, command.deliberation, unit.clock.now())
    await unit.projects.save(project)
    return project
