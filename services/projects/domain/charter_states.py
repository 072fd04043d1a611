"""The state machine of a charter's version, as data: state × verb × who × next. A pair that is not in the
table is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chassis.domain import Refused, Text, msg


class CharterState(StrEnum):
    DRAFT = "draft"
    SIMULATED = "simulated"
    PUT_TO_VOTE = "put_to_vote"
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class CharterVerb(StrEnum):
    UPDATE = "update"
    SIMULATE = "simulate"
    PUT_TO_VOTE = "put_to_vote"
    ADOPT = "adopt"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


class CharterActor(StrEnum):
    BODY = "body"
    """The body that votes it."""


@dataclass(frozen=True)
class CharterStep:
    """Who may do it, and where it leads."""

    who: CharterActor
    next: CharterState


def _to(state: CharterState) -> CharterStep:
    return CharterStep(CharterActor.BODY, state)


_WRITTEN = {
    CharterVerb.UPDATE: _to(CharterState.DRAFT),
    CharterVerb.SIMULATE: _to(CharterState.SIMULATED),
    CharterVerb.WITHDRAW: _to(CharterState.WITHDRAWN),
}

STEPS: Mapping[CharterState, Mapping[CharterVerb, CharterStep]] = {
    CharterState.DRAFT: _WRITTEN,
    CharterState.SIMULATED: {**_WRITTEN, CharterVerb.PUT_TO_VOTE: _to(CharterState.PUT_TO_VOTE)},
    CharterState.PUT_TO_VOTE: {
        CharterVerb.ADOPT: _to(CharterState.ADOPTED),
        CharterVerb.WITHDRAW: _to(CharterState.WITHDRAWN),
    },
    CharterState.ADOPTED: {CharterVerb.SUPERSEDE: _to(CharterState.SUPERSEDED)},
    CharterState.SUPERSEDED: {},
    CharterState.WITHDRAWN: {},
}

DRAFTERS = ("elected", "project_manager")
"""Roles that may write a draft and have it simulated; what engages the council asks for `elected`."""

ROLES: Mapping[CharterVerb, tuple[str, ...]] = {
    verb: DRAFTERS if verb in (CharterVerb.UPDATE, CharterVerb.SIMULATE) else ("elected",)
    for verb in CharterVerb
}

STATE_TITLES: Mapping[CharterState, Text] = {
    CharterState.DRAFT: msg("brouillon"),
    CharterState.SIMULATED: msg("simulée"),
    CharterState.PUT_TO_VOTE: msg("soumise au vote"),
    CharterState.ADOPTED: msg("adoptée"),
    CharterState.SUPERSEDED: msg("remplacée"),
    CharterState.WITHDRAWN: msg("retirée"),
}

_ACTS: Mapping[CharterVerb, Text] = {
    CharterVerb.UPDATE: msg("modifier cette charte"),
    CharterVerb.SIMULATE: msg("simuler cette charte"),
    CharterVerb.PUT_TO_VOTE: msg("soumettre cette charte au vote"),
    CharterVerb.ADOPT: msg("enregistrer l’adoption de cette charte"),
    CharterVerb.SUPERSEDE: msg("remplacer cette charte"),
    CharterVerb.WITHDRAW: msg("retirer cette charte"),
}


def step(state: CharterState, verb: CharterVerb) -> CharterStep:
    """The step that a verb takes from a state. Raise Refused where the table holds none, with what remains
    possible.
    """
    row = STEPS[state]
    if verb in row:
        return row[verb]
    text = msg(
        "On ne peut pas {act} : elle est « {state} ». Relisez sa fiche : elle montre ce qui reste possible.",
        act=_ACTS[verb],
        state=STATE_TITLES[state],
    )
    raise Refused("STATE_FORBIDS", text, state=state, verb=verb, allowed=",".join(row))
