"""Ask the charter who would own a project, without recording anything."""

from dataclasses import dataclass
from datetime import date

from chassis.domain import Caller, Fault, paris_day, raise_faults
from services.projects.domain.completeness import completeness_faults
from services.projects.domain.drafting import joined
from services.projects.domain.fact_faults import fact_faults
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.subsidiarity.facts import ProjectFacts
from services.projects.domain.what_if import Tried, tried_ground
from services.projects.use_cases.charter_ports import CharterUnit
from services.projects.use_cases.known_charter import read_text, visible_charter


@dataclass(frozen=True)
class EvaluateSubsidiarity:
    """`on` is a day in Paris, today when None; `charter` the id of a version to ask instead of the one in
    force; `unread` tells what could not even be read.
    """

    facts: ProjectFacts
    on: date | None = None
    charter: str = ""
    unread: tuple[Fault, ...] = ()


async def evaluate_subsidiarity(
    question: EvaluateSubsidiarity, caller: Caller, unit: CharterUnit
) -> Decision:
    """Raise InvalidInput with everything wrong or missing in the facts, NotFound for a charter that the
    caller may not know of.
    """
    reference = await unit.reference()
    found = [
        *fact_faults(question.facts, reference.directory, reference.competences, "facts"),
        *completeness_faults(question.facts, "facts"),
    ]
    raise_faults(joined(question.unread, found))
    day = question.on or paris_day(unit.clock.now())
    if not question.charter:
        return reference.decide(question.facts, day)
    version = await visible_charter(question.charter, caller, unit)
    tried = Tried(charter=read_text(version.text, unit))
    return tried_ground(reference, day, tried).decide(question.facts)
