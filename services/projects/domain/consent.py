"""How bodies agree or object: deliberations, contests and their answers (DOMAIN §3.2, R10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chassis.domain import Fault, msg
from services.projects.domain.writing import text_faults

LONGEST_REFERENCE = 100
LONGEST_CONTEST = 5_000
LONGEST_DOCUMENT = 200
MOST_DOCUMENTS = 20
MOST_VOTES = 1_000
"""No council has as many members."""
FIRST_DELIBERATION_DAY = date(1900, 1, 1)


@dataclass(frozen=True)
class Deliberation:
    """The vote of a council (or a written agreement, where the owner is no body). The votes are counted
    where a majority of two thirds is asked for (L5211-57), else both are zero.
    """

    date: date
    reference: str
    votes_for: int = 0
    votes_cast: int = 0

    @property
    def has_two_thirds(self) -> bool:
        """Whether two thirds of the votes cast were in favour (L5211-57)."""
        return self.votes_cast > 0 and 3 * self.votes_for >= 2 * self.votes_cast


class ContestGround(StrEnum):
    """The closed list of grounds on which a decision may be contested."""

    COMPETENCE = "competence"
    SCALE = "scale"
    CAPACITY = "capacity"
    PROXIMITY = "proximity"
    COST = "cost"
    FORGOTTEN_LEVEL = "forgotten_level"


@dataclass(frozen=True)
class ContestAnswer:
    """What a conciliation says to one contest: whether the objection was right, and why."""

    upheld: bool
    text: str


@dataclass(frozen=True)
class Contest:
    """A body's objection to a decision; `documents` are references of what supports it."""

    body: str
    ground: ContestGround
    text: str
    time: datetime
    documents: tuple[str, ...] = ()
    decision_number: int = 1
    answer: ContestAnswer | None = None
    """Set once a conciliation answered it."""


def deliberation_faults(deliberation: Deliberation, today: date, at: str = "deliberation") -> list[Fault]:
    """What is wrong with a deliberation recorded today (a day in Paris)."""
    faults = undated_faults(deliberation, at)
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


def _vote_faults(deliberation: Deliberation, at: str) -> list[Fault]:
    if 0 <= deliberation.votes_for <= deliberation.votes_cast <= MOST_VOTES:
        return []
    text = msg(
        "{votes_for} voix pour sur {votes_cast} exprimées : ces nombres ne vont pas ensemble, vérifiez-les.",
        votes_for=deliberation.votes_for,
        votes_cast=deliberation.votes_cast,
    )
    return [Fault(f"{at}.votes_for", "VOTES_IMPOSSIBLE", text)]


def undated_faults(deliberation: Deliberation, at: str = "deliberation") -> list[Fault]:
    """What is wrong with a deliberation besides its date."""
    return reference_faults(deliberation.reference, at) + _vote_faults(deliberation, at)


def reference_faults(reference: str, at: str = "deliberation") -> list[Fault]:
    """What is wrong with the reference of a deliberation."""
    return text_faults(f"{at}.reference", reference, LONGEST_REFERENCE, required=True)


def opinion_faults(
    text: str, deliberation: Deliberation | None, today: date, *, needs_vote: bool
) -> list[Fault]:
    """What is wrong with an opinion; an unfavourable one of a council rests on a vote (L5211-57)."""
    faults = text_faults("text", text, LONGEST_CONTEST, lines=True)
    if deliberation is not None:
        return faults + deliberation_faults(deliberation, today)
    if needs_vote:
        missing = msg("Un avis défavorable se prend par délibération du conseil : indiquez-la.")
        faults.append(Fault("deliberation", "REQUIRED", missing))
    return faults


def contest_faults(text: str, documents: Sequence[str] = ()) -> list[Fault]:
    """What is wrong with a contest: those who answer must be able to read why, and on what it rests."""
    faults = text_faults("text", text, LONGEST_CONTEST, required=True, lines=True)
    if len(documents) > MOST_DOCUMENTS:
        too_many = msg("Trop de documents : {most} au plus. Regroupez-les.", most=MOST_DOCUMENTS)
        return [*faults, Fault("documents", "TOO_MANY", too_many)]
    for index, document in enumerate(documents):
        faults += text_faults(f"documents[{index}]", document, LONGEST_DOCUMENT, required=True)
    return faults


def answer_faults(answers: Sequence[ContestAnswer], text: str, asked: int) -> list[Fault]:
    """What is wrong with the outcome of a conciliation over `asked` contests: each is answered in words."""
    faults: list[Fault] = []
    if len(answers) != asked:
        wrong = msg(
            "Il faut répondre à chaque contestation : {asked} attendent une réponse, {given} en ont une.",
            asked=asked,
            given=len(answers),
        )
        faults.append(Fault("answers", "ANSWERS_DO_NOT_MATCH", wrong))
    for index, answer in enumerate(answers[:asked]):
        faults += text_faults(
            f"answers[{index}].text", answer.text, LONGEST_CONTEST, required=True, lines=True
        )
    return faults + text_faults("text", text, LONGEST_CONTEST, lines=True)
