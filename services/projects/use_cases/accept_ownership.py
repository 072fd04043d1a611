"""The proposed owner accepts, by deliberation."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.consent import Deliberation
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import body_project
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class AcceptOwnership:
    """`body` is the one that accepts; see `Project.accepting_body` for owners that are no body.
    `expected_results` is what it wants to have reached at the review (R11).
    """

    project_id: str
    etag: str
    body: str
    deliberation: Deliberation
    expected_results: str = ""


async def accept_ownership(command: AcceptOwnership, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound, Forbidden, Stale, Refused by the state, InvalidInput for the deliberation."""
    roles = ROLES[Verb.ACCEPT]
    project = await body_project(command.project_id, command.etag, command.body, caller, unit, roles)
    project.accept(command.body, command.deliberation, unit.clock.now(), command.expected_results)
    await unit.projects.save(project)
    return project
