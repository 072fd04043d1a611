"""List the projects that the caller may see, newest first."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.project import Project
from services.projects.domain.states import State
from services.projects.use_cases.paging import Paged, paged
from services.projects.use_cases.project_ports import ProjectUnit, Wanted


@dataclass(frozen=True)
class ListProjects:
    """Only what concerns `body`, in `state`, and the lots of the programme `part_of` (an id), when given.
    `before` is the last id of the page before.
    """

    size: int
    before: str = ""
    body: str = ""
    state: State | None = None
    part_of: str = ""


async def list_projects(question: ListProjects, caller: Caller, unit: ProjectUnit) -> Paged[Project]:
    """Ids are UUIDv7, so their order is that of creation."""
    wanted = Wanted(body=question.body, state=question.state, part_of=question.part_of)
    found = await unit.projects.listed(caller.bodies, wanted, question.before, question.size + 1)
    return paged(found, question.size, lambda project: (project.id,))
