"""List evaluated projects that the caller may see, newest first."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.project import Project
from services.projects.use_cases.paging import Paged, paged
from services.projects.use_cases.project_ports import ProjectUnit, Wanted


@dataclass(frozen=True)
class ListExperiences:
    """Of one competence (BANATIC code) when given. `before` is the last id of the page before."""

    size: int
    before: str = ""
    competence: str = ""


async def list_experiences(question: ListExperiences, caller: Caller, unit: ProjectUnit) -> Paged[Project]:
    """Ids are UUIDv7, so their order is that of creation."""
    wanted = Wanted(competence=question.competence, evaluated=True)
    found = await unit.projects.listed(caller.bodies, wanted, question.before, question.size + 1)
    return paged(found, question.size, lambda project: (project.id,))
