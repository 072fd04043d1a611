"""Which bodies see what in engineering, and what an answer must show or hide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archipel.engineering.v1 import engineering_pb2 as pb
from tests.security.answers import Who
from tests.security.cast import CALL, GRENAY, HENIN, LOOS, POLE
from tests.security.engineering.staged import THEMSELVES, Asked

AGENT_SEEN_BY: Mapping[str, frozenset[str]] = {"own": frozenset({CALL}), "lent": frozenset({CALL, POLE})}
ASKED = frozenset({LOOS, CALL, POLE})
"""The body that asks, and the agglomeration and the pole above it."""
REQUEST_SEEN_BY: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("open", "partly_covered", "covered", "withdrawn"), ASKED),
    "invited": ASKED | {HENIN},
}
RESERVATION_SEEN_BY: Mapping[str, frozenset[str]] = dict.fromkeys(("held", "cancelled"), ASKED)
PARTS = frozenset({LOOS, GRENAY, CALL})
"""The bodies with a part in the project."""
PROJECT_SEEN_BY: Mapping[str, frozenset[str]] = dict.fromkeys(("submitted", "withdrawn"), PARTS)


def knows_all(who: Who) -> bool:
    """Absences and quota are told to the pool manager of the employer and to the agent."""
    return who.id == THEMSELVES.id or who.holds(CALL, "pool_manager")


def personal(found: pb.Agent, agent: pb.Agent, who: Who, _: str) -> str | None:
    told = (found.quota != "", len(found.absences) > 0)
    wanted = (knows_all(who), knows_all(who))
    if found.name != agent.name:
        return f"answered {found.name}"
    return None if told == wanted else f"tells quota and absences: {told}, not {wanted}"


def agents(page: pb.ListAgentsResponse, agent: pb.Agent, who: Who, state: str) -> str | None:
    found = [each for each in page.agents if each.name == agent.name]
    wanted = who.id == THEMSELVES.id or not who.bodies.isdisjoint(AGENT_SEEN_BY[state])
    if bool(found) != wanted:
        return f"the list {'shows' if found else 'lacks'} it"
    return personal(found[0], agent, who, state) if found else None


def free(found: pb.Availability, _: pb.Agent, who: Who, __: str) -> str | None:
    if not found.free_days:
        return "does not tell the free days"
    return None if (found.working_days != "") == knows_all(who) else "tells or hides the working days"


def requests(page: pb.ListDayRequestsResponse, asked: Asked, who: Who, state: str) -> str | None:
    there = asked.request.name in {each.name for each in page.requests}
    wanted = not who.bodies.isdisjoint(REQUEST_SEEN_BY[state])
    return None if there == wanted else f"the list {'shows' if there else 'lacks'} it"


def reservations(page: pb.ListReservationsResponse, asked: Asked, who: Who, state: str) -> str | None:
    assert asked.reservation is not None
    there = asked.reservation.name in {each.name for each in page.reservations}
    wanted = who.id == THEMSELVES.id or not who.bodies.isdisjoint(RESERVATION_SEEN_BY[state])
    return None if there == wanted else f"the list {'shows' if there else 'lacks'} it"


def same(found: Any, capacity: pb.Capacity, *_: object) -> str | None:
    return None if found.name == capacity.name else f"answered {found.name}"
