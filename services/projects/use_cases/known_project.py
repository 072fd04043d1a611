"""How every use case of an existing project begins: load it, see it, hold the role, have read it."""

from chassis.domain import Caller, Refused, msg
from services.projects.domain.project import Project
from services.projects.use_cases.project_ports import ProjectUnit


async def visible_project(project_id: str, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound where there is none, or none that the caller may know of."""
    project = await unit.projects.get(project_id)
    project.must_be_visible_to(caller)
    return project


def must_live_here(project: Project, node: str) -> None:
    """Raise Refused once the project has its home on another node: only the home writes (DESIGN §3)."""
    if project.home_node != node:
        text = msg(
            "Ce projet est tenu sur le nœud « {home} » : c’est là qu’il se modifie.", home=project.home_node
        )
        raise Refused("NOT_HOME", text, resource=project.name, home_node=project.home_node)


async def lead_project(
    project_id: str, etag: str, caller: Caller, unit: ProjectUnit, roles: tuple[str, ...]
) -> Project:
    """The project, for somebody who holds one of the roles at its lead and has read this version.

    Raise NotFound, Forbidden, Refused (see `must_live_here`) or Stale.
    """
    project = await visible_project(project_id, caller, unit)
    caller.must_hold(project.lead, *roles)
    must_live_here(project, unit.node)
    project.check_etag(etag)
    return project


async def body_project(
    project_id: str, etag: str, body: str, caller: Caller, unit: ProjectUnit, roles: tuple[str, ...]
) -> Project:
    """The project, for somebody who holds one of the roles at the body that acts.

    Raise NotFound, Forbidden, Refused (see `must_live_here`) or Stale.
    """
    project = await visible_project(project_id, caller, unit)
    caller.must_hold(body, *roles)
    must_live_here(project, unit.node)
    project.check_etag(etag)
    return project


async def held_project(
    project_id: str, etag: str, body: str, caller: Caller, unit: ProjectUnit, roles: tuple[str, ...]
) -> Project:
    """The same as `body_project`, and nobody else changes it, or wishes anything about it, meanwhile."""
    await visible_project(project_id, caller, unit)
    caller.must_hold(body, *roles)
    project = await unit.projects.held(project_id)
    must_live_here(project, unit.node)
    project.check_etag(etag)
    return project
