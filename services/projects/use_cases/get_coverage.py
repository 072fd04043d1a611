"""Tell who is able to exercise each competence in each commune."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chassis.domain import Caller, paris_day
from services.projects.domain.subsidiarity.coverage import Coverage, coverage
from services.projects.use_cases.simulation_ports import CoverageUnit


@dataclass(frozen=True)
class GetCoverage:
    """`on` is a day in Paris, today when None; only the communes of `body` when given."""

    on: date | None = None
    body: str = ""


@dataclass(frozen=True)
class TitledCoverage:
    """The matrix, and the title of each competence by code."""

    found: Coverage
    titles: Mapping[str, str]


async def get_coverage(question: GetCoverage, _caller: Caller, unit: CoverageUnit) -> TitledCoverage:
    """Raise NotFound for an unknown body."""
    if question.body:
        await unit.territories.get(question.body)
    reference = await unit.reference()
    titles = {each.code: each.title for each in await unit.competences.every()}
    day = question.on or paris_day(unit.clock.now())
    found = coverage(reference.directory, reference.register, titles, day, body=question.body)
    return TitledCoverage(found, titles)
