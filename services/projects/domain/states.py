"""The state machine of a project, as data: state × verb × who × next. A pair that is not in the table
is refused.

Drafting: updating a project that waits for its invited communes takes it back to draft, and their
answers lapse, because they answered to something else. Deciding: the decision is proposed in the same
act as the last answer (or the submission, when nobody is invited), so both verbs may lead there.
Conciliation (DOMAIN §3.2) is not built yet: a contested decision cannot be accepted, since that would
impose it (L1111-3); the lead may withdraw, and others may add their own grounds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chassis.domain import Refused, Text, msg


class State(StrEnum):
    DRAFT = "draft"
    AWAITING_PARTNERS = "awaiting_partners"
    PROPOSED = "proposed"
    WITHOUT_OWNER = "without_owner"
    ACCEPTED = "accepted"
    CONTESTED = "contested"
    WITHDRAWN = "withdrawn"
    OPINIONS_RUNNING = "opinions_running"
    CONCILIATION = "conciliation"


class Verb(StrEnum):
    UPDATE = "update"
    SUBMIT = "submit"
    CONFIRM = "confirm"
    DECLINE = "decline"
    ACCEPT = "accept"
    CONTEST = "contest"
    WITHDRAW = "withdraw"


class Who(StrEnum):
    """For which body one acts."""

    LEAD = "lead"
    INVITED = "invited"
    OWNER = "owner"
    """The proposed owner, or the lead where inhabitants or a third party own."""
    CONCERNED = "concerned"


@dataclass(frozen=True)
class Step:
    """Who may do it, and where it may lead."""

    who: Who
    next: frozenset[State]


def _step(who: Who, *following: State) -> Step:
    return Step(who, frozenset(following))


_DECIDED = (State.PROPOSED, State.WITHOUT_OWNER)
_WITHDRAW = _step(Who.LEAD, State.WITHDRAWN)
_CONTEST = _step(Who.CONCERNED, State.CONTESTED)

STEPS: Mapping[State, Mapping[Verb, Step]] = {
    State.DRAFT: {
        Verb.UPDATE: _step(Who.LEAD, State.DRAFT),
        Verb.SUBMIT: _step(Who.LEAD, State.AWAITING_PARTNERS, *_DECIDED),
        Verb.WITHDRAW: _WITHDRAW,
    },
    State.AWAITING_PARTNERS: {
        Verb.UPDATE: _step(Who.LEAD, State.DRAFT),
        Verb.CONFIRM: _step(Who.INVITED, State.AWAITING_PARTNERS, *_DECIDED),
        Verb.DECLINE: _step(Who.INVITED, State.AWAITING_PARTNERS, *_DECIDED),
        Verb.WITHDRAW: _WITHDRAW,
    },
    State.PROPOSED: {
        Verb.ACCEPT: _step(Who.OWNER, State.ACCEPTED),
        Verb.CONTEST: _CONTEST,
        Verb.WITHDRAW: _WITHDRAW,
    },
    State.WITHOUT_OWNER: {Verb.CONTEST: _CONTEST, Verb.WITHDRAW: _WITHDRAW},
    State.CONTESTED: {Verb.CONTEST: _CONTEST, Verb.WITHDRAW: _WITHDRAW},
    State.ACCEPTED: {},
    State.WITHDRAWN: {},
    State.OPINIONS_RUNNING: {},
    State.CONCILIATION: {},
}

DRAFTERS = ("elected", "project_manager")
"""Roles that may write a draft; every other verb engages the body and asks for `elected`."""

ROLES: Mapping[Verb, tuple[str, ...]] = {
    verb: DRAFTERS if verb is Verb.UPDATE else ("elected",) for verb in Verb
}

STATE_TITLES: Mapping[State, Text] = {
    State.DRAFT: msg("brouillon"),
    State.AWAITING_PARTNERS: msg("en attente des communes invitées"),
    State.PROPOSED: msg("décision proposée"),
    State.WITHOUT_OWNER: msg("sans porteur"),
    State.ACCEPTED: msg("accepté par son porteur"),
    State.CONTESTED: msg("contesté"),
    State.WITHDRAWN: msg("retiré"),
    State.OPINIONS_RUNNING: msg("accepté, avis en cours"),
    State.CONCILIATION: msg("en conciliation"),
}

_ACTS: Mapping[Verb, Text] = {
    Verb.UPDATE: msg("modifier ce projet"),
    Verb.SUBMIT: msg("déposer ce projet"),
    Verb.CONFIRM: msg("confirmer une participation à ce projet"),
    Verb.DECLINE: msg("décliner une participation à ce projet"),
    Verb.ACCEPT: msg("accepter de porter ce projet"),
    Verb.CONTEST: msg("contester la décision sur ce projet"),
    Verb.WITHDRAW: msg("retirer ce projet"),
}


def step(state: State, verb: Verb) -> Step:
    """The step that a verb takes from a state. Raises Refused where the table holds none, with what
    remains possible.
    """
    row = STEPS[state]
    if verb in row:
        return row[verb]
    text = msg(
        "On ne peut pas {act} : il est « {state} ». Relisez sa fiche : elle montre ce qui reste possible.",
        act=_ACTS[verb],
        state=STATE_TITLES[state],
    )
    raise Refused("STATE_FORBIDS", text, state=state, verb=verb, allowed=",".join(row))
