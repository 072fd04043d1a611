"""Keep the copy of a project, so that its owner can open a plan by hand."""

from services.funding.domain.project_ref import ProjectRef
from services.funding.use_cases.ports import Unit


async def remember_project(ref: ProjectRef, unit: Unit) -> None:
    await unit.projects.put(ref)
