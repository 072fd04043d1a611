"""Answer who could act on a competence in a commune on a day, and who holds it."""

from dataclasses import dataclass
from datetime import date

from chassis.domain import Caller, Fault, InvalidInput, msg, paris_day
from services.projects.domain.subsidiarity.facts import Level
from services.projects.domain.who_holds import Answer, who_holds
from services.projects.use_cases.territory_ports import RegisterUnit


@dataclass(frozen=True)
class WhoHolds:
    """`on` is a day in Paris, today when None."""

    commune: str
    competence: str
    on: date | None = None


async def answer_who_holds(question: WhoHolds, _caller: Caller, unit: RegisterUnit) -> Answer:
    """Raise NotFound for an unknown commune or competence, InvalidInput for a body that is no commune."""
    territory = await unit.territories.get(question.commune)
    await unit.competences.get(question.competence)
    if territory.facts.level is not Level.COMMUNE:
        text = msg("{title} n’est pas une commune : nommez-en une.", title=territory.facts.title)
        raise InvalidInput([Fault("commune", "NOT_A_COMMUNE", text)])
    reference = await unit.reference()
    day = question.on or paris_day(unit.clock.now())
    return who_holds(reference.directory, reference.register, territory.facts, question.competence, day)
