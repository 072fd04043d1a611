"""The state machine of a delegation, as data: state × verb × who × next. A pair that is not in the table is
refused. Its days begin and end by the calendar alone: no state says that they came or passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chassis.domain import Refused, Text, msg


class DelegationState(StrEnum):
    GRANTED = "granted"
    REVOKED = "revoked"


class DelegationVerb(StrEnum):
    REVOKE = "revoke"


class DelegationActor(StrEnum):
    DELEGATOR = "delegator"
    """Who lent the role takes it back, whatever role they still hold."""
    DELEGATE = "delegate"
    """Who got it gives it back."""
    BODY = "body"
    """An elected of the body where the role is held."""


@dataclass(frozen=True)
class DelegationStep:
    """Who may do it, and where it leads."""

    who: frozenset[DelegationActor]
    next: DelegationState


STEPS: Mapping[DelegationState, Mapping[DelegationVerb, DelegationStep]] = {
    DelegationState.GRANTED: {
        DelegationVerb.REVOKE: DelegationStep(frozenset(DelegationActor), DelegationState.REVOKED)
    },
    DelegationState.REVOKED: {},
}

ROLES: Mapping[DelegationActor, tuple[str, ...]] = {DelegationActor.BODY: ("elected",)}
"""The other two act as the people that they are."""

STATE_TITLES: Mapping[DelegationState, Text] = {
    DelegationState.GRANTED: msg("accordée"),
    DelegationState.REVOKED: msg("retirée"),
}


def step(state: DelegationState, verb: DelegationVerb) -> DelegationStep:
    """The step from a state. Raise Refused where the table holds none."""
    row = STEPS[state]
    if verb in row:
        return row[verb]
    text = msg(
        "Cette délégation est déjà « {state} » : il n’y a plus rien à faire.", state=STATE_TITLES[state]
    )
    raise Refused("STATE_FORBIDS", text, state=state, verb=verb, allowed=",".join(row))
