"""List what bodies wish about one project, for the bodies that may know of it."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.transfer import TransferWish
from services.projects.use_cases.known_project import visible_project
from services.projects.use_cases.ownership_ports import OwnershipUnit
from services.projects.use_cases.paging import Paged, paged


@dataclass(frozen=True)
class ListWishes:
    """`before` is the last id of the page before."""

    project_id: str
    size: int
    before: str = ""


async def list_wishes(question: ListWishes, caller: Caller, unit: OwnershipUnit) -> Paged[TransferWish]:
    """Newest first. Raise NotFound where there is no project, or none that the caller may know of."""
    await visible_project(question.project_id, caller, unit)
    found = await unit.wishes.listed(question.project_id, caller.bodies, question.before, question.size + 1)
    return paged(found, question.size, lambda wish: (wish.id,))
