"""An invited commune joins, for itself."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import body_project
from services.projects.use_cases.project_ports import ProjectUnit
from services.projects.use_cases.propose_decision import propose_when_ready


@dataclass(frozen=True)
class ConfirmParticipation:
    """`body` is the commune that answers."""

    project_id: str
    etag: str
    body: str


async def confirm_participation(command: ConfirmParticipation, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound, Forbidden (role missing, or not invited), Stale, Refused by the state."""
    roles = ROLES[Verb.CONFIRM]
    project = await body_project(command.project_id, command.etag, command.body, caller, unit, roles)
    project.confirm(command.body, unit.clock.now())
    await propose_when_ready(project, unit)
    return project
