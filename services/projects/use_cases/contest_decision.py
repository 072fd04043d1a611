"""A body concerned contests the decision, on one of the closed list of grounds."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.consent import Contest, ContestGround
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import body_project
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class ContestDecision:
    """`body` is the one that objects, `text` says why, `documents` are references of what supports it."""

    project_id: str
    etag: str
    body: str
    ground: ContestGround
    text: str
    documents: tuple[str, ...] = ()


async def contest_decision(command: ContestDecision, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound, Forbidden, Stale, Refused by the state or the same ground, InvalidInput."""
    roles = ROLES[Verb.CONTEST]
    project = await body_project(command.project_id, command.etag, command.body, caller, unit, roles)
    now = unit.clock.now()
    contest = Contest(command.body, command.ground, command.text, now, command.documents)
    project.contest(contest, await unit.reference())
    await unit.projects.save(project)
    return project
