"""Tell what was changed in the competence register, newest first."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.register_change import HoldingChange
from services.projects.use_cases.paging import Paged, paged
from services.projects.use_cases.territory_ports import TerritoryUnit


@dataclass(frozen=True)
class ListHoldingChanges:
    """Changes of one body's lines and of one competence when given; `before` is a place in the history."""

    size: int
    before: int | None = None
    body: str = ""
    competence: str = ""


@dataclass(frozen=True)
class Placed:
    """A change, and where it stands in the history."""

    place: int
    change: HoldingChange


async def list_holding_changes(
    question: ListHoldingChanges, _caller: Caller, unit: TerritoryUnit
) -> Paged[Placed]:
    """The register is public, and so is its history. Raise NotFound for an unknown body or competence."""
    if question.body:
        await unit.territories.get(question.body)
    if question.competence:
        await unit.competences.get(question.competence)
    found = await unit.register.changes(
        question.body, question.competence, question.before, question.size + 1
    )
    placed = [Placed(place, change) for place, change in found]
    return paged(placed, question.size, lambda each: (str(each.place),))
