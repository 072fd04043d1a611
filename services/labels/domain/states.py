"""The state machine of an application, as data: state × verb × who × next. A pair that is not in the
table is refused. A campaign has no table: its state follows from its days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chassis.domain import Refused, Text, msg


class CampaignState(StrEnum):
    """Follows from the campaign's days and today."""

    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"


class ApplicationState(StrEnum):
    SUBMITTED = "submitted"
    IN_INSTRUCTION = "in_instruction"
    AWARDED = "awarded"
    DEFERRED = "deferred"
    """"Pris en considération": demands to meet, with booked days of engineering."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Verb(StrEnum):
    DECLARE_INTERESTS = "declare_interests"
    MARK_CRITERIA = "mark_criteria"
    GIVE_OPINION = "give_opinion"
    AWARD = "award"
    DEFER = "defer"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class Who(StrEnum):
    """For which body, and in which office, one acts."""

    JUROR = "juror"
    """Of the body that labels, without a conflict of interest."""
    CHAIR = "chair"
    """An elected of the body that labels, whose own project is not at stake."""
    APPLICANT = "applicant"


ROLES: Mapping[Who, tuple[str, ...]] = {
    Who.JUROR: ("juror",),
    Who.CHAIR: ("elected",),
    Who.APPLICANT: ("elected",),
}


@dataclass(frozen=True)
class Step:
    """Who may do it, and where it leads."""

    who: Who
    next: ApplicationState


_DECLARE = Step(Who.JUROR, ApplicationState.IN_INSTRUCTION)
_WITHDRAW = Step(Who.APPLICANT, ApplicationState.WITHDRAWN)

STEPS: Mapping[ApplicationState, Mapping[Verb, Step]] = {
    ApplicationState.SUBMITTED: {Verb.DECLARE_INTERESTS: _DECLARE, Verb.WITHDRAW: _WITHDRAW},
    ApplicationState.IN_INSTRUCTION: {
        Verb.DECLARE_INTERESTS: _DECLARE,
        Verb.MARK_CRITERIA: Step(Who.JUROR, ApplicationState.IN_INSTRUCTION),
        Verb.GIVE_OPINION: Step(Who.CHAIR, ApplicationState.IN_INSTRUCTION),
        Verb.AWARD: Step(Who.CHAIR, ApplicationState.AWARDED),
        Verb.DEFER: Step(Who.CHAIR, ApplicationState.DEFERRED),
        Verb.REFUSE: Step(Who.CHAIR, ApplicationState.REFUSED),
        Verb.WITHDRAW: _WITHDRAW,
    },
    ApplicationState.AWARDED: {},
    ApplicationState.DEFERRED: {},
    ApplicationState.REFUSED: {},
    ApplicationState.WITHDRAWN: {},
}

DECIDED = frozenset({ApplicationState.AWARDED, ApplicationState.DEFERRED, ApplicationState.REFUSED})

STATE_TITLES: Mapping[ApplicationState, Text] = {
    ApplicationState.SUBMITTED: msg("déposée"),
    ApplicationState.IN_INSTRUCTION: msg("en instruction"),
    ApplicationState.AWARDED: msg("labellisée"),
    ApplicationState.DEFERRED: msg("prise en considération"),
    ApplicationState.REFUSED: msg("refusée"),
    ApplicationState.WITHDRAWN: msg("retirée"),
}

_ACTS: Mapping[Verb, Text] = {
    Verb.DECLARE_INTERESTS: msg("déclarer ses intérêts"),
    Verb.MARK_CRITERIA: msg("noter cette candidature"),
    Verb.GIVE_OPINION: msg("donner l’avis d’un comité"),
    Verb.AWARD: msg("attribuer le label"),
    Verb.DEFER: msg("prendre cette candidature en considération"),
    Verb.REFUSE: msg("refuser le label"),
    Verb.WITHDRAW: msg("retirer cette candidature"),
}


def next_state(state: ApplicationState, verb: Verb) -> ApplicationState:
    """Where the verb leads. Raise Refused where the table holds no step, with what remains possible."""
    row = STEPS[state]
    if verb in row:
        return row[verb].next
    text = msg("On ne peut pas {act} : elle est {state}.", act=_ACTS[verb], state=STATE_TITLES[state])
    raise Refused("STATE_FORBIDS", text, state=state, verb=verb, allowed=",".join(row))
