"""Write a draft that only its own body sees."""

from dataclasses import dataclass, replace

from chassis.domain import Caller, NotFound, uuid7
from services.projects.domain.drafting import Draft
from services.projects.domain.lots import lot_faults
from services.projects.domain.project import Project
from services.projects.domain.states import DRAFTERS
from services.projects.use_cases.known_project import visible_project
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class CreateProject:
    draft: Draft


async def create_project(command: CreateProject, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise Forbidden unless the caller drafts for the lead, InvalidInput with all faults of the draft."""
    if command.draft.lead:
        caller.must_hold(command.draft.lead, *DRAFTERS)
    # A draft without a readable lead goes no further than its faults.
    reference = await unit.reference()
    draft = command.draft
    if draft.part_of:
        faults = lot_faults(await _programme(draft.part_of, caller, unit), draft.lead)
        draft = replace(draft, unread=(*draft.unread, *faults))
    project = Project.draft(str(uuid7()), draft, reference, unit.clock.now())
    await unit.projects.add(project)
    return project


async def _programme(project_id: str, caller: Caller, unit: ProjectUnit) -> Project | None:
    try:
        return await visible_project(project_id, caller, unit)
    except NotFound:
        return None
