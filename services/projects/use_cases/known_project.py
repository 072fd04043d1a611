"""How every use case of an existing project begins: load it, see it, hold the role, have read it."""

from chassis.domain import Caller
from services.projects.domain.project import Project
from services.projects.use_cases.project_ports import ProjectUnit


async def visible_project(project_id: str, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound where there is none, or none that the caller may know of."""
    project = await unit.projects.get(project_id)
    project.must_be_visible_to(caller)
    return project


async def lead_project(
    project_id: str, etag: str, caller: Caller, unit: ProjectUnit, roles: tuple[str, ...]
) -> Project:
    """The project, for somebody who holds one of the roles at its lead and has read this version.

    Raise NotFound, Forbidden or Stale.
    """
    project = await visible_project(project_id, caller, unit)
    caller.must_hold(project.lead, *roles)
    project.check_etag(etag)
    return project


async def body_project(
    project_id: str, etag: str, body: str, caller: Caller, unit: ProjectUnit, roles: tuple[str, ...]
) -> Project:
    """The project, for somebody who holds one of the roles at the body that acts.

    Raise NotFound, Forbidden or Stale.
    """
    project = await visible_project(project_id, caller, unit)
    caller.must_hold(body, *roles)
    project.check_etag(etag)
    return project
