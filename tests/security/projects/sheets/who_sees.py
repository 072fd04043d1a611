"""Which bodies see a thing in each of its states, and the steps that every answer about one begins with.

Declared here anew, from what people were promised (DESIGN, section 6), and not from the service's own tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.integration.projects.project.world import CAHC, CALL, GRENAY, HENIN, LOOS, POLE
from tests.security.answers import HIDDEN, Answer, Door, Who, at_the_door

ALL = frozenset({"everybody"})
"""Without signing in."""
CHAIN = frozenset({LOOS, GRENAY, CALL, POLE})
"""The lead, who was invited, the agglomeration and the pole above them."""
ACROSS = frozenset({LOOS, HENIN, CALL, CAHC, POLE})
"""The same where works stand on both sides of a border."""

PROJECT_SEEN_BY: Mapping[str, frozenset[str]] = {
    "draft": frozenset({LOOS}),
    "awaiting_partners": frozenset({LOOS, GRENAY}),
    "proposed": CHAIN,
    "without_owner": ACROSS,
    "opinions_running": CHAIN,
    "contested": CHAIN,
    "conciliation": CHAIN,
    "accepted": ALL,
    "restricted": CHAIN,
    "offered": ALL,
    "transferred": ALL,
    "evaluated": ALL,
    "withdrawn": frozenset({LOOS}),
    "withdrawn_late": CHAIN,
}

WISH_SEEN_BY: Mapping[str, frozenset[str]] = dict.fromkeys(
    ("standing", "standing_restricted", "withdrawn", "fulfilled", "lapsed"), CHAIN
)

CHARTER_SEEN_BY: Mapping[str, frozenset[str]] = {
    "draft": frozenset({CAHC}),
    "simulated": frozenset({CAHC}),
    "put_to_vote": ALL,
    "adopted": ALL,
    "superseded": ALL,
    "withdrawn": frozenset({CAHC}),
    "rejected": ALL,
    "founding": ALL,
}

TRIAL_SEEN_BY: Mapping[str, frozenset[str]] = {
    "draft": frozenset({CAHC}),
    "draft_while_another_runs": frozenset({CAHC}),
    "public_while_another_runs": ALL,
    "nothing_while_another_runs": ALL,
}

SIMULATION_SEEN_BY: Mapping[str, frozenset[str]] = {
    "running": frozenset({CAHC}),
    "done": frozenset({CAHC}),
    "failed": frozenset({CAHC}),
    "of_what_is_in_force": frozenset({CAHC}),
    "of_a_public_charter": ALL,
}


def sees(who: Who, bodies: frozenset[str]) -> bool:
    """Any role at one of the bodies will do."""
    return bodies == ALL or not who.bodies.isdisjoint(bodies)


Then = Callable[[Who, str], Answer]


def past(door: Door, seen_by: Mapping[str, frozenset[str]], then: Then) -> Then:
    """Who gets past the access table, and sees the thing in its state, is answered what `then` says."""

    def answer(who: Who, state: str) -> Answer:
        stopped = at_the_door(door, who)
        if stopped is not None:
            return stopped
        return then(who, state) if sees(who, seen_by[state]) else HIDDEN

    return answer


def inside(door: Door, then: Callable[[Who], Answer]) -> Then:
    """The same where nothing is hidden."""

    def answer(who: Who, _: str) -> Answer:
        stopped = at_the_door(door, who)
        return stopped if stopped is not None else then(who)

    return answer
