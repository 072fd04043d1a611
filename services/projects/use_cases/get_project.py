"""Read one project."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.project import Project
from services.projects.use_cases.known_project import visible_project
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class GetProject:
    project_id: str


async def get_project(question: GetProject, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound where there is none, or none that the caller may know of."""
    return await visible_project(question.project_id, caller, unit)
