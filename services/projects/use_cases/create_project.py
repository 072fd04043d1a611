"""Write a draft that only its own body sees."""

from dataclasses import dataclass

from chassis.domain import Caller, uuid7
from services.projects.domain.drafting import Draft
from services.projects.domain.project import Project
from services.projects.domain.states import DRAFTERS
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
    project = Project.draft(str(uuid7()), command.draft, reference, unit.clock.now())
    await unit.projects.add(project)
    return project
