"""Tell what happened to a project, oldest first."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.use_cases.known_project import visible_project
from services.projects.use_cases.paging import Paged, paged
from services.projects.use_cases.project_ports import HistoryEntry, ProjectUnit


@dataclass(frozen=True)
class ListProjectHistory:
    """`after` is a version of the project."""

    project_id: str
    size: int
    after: int = 0


async def list_project_history(
    question: ListProjectHistory, caller: Caller, unit: ProjectUnit
) -> Paged[HistoryEntry]:
    """Raise NotFound where there is no project, or none that the caller may know of."""
    await visible_project(question.project_id, caller, unit)
    found = await unit.projects.history(question.project_id, question.after, question.size + 1)
    return paged(found, question.size, lambda entry: (str(entry.version),))
