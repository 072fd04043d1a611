"""List the projects that the caller may see, newest first."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.project import Project
from services.projects.domain.states import State
from services.projects.use_cases.paging import Paged, paged
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class ListProjects:
    """Only what concerns `body`, and in `state`, when given. `before` is the last id of the page before."""

    size: int
    before: str = ""
    body: str = ""
    state: State | None = None


async def list_projects(question: ListProjects, caller: Caller, unit: ProjectUnit) -> Paged[Project]:
    """Ids are UUIDv7, so their order is that of creation."""
    found = await unit.projects.listed(
        caller.bodies, question.body, question.state, question.before, question.size + 1
    )
    return paged(found, question.size, lambda project: (project.id,))
