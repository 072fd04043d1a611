"""How bodies agree or object: deliberations and contests (DOMAIN §3.2, R10)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chassis.domain import Fault, msg
from services.projects.domain.writing import text_faults

LONGEST_REFERENCE = 100
LONGEST_CONTEST = 5_000
FIRST_DELIBERATION_DAY = date(1900, 1, 1)


@dataclass(frozen=True)
class Deliberation:
    """The vote of a council (or a written agreement, where the owner is no body)."""

    date: date
    reference: str


class ContestGround(StrEnum):
    """The closed list of grounds on which a decision may be contested."""

    COMPETENCE = "competence"
    SCALE = "scale"
    CAPACITY = "capacity"
    PROXIMITY = "proximity"
    COST = "cost"
    FORGOTTEN_LEVEL = "forgotten_level"


@dataclass(frozen=True)
class Contest:
    """A body's objection to a decision."""

    body: str
    ground: ContestGround
    text: str
    time: datetime


def deliberation_faults(deliberation: Deliberation, today: date, at: str = "deliberation") -> list[Fault]:
    """What is wrong with a deliberation recorded today (a day in Paris)."""
    faults = reference_faults(deliberation.reference, at)
    if deliberation.date > today:
        text = msg(
            "La délibération ne peut pas dater du {date} : le vote doit avoir eu lieu. Corrigez la date.",
            date=f"{deliberation.date:%d/%m/%Y}",
        )
        faults.append(Fault(f"{at}.date", "DATE_IN_FUTURE", text))
    if deliberation.date < FIRST_DELIBERATION_DAY:
        text = msg("La date de la délibération est antérieure à 1900 : vérifiez l’année.")
        faults.append(Fault(f"{at}.date", "DATE_TOO_EARLY", text))
    return faults


def reference_faults(reference: str, at: str = "deliberation") -> list[Fault]:
    """What is wrong with the reference of a deliberation."""
    return text_faults(f"{at}.reference", reference, LONGEST_REFERENCE, required=True)


def contest_faults(text: str) -> list[Fault]:
    """What is wrong with the text of a contest: those who answer must be able to read why."""
    return text_faults("text", text, LONGEST_CONTEST, required=True, lines=True)
