"""List the vocabulary of competences."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.territory import Competence
from services.projects.use_cases.paging import Paged, paged
from services.projects.use_cases.territory_ports import TerritoryUnit


@dataclass(frozen=True)
class ListCompetences:
    """`after` is a code."""

    size: int
    after: str = ""


async def list_competences(
    question: ListCompetences, _caller: Caller, unit: TerritoryUnit
) -> Paged[Competence]:
    """Competences by code."""
    found = await unit.competences.listed(question.after, question.size + 1)
    return paged(found, question.size, lambda competence: (competence.code,))
