"""The state machine of a project, as data: state × verb × who × next. A pair that is not in the table
is refused.

Drafting: updating a project that waits for its invited communes takes it back to draft, and their
answers lapse, because they answered to something else. Deciding: the decision is proposed in the same
act as the last answer (or the submission, when nobody is invited), so both verbs may lead there.
The opinions of the bodies concerned run beside the owner's acceptance, in whichever order they come; the
project is accepted once both are there. A contest suspends: nobody accepts and nothing is deemed, since
that would impose it (L1111-3). The conciliation answers each contest and ends with a new decision.
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
    GIVE_OPINION = "give_opinion"
    DEEM = "deem"
    CONTEST = "contest"
    CONVENE = "convene"
    CONCLUDE = "conclude"
    WITHDRAW = "withdraw"
    OFFER = "offer"
    WITHDRAW_OFFER = "withdraw_offer"
    DECLINE_WISH = "decline_wish"
    TRANSFER = "transfer"
    EVALUATE = "evaluate"


class Who(StrEnum):
    """For which body one acts."""

    LEAD = "lead"
    INVITED = "invited"
    OWNER = "owner"
    """The proposed owner, or the lead where inhabitants or a third party own."""
    ASKED = "asked"
    """A body whose consent or opinion the decision waits for."""
    CONCERNED = "concerned"
    CONCILIATOR = "conciliator"
    """The body whose mayors, or whose bureau, sit over the contests."""
    CLOCK = "clock"
    """Nobody: a deadline passes."""


@dataclass(frozen=True)
class Step:
    """Who may do it, and where it may lead."""

    who: Who
    next: frozenset[State]


def _step(who: Who, *following: State) -> Step:
    return Step(who, frozenset(following))


_DECIDED = (State.PROPOSED, State.WITHOUT_OWNER)
_AGREED = (State.OPINIONS_RUNNING, State.ACCEPTED)
_WITHDRAW = _step(Who.LEAD, State.WITHDRAWN)
_CONTEST = _step(Who.CONCERNED, State.CONTESTED)
_IN_HAND = _step(Who.OWNER, State.ACCEPTED)

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
        Verb.ACCEPT: _step(Who.OWNER, *_AGREED),
        Verb.GIVE_OPINION: _step(Who.ASKED, State.PROPOSED),
        Verb.DEEM: _step(Who.CLOCK, State.PROPOSED),
        Verb.CONTEST: _CONTEST,
        Verb.WITHDRAW: _WITHDRAW,
    },
    State.OPINIONS_RUNNING: {
        # Once more, by two thirds, against the opinion of the one commune concerned (L5211-57).
        Verb.ACCEPT: _step(Who.OWNER, *_AGREED),
        Verb.GIVE_OPINION: _step(Who.ASKED, *_AGREED),
        Verb.DEEM: _step(Who.CLOCK, *_AGREED),
        Verb.CONTEST: _CONTEST,
        Verb.WITHDRAW: _WITHDRAW,
    },
    State.WITHOUT_OWNER: {Verb.CONTEST: _CONTEST, Verb.WITHDRAW: _WITHDRAW},
    State.CONTESTED: {
        Verb.CONTEST: _CONTEST,
        Verb.CONVENE: _step(Who.CONCILIATOR, State.CONCILIATION),
        Verb.WITHDRAW: _WITHDRAW,
    },
    State.CONCILIATION: {
        Verb.UPDATE: _step(Who.LEAD, State.CONCILIATION),
        Verb.CONCLUDE: _step(Who.CONCILIATOR, *_DECIDED),
        Verb.WITHDRAW: _WITHDRAW,
    },
    State.ACCEPTED: {
        Verb.OFFER: _IN_HAND,
        Verb.WITHDRAW_OFFER: _IN_HAND,
        Verb.DECLINE_WISH: _IN_HAND,
        Verb.TRANSFER: _IN_HAND,
        Verb.EVALUATE: _IN_HAND,
    },
    State.WITHDRAWN: {},
}

DRAFTERS = ("elected", "project_manager")
"""Roles that may write a draft; every other verb engages the body and asks for `elected`."""

_OTHER_ROLES: Mapping[Verb, tuple[str, ...]] = {Verb.UPDATE: DRAFTERS, Verb.DEEM: ()}

ROLES: Mapping[Verb, tuple[str, ...]] = {verb: _OTHER_ROLES.get(verb, ("elected",)) for verb in Verb}

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
    Verb.GIVE_OPINION: msg("donner un avis sur ce projet"),
    Verb.DEEM: msg("tenir un silence pour un accord sur ce projet"),
    Verb.CONTEST: msg("contester la décision sur ce projet"),
    Verb.CONVENE: msg("réunir une conciliation sur ce projet"),
    Verb.CONCLUDE: msg("conclure une conciliation sur ce projet"),
    Verb.WITHDRAW: msg("retirer ce projet"),
    Verb.OFFER: msg("proposer ce projet à un autre porteur"),
    Verb.WITHDRAW_OFFER: msg("retirer l’offre de ce projet"),
    Verb.DECLINE_WISH: msg("décliner un souhait de reprise de ce projet"),
    Verb.TRANSFER: msg("transférer ce projet"),
    Verb.EVALUATE: msg("évaluer ce projet"),
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
    raise Refused("STATE_FORBIDS", text, state=state, verb=verb, allowed=",".join(possible(state)))


def possible(state: State) -> list[Verb]:
    """What somebody may do in a state."""
    return [verb for verb, taken in STEPS[state].items() if taken.who is not Who.CLOCK]
