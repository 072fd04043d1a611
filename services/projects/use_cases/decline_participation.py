"""An invited commune stays out; the lead may go on without it."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import body_project
from services.projects.use_cases.project_ports import ProjectUnit
from services.projects.use_cases.propose_decision import propose_when_ready


@dataclass(frozen=True)
class DeclineParticipation:
    """`body` is the commune that answers."""

    project_id: str
    etag: str
    body: str


async def decline_participation(command: DeclineParticipation, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound, Forbidden (role missing, or not invited), Stale, Refused by the state."""
    roles = ROLES[Verb.DECLINE]
    project = await body_project(command.project_id, command.etag, command.body, caller, unit, roles)
    project.decline(command.body, unit.clock.now())
    await propose_when_ready(project, unit)
    return project
