"""List guiding principles, newest first; everybody may read them."""

from dataclasses import dataclass

from chassis.domain import Caller
from services.projects.domain.principle import Principle
from services.projects.domain.wish_states import PrincipleState
from services.projects.use_cases.learning_ports import LearningUnit
from services.projects.use_cases.paging import Paged, paged


@dataclass(frozen=True)
class ListPrinciples:
    """Of one competence (BANATIC code), in one state, when given. `before` is the last id of the page
    before.
    """

    size: int
    before: str = ""
    competence: str = ""
    state: PrincipleState | None = None


async def list_principles(question: ListPrinciples, _: Caller, unit: LearningUnit) -> Paged[Principle]:
    found = await unit.principles.listed(
        question.competence, question.state, question.before, question.size + 1
    )
    return paged(found, question.size, lambda principle: (principle.id,))
