"""Guiding principles: what comparable experiences teach, as an obligation of result, never of means (R11)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from chassis.domain import Aggregate, Fault, Forbidden, msg, paris_day, raise_faults
from services.projects.domain.consent import Deliberation, deliberation_faults
from services.projects.domain.project import Project
from services.projects.domain.subsidiarity.facts import Directory, Level
from services.projects.domain.wish_states import PrincipleState, PrincipleVerb, principle_step
from services.projects.domain.writing import text_faults

FEWEST_EXPERIENCES = 3
MOST_EXPERIENCES = 50
LONGEST_TITLE = 200
LONGEST_TEXT = 5_000
PROPOSING_LEVELS = (Level.AGGLOMERATION, Level.POLE)


@dataclass(frozen=True)
class PrincipleProposed:
    """Drawn from three comparable experiences or more."""


@dataclass(frozen=True)
class PrincipleAdopted:
    """The body that proposed it voted it."""


@dataclass(frozen=True)
class PrincipleWithdrawn:
    """The body took it back."""


PrincipleEvent = PrincipleProposed | PrincipleAdopted | PrincipleWithdrawn


@dataclass(eq=False)
class Principle(Aggregate[PrincipleEvent]):
    """Shown beside later projects of its competence. `projects` are the ids of its experiences, `body` the
    code of who proposes it.
    """

    kind: ClassVar[str] = "principles"

    title: str = field(kw_only=True)
    text: str = field(kw_only=True)
    competence: str = field(kw_only=True)
    projects: tuple[str, ...] = field(kw_only=True)
    body: str = field(kw_only=True)
    create_time: datetime = field(kw_only=True)
    update_time: datetime = field(kw_only=True)
    state: PrincipleState = PrincipleState.PROPOSED
    deliberation: Deliberation | None = None

    @classmethod
    def proposed(
        cls,
        principle_id: str,
        title: str,
        text: str,
        body: str,
        experiences: Sequence[Project],
        now: datetime,
    ) -> "Principle":
        """A new principle. Raise InvalidInput with everything that is wrong with it."""
        raise_faults(
            [
                *text_faults("title", title, LONGEST_TITLE, required=True),
                *text_faults("text", text, LONGEST_TEXT, required=True, lines=True),
                *experience_faults(experiences),
            ]
        )
        principle = cls(
            id=principle_id,
            title=title,
            text=text,
            competence=experiences[0].written.facts.competence,
            projects=tuple(project.id for project in experiences),
            body=body,
            create_time=now,
            update_time=now,
        )
        principle.record(PrincipleProposed())
        return principle

    def adopt(self, body: str, deliberation: Deliberation, now: datetime) -> None:
        """The body that proposed it votes it. Raise Forbidden for another, InvalidInput for the vote."""
        following = principle_step(self.state, PrincipleVerb.ADOPT).next
        self._must_be_of(body)
        raise_faults(deliberation_faults(deliberation, paris_day(now)))
        self.deliberation = deliberation
        self._move(following, now, PrincipleAdopted())

    def withdraw(self, body: str, now: datetime) -> None:
        """The body takes it back, adopted or not. Raise Forbidden for another."""
        following = principle_step(self.state, PrincipleVerb.WITHDRAW).next
        self._must_be_of(body)
        self._move(following, now, PrincipleWithdrawn())

    def _must_be_of(self, body: str) -> None:
        if body != self.body:
            text = msg(
                "Ce principe est celui de la collectivité {owner}, pas de {body}.", owner=self.body, body=body
            )
            raise Forbidden("NOT_THE_PROPOSER", text, body=body, owner=self.body)

    def _move(self, to: PrincipleState, now: datetime, event: PrincipleEvent) -> None:
        self.state = to
        self.update_time = now
        self.record(event)


def must_propose(body: str, directory: Directory) -> None:
    """Raise Forbidden unless the body is the pole or an agglomeration: they see several experiences."""
    found = directory.body(body)
    if found is None or found.level not in PROPOSING_LEVELS:
        text = msg(
            "Un principe directeur se propose par une agglomération ou par le pôle, pas {body}.", body=body
        )
        raise Forbidden("LEVEL_CANNOT_PROPOSE", text, body=body)


def experience_faults(experiences: Sequence[Project]) -> list[Fault]:
    """What is wrong with the experiences. Comparable are those of one competence: it says of what kind a
    project is, and everything else that differs is what there is to learn.
    """
    faults: list[Fault] = []
    if len({project.id for project in experiences}) < FEWEST_EXPERIENCES:
        text = msg("Il faut au moins {fewest} expériences comparables.", fewest=FEWEST_EXPERIENCES)
        faults.append(Fault("projects", "TOO_FEW", text))
    if len(experiences) > MOST_EXPERIENCES:
        text = msg("Trop d’expériences : {most} au plus.", most=MOST_EXPERIENCES)
        faults.append(Fault("projects", "TOO_MANY", text))
    for index, project in enumerate(experiences):
        if not project.learning.is_experience:
            text = msg("Le projet « {title} » n’est pas évalué.", title=project.written.title)
            faults.append(Fault(f"projects[{index}]", "NOT_EVALUATED", text))
        elif project.written.facts.competence != experiences[0].written.facts.competence:
            text = msg(
                "Le projet « {title} » relève d’une autre compétence que le premier : choisissez un autre.",
                title=project.written.title,
            )
            faults.append(Fault(f"projects[{index}]", "NOT_COMPARABLE", text))
    return faults
