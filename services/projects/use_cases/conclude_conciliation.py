"""The named body answers each contest, and the charter is asked anew."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.consent import ContestAnswer
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import body_project
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class ConcludeConciliation:
    """One answer to each open contest, in the order of the contests; `text` says what was agreed."""

    project_id: str
    etag: str
    body: str
    answers: tuple[ContestAnswer, ...]
    text: str = ""


async def conclude_conciliation(command: ConcludeConciliation, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound, Forbidden (role missing, or another body is named), Stale, Refused by the state,
    InvalidInput with every answer that is missing.
    """
    roles = ROLES[Verb.CONCLUDE]
    project = await body_project(command.project_id, command.etag, command.body, caller, unit, roles)
    reference, now = await unit.reference(), unit.clock.now()
    project.conclude(command.body, command.answers, command.text, reference, now)
    await unit.projects.save(project)
    return project
