"""What a committee says of an application before the last one decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chassis.domain import Fault, hidden_faults, msg
from services.labels.domain.framework import Framework

TEXT_LENGTH = 5_000


class Advice(StrEnum):
    FAVOURABLE = "favourable"
    RESERVED = "reserved"
    UNFAVOURABLE = "unfavourable"


@dataclass(frozen=True)
class Opinion:
    """`advice` is None when it was left out; a recorded opinion always has one."""

    committee: str
    advice: Advice | None
    text: str
    on: date


def opinion_faults(opinion: Opinion, framework: Framework, earliest: date, today: date) -> list[Fault]:
    """Everything that is wrong with an opinion; `earliest` is the day on which the application came."""
    faults = hidden_faults("opinion.text", opinion.text, lines=True)
    known = {committee.id for committee in framework.advising_committees}
    if opinion.committee not in known:
        wrong = msg("Choisissez un comité qui donne un avis : {known}.", known=", ".join(sorted(known)))
        faults.append(Fault("opinion.committee", "COMMITTEE_UNKNOWN", wrong))
    if opinion.advice is None:
        wrong = msg("Dites si l’avis est favorable, réservé ou défavorable.")
        faults.append(Fault("opinion.advice", "ADVICE_MISSING", wrong))
    if opinion.advice is not Advice.FAVOURABLE and not opinion.text.strip():
        wrong = msg("Un avis réservé ou défavorable dit pourquoi.")
        faults.append(Fault("opinion.text", "REASON_MISSING", wrong))
    if len(opinion.text) > TEXT_LENGTH:
        wrong = msg("Ce texte dépasse {most} caractères.", most=TEXT_LENGTH)
        faults.append(Fault("opinion.text", "TOO_LONG", wrong))
    if not earliest <= opinion.on <= today:
        wrong = msg("Le comité siège entre le dépôt de la candidature et aujourd’hui : vérifiez la date.")
        faults.append(Fault("opinion.date", "DATE_ABSURD", wrong))
    return faults
