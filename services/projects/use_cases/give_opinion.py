"""A body whose consent or opinion is due gives it before its deadline."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.consent import Deliberation
from services.projects.domain.consent_round import OpinionValue
from services.projects.domain.project import Project
from services.projects.domain.states import ROLES, Verb
from services.projects.use_cases.known_project import body_project
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class GiveOpinion:
    """`body` is the one that answers; an unfavourable opinion of a council rests on a deliberation."""

    project_id: str
    etag: str
    body: str
    value: OpinionValue
    text: str = ""
    deliberation: Deliberation | None = None


async def give_opinion(command: GiveOpinion, caller: Caller, unit: ProjectUnit) -> Project:
    """Raise NotFound, Forbidden, Stale, Refused by the state or once the deadline passed, InvalidInput."""
    roles = ROLES[Verb.GIVE_OPINION]
    project = await body_project(command.project_id, command.etag, command.body, caller, unit, roles)
    now = unit.clock.now()
    project.give_opinion(command.body, command.value, command.text, command.deliberation, now)
    await unit.projects.save(project)
    return project
