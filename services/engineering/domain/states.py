"""The state machines of requests and reservations, as data: state × verb × who × next. A pair that is not
in a table is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chassis.domain import Refused, Text, msg


class RequestState(StrEnum):
    OPEN = "open"
    PARTLY_COVERED = "partly_covered"
    COVERED = "covered"
    WITHDRAWN = "withdrawn"


class ReservationState(StrEnum):
    HELD = "held"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    GRANT = "grant"
    RELEASE = "release"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"


class Who(StrEnum):
    """For which body one acts."""

    LENDER = "lender"
    BORROWER = "borrower"
    PROJECT = "project"
    """Nobody acts: the project was withdrawn, or has another owner."""


ROLES: Mapping[Who, tuple[str, ...]] = {
    Who.LENDER: ("pool_manager",),
    Who.BORROWER: ("elected", "project_manager"),
    Who.PROJECT: (),
}


@dataclass(frozen=True)
class Step:
    """Who may do it, and where it may lead."""

    who: frozenset[Who]
    next: frozenset[RequestState | ReservationState]


_GRANT = Step(frozenset([Who.LENDER]), frozenset([RequestState.PARTLY_COVERED, RequestState.COVERED]))
_RELEASE = Step(
    frozenset([Who.LENDER, Who.BORROWER]), frozenset([RequestState.OPEN, RequestState.PARTLY_COVERED])
)
_WITHDRAW = Step(frozenset([Who.BORROWER, Who.PROJECT]), frozenset([RequestState.WITHDRAWN]))

REQUEST_STEPS: Mapping[RequestState, Mapping[Verb, Step]] = {
    RequestState.OPEN: {Verb.GRANT: _GRANT, Verb.WITHDRAW: _WITHDRAW},
    RequestState.PARTLY_COVERED: {Verb.GRANT: _GRANT, Verb.RELEASE: _RELEASE, Verb.WITHDRAW: _WITHDRAW},
    RequestState.COVERED: {Verb.RELEASE: _RELEASE, Verb.WITHDRAW: _WITHDRAW},
    RequestState.WITHDRAWN: {},
}

RESERVATION_STEPS: Mapping[ReservationState, Mapping[Verb, Step]] = {
    ReservationState.HELD: {Verb.CANCEL: Step(frozenset(Who), frozenset([ReservationState.CANCELLED]))},
    ReservationState.CANCELLED: {},
}

STATE_TITLES: Mapping[RequestState | ReservationState, Text] = {
    RequestState.OPEN: msg("ouverte"),
    RequestState.PARTLY_COVERED: msg("partiellement couverte"),
    RequestState.COVERED: msg("entièrement couverte"),
    RequestState.WITHDRAWN: msg("retirée"),
    ReservationState.HELD: msg("tenue"),
    ReservationState.CANCELLED: msg("annulée"),
}

_ACTS: Mapping[Verb, Text] = {
    Verb.GRANT: msg("réserver des jours pour cette demande"),
    Verb.RELEASE: msg("rendre des jours de cette demande"),
    Verb.WITHDRAW: msg("retirer cette demande"),
    Verb.CANCEL: msg("annuler cette réservation"),
}


def check_request(state: RequestState, verb: Verb) -> None:
    """Raise Refused unless the verb is possible in this state."""
    _check(state, verb, REQUEST_STEPS[state])


def check_reservation(state: ReservationState, verb: Verb) -> None:
    """Raise Refused unless the verb is possible in this state."""
    _check(state, verb, RESERVATION_STEPS[state])


def _check(state: RequestState | ReservationState, verb: Verb, row: Mapping[Verb, Step]) -> None:
    if verb in row:
        return
    text = msg("On ne peut pas {act} : elle est {state}.", act=_ACTS[verb], state=STATE_TITLES[state])
    raise Refused("STATE_FORBIDS", text, state=state, verb=verb, allowed=",".join(row))
