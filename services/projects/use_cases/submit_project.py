"""End the draft: ask the invited communes, or have the decision proposed at once."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import lead_project
from services.projects.use_cases.project_ports import ProjectUnit
from services.projects.use_cases.propose_decision import propose_when_ready


@dataclass(frozen=True)
class SubmitProject:
    project_id: str
    etag: str


async def submit_project(command: SubmitProject, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound, Forbidden, Stale, Refused by the state, InvalidInput with all that is missing."""
    roles = ROLES[Verb.SUBMIT]
    project = await lead_project(command.project_id, command.etag, caller, unit, roles)
    project.submit(await unit.reference(), unit.clock.now())
    await propose_when_ready(project, unit)
    return project
