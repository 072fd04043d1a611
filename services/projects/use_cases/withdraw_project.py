"""The lead takes its project back, before acceptance."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import lead_project
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class WithdrawProject:
    project_id: str
    etag: str


async def withdraw_project(command: WithdrawProject, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound, Forbidden, Stale, Refused by the state."""
    roles = ROLES[Verb.WITHDRAW]
    project = await lead_project(command.project_id, command.etag, caller, unit, roles)
    project.withdraw(unit.clock.now())
    await unit.projects.save(project)
    return project
