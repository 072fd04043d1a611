"""The state machines of what bodies say besides projects, as data: wishes to take a project over, and guiding
principles. A pair that is not in its table is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chassis.domain import Refused, Text, msg


class WishState(StrEnum):
    STANDING = "standing"
    WITHDRAWN = "withdrawn"
    FULFILLED = "fulfilled"
    LAPSED = "lapsed"


class WishVerb(StrEnum):
    WITHDRAW = "withdraw"
    FULFIL = "fulfil"
    LAPSE = "lapse"


class PrincipleState(StrEnum):
    PROPOSED = "proposed"
    ADOPTED = "adopted"
    WITHDRAWN = "withdrawn"


class PrincipleVerb(StrEnum):
    ADOPT = "adopt"
    WITHDRAW = "withdraw"


class Who(StrEnum):
    """For which body one acts."""

    WISHER = "wisher"
    PROJECT = "project"
    """Nobody by hand: it follows from what the owner of the project does."""
    PROPOSER = "proposer"


@dataclass(frozen=True)
class WishStep:
    """Who may do it, and where it leads."""

    who: Who
    next: WishState


@dataclass(frozen=True)
class PrincipleStep:
    who: Who
    next: PrincipleState


_FULFIL = WishStep(Who.PROJECT, WishState.FULFILLED)

WISH_STEPS: Mapping[WishState, Mapping[WishVerb, WishStep]] = {
    WishState.STANDING: {
        WishVerb.WITHDRAW: WishStep(Who.WISHER, WishState.WITHDRAWN),
        WishVerb.FULFIL: _FULFIL,
        WishVerb.LAPSE: WishStep(Who.PROJECT, WishState.LAPSED),
    },
    # The owner transferred on another node before it heard of the withdrawal: that came too late.
    WishState.WITHDRAWN: {WishVerb.FULFIL: _FULFIL},
    WishState.FULFILLED: {},
    WishState.LAPSED: {},
}

PRINCIPLE_STEPS: Mapping[PrincipleState, Mapping[PrincipleVerb, PrincipleStep]] = {
    PrincipleState.PROPOSED: {
        PrincipleVerb.ADOPT: PrincipleStep(Who.PROPOSER, PrincipleState.ADOPTED),
        PrincipleVerb.WITHDRAW: PrincipleStep(Who.PROPOSER, PrincipleState.WITHDRAWN),
    },
    PrincipleState.ADOPTED: {
        PrincipleVerb.WITHDRAW: PrincipleStep(Who.PROPOSER, PrincipleState.WITHDRAWN),
    },
    PrincipleState.WITHDRAWN: {},
}

ROLES: Mapping[Who, tuple[str, ...]] = {Who.WISHER: ("elected",), Who.PROPOSER: ("elected",)}

WISH_TITLES: Mapping[WishState, Text] = {
    WishState.STANDING: msg("souhait en attente de réponse"),
    WishState.WITHDRAWN: msg("souhait retiré"),
    WishState.FULFILLED: msg("projet repris"),
    WishState.LAPSED: msg("souhait sans suite"),
}

PRINCIPLE_TITLES: Mapping[PrincipleState, Text] = {
    PrincipleState.PROPOSED: msg("principe proposé"),
    PrincipleState.ADOPTED: msg("principe adopté"),
    PrincipleState.WITHDRAWN: msg("principe retiré"),
}


def wish_step(state: WishState, verb: WishVerb) -> WishStep:
    """The step from a state. Raises Refused where the table holds none."""
    row = WISH_STEPS[state]
    if verb in row:
        return row[verb]
    text = msg(
        "Ce souhait ne change plus ainsi : il est « {state} ». Relisez-le : il dit ce qu’il est devenu.",
        state=WISH_TITLES[state],
    )
    raise Refused("STATE_FORBIDS", text, state=state, verb=verb, allowed=",".join(row))


def principle_step(state: PrincipleState, verb: PrincipleVerb) -> PrincipleStep:
    """The step from a state. Raises Refused where the table holds none."""
    row = PRINCIPLE_STEPS[state]
    if verb in row:
        return row[verb]
    text = msg(
        "Ce principe ne change plus ainsi : il est « {state} ». Relisez-le.", state=PRINCIPLE_TITLES[state]
    )
    raise Refused("STATE_FORBIDS", text, state=state, verb=verb, allowed=",".join(row))
