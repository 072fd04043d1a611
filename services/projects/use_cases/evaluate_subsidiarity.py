"""Ask the charter who would own a project, without recording anything."""

from dataclasses import dataclass
from datetime import date

from chassis.domain import Caller, Fault, paris_day, raise_faults
from services.projects.domain.completeness import completeness_faults
from services.projects.domain.drafting import joined
from services.projects.domain.fact_faults import fact_faults
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.subsidiarity.facts import ProjectFacts
from services.projects.use_cases.project_ports import ProjectUnit


@dataclass(frozen=True)
class EvaluateSubsidiarity:
    """`on` is a day in Paris, today when None; `unread` tells what could not even be read."""

    facts: ProjectFacts
    on: date | None = None
    unread: tuple[Fault, ...] = ()


async def evaluate_subsidiarity(
    question: EvaluateSubsidiarity, _caller: Caller, unit: ProjectUnit
) -> Decision:
    """Raise InvalidInput with everything wrong or missing in the facts."""
    reference = await unit.reference()
    found = [
        *fact_faults(question.facts, reference.directory, reference.competences, "facts"),
        *completeness_faults(question.facts, "facts"),
    ]
    raise_faults(joined(question.unread, found))
    return reference.decide(question.facts, question.on or paris_day(unit.clock.now()))
