"""List the bodies that the node knows."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.subsidiarity.facts import Level
from services.projects.domain.territory import Territory
from services.projects.use_cases.paging import Paged, paged
from services.projects.use_cases.territory_ports import TerritoryUnit


@dataclass(frozen=True)
class ListTerritories:
    """Bodies of one level, and direct members of one body, when given; `after` is a code."""

    size: int
    after: str = ""
    level: Level | None = None
    member_of: str = ""


async def list_territories(
    question: ListTerritories, _caller: Caller, unit: TerritoryUnit
) -> Paged[Territory]:
    """Bodies by code. Raise NotFound when the members of an unknown body are asked for."""
    if question.member_of:
        await unit.territories.get(question.member_of)
    found = await unit.territories.listed(
        question.level, question.member_of, question.after, question.size + 1
    )
    return paged(found, question.size, lambda territory: (territory.id,))
