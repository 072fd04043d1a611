"""Who may do what to an application in which state, and what state follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from chassis.domain import Refused, msg


class CampaignState(Enum):
    """Follows from the campaign's days and today."""

    ANNOUNCED = "annoncée"
    OPEN = "ouverte"
    CLOSED = "close"


class ApplicationState(Enum):
    """The value is what the screen says."""

    SUBMITTED = "déposée"
    IN_INSTRUCTION = "en instruction"
    AWARDED = "labellisée"
    DEFERRED = "prise en considération"
    REFUSED = "refusée"
    WITHDRAWN = "retirée"


class Verb(Enum):
    """The value completes “on ne peut pas …”."""

    DECLARE_INTERESTS = "déclarer ses intérêts"
    MARK_CRITERIA = "noter les critères"
    GIVE_OPINION = "donner l’avis d’un comité"
    AWARD = "attribuer le label"
    DEFER = "prendre en considération"
    REFUSE = "refuser le label"
    WITHDRAW = "retirer la candidature"


class Who(Enum):
    """Roles are held at the body named; the value is what the screen says."""

    JUROR = "un juré du corps qui labellise"
    CHAIR = "un élu du corps qui labellise"
    APPLICANT = "un élu de la collectivité candidate"


@dataclass(frozen=True)
class Step:
    state: ApplicationState
    verb: Verb
    who: Who
    next: ApplicationState


STEPS: tuple[Step, ...] = (
    Step(ApplicationState.SUBMITTED, Verb.DECLARE_INTERESTS, Who.JUROR, ApplicationState.IN_INSTRUCTION),
    Step(ApplicationState.SUBMITTED, Verb.WITHDRAW, Who.APPLICANT, ApplicationState.WITHDRAWN),
    Step(ApplicationState.IN_INSTRUCTION, Verb.DECLARE_INTERESTS, Who.JUROR, ApplicationState.IN_INSTRUCTION),
    Step(ApplicationState.IN_INSTRUCTION, Verb.MARK_CRITERIA, Who.JUROR, ApplicationState.IN_INSTRUCTION),
    Step(ApplicationState.IN_INSTRUCTION, Verb.GIVE_OPINION, Who.CHAIR, ApplicationState.IN_INSTRUCTION),
    Step(ApplicationState.IN_INSTRUCTION, Verb.AWARD, Who.CHAIR, ApplicationState.AWARDED),
    Step(ApplicationState.IN_INSTRUCTION, Verb.DEFER, Who.CHAIR, ApplicationState.DEFERRED),
    Step(ApplicationState.IN_INSTRUCTION, Verb.REFUSE, Who.CHAIR, ApplicationState.REFUSED),
    Step(ApplicationState.IN_INSTRUCTION, Verb.WITHDRAW, Who.APPLICANT, ApplicationState.WITHDRAWN),
)

DECIDED = frozenset({ApplicationState.AWARDED, ApplicationState.DEFERRED, ApplicationState.REFUSED})

ROLES = {Who.JUROR: "juror", Who.CHAIR: "elected", Who.APPLICANT: "elected"}
"""The role, as the identity provider names it, that each kind of person holds."""


def next_state(state: ApplicationState, verb: Verb) -> ApplicationState:
    """Raise Refused when the table has no such step."""
    for step in STEPS:
        if step.state is state and step.verb is verb:
            return step.next
    raise Refused(
        "STATE_FORBIDS",
        msg("Cette candidature est {state} : on ne peut pas {verb}.", state=state.value, verb=verb.value),
        state=state.name,
        verb=verb.name,
    )
