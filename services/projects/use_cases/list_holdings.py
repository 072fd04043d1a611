"""List who holds which competence on a day."""

from dataclasses import dataclass
from datetime import date

from chassis.domain import Caller, paris_day
from services.projects.domain.subsidiarity.facts import Holding
from services.projects.use_cases.paging import Paged, paged
from services.projects.use_cases.territory_ports import TerritoryUnit, holding_keyset


@dataclass(frozen=True)
class ListHoldings:
    """Lines of one body and one competence when given, valid `on` a day (today in Paris when None)."""

    size: int
    after: tuple[str, ...] = ()
    body: str = ""
    competence: str = ""
    on: date | None = None


async def list_holdings(question: ListHoldings, _caller: Caller, unit: TerritoryUnit) -> Paged[Holding]:
    """Lines by body, competence, mode and start. Raise NotFound for an unknown body or competence."""
    if question.body:
        await unit.territories.get(question.body)
    if question.competence:
        await unit.competences.get(question.competence)
    found = await unit.register.listed(
        question.body,
        question.competence,
        question.on or paris_day(unit.clock.now()),
        question.after,
        question.size + 1,
    )
    return paged(found, question.size, holding_keyset)
