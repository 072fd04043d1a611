"""The named body takes a contested decision up."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import body_project
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class ConveneConciliation:
    """`body` is the agglomeration whose mayors meet, or the pole whose bureau does."""

    project_id: str
    etag: str
    body: str


async def convene_conciliation(command: ConveneConciliation, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound, Forbidden (role missing, or another body is named), Stale, Refused by the state."""
    roles = ROLES[Verb.CONVENE]
    project = await body_project(command.project_id, command.etag, command.body, caller, unit, roles)
    project.convene(command.body, unit.clock.now())
    await unit.projects.save(project)
    return project
