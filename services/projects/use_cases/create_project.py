"""Write a draft that only its own body sees."""

from dataclasses import dataclass, replace

from chassis.domain import Caller, Fault, Hidden, NotFound, uuid7
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
        faults = await _lot_faults(draft, caller, unit)
        draft = replace(draft, unread=(*draft.unread, *faults))
    project = Project.draft(str(uuid7()), draft, reference, unit.clock.now())
    await unit.projects.add(project)
    return project


async def _lot_faults(draft: Draft, caller: Caller, unit: ProjectUnit) -> list[Fault]:
    try:
        programme = await visible_project(draft.part_of, caller, unit)
    except Hidden as hidden:
        return lot_faults(None, draft.lead, hidden.metadata["resource"])
    except NotFound:
        return lot_faults(None, draft.lead)
    return lot_faults(programme, draft.lead)
