"""Change what the lead wrote, as long as nothing is decided."""

from dataclasses import dataclass

from chassis.domain import Caller, raise_faults
from services.projects.domain.drafting import Draft, mask_faults, merged
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import lead_project
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class UpdateProject:
    """`mask` names the fields to take from `changes`, such as "title" or "facts.cost"."""

    project_id: str
    etag: str
    changes: Draft
    mask: tuple[str, ...]


async def update_project(command: UpdateProject, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound, Forbidden, Stale, Refused by the state, InvalidInput with all faults."""
    roles = ROLES[Verb.UPDATE]
    project = await lead_project(command.project_id, command.etag, caller, unit, roles)
    raise_faults(mask_faults(command.mask))
    written = merged(project.written, command.changes, command.mask)
    project.update(written, await unit.reference(), unit.clock.now())
    await unit.projects.save(project)
    return project
