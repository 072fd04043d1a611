"""Many callers at once: an agent is never overbooked, a request never gets more than it asked for."""

from __future__ import annotations

import asyncio
from collections import Counter

from archipel.engineering.v1 import engineering_pb2 as pb
from chassis.testing.running import CallRefused
from tests.integration.engineering.conftest import Person, Place
from tests.integration.engineering.wire import (
    CALL,
    import_bodies,
    open_request,
    register,
    reserving,
)


async def outcome(somebody: Person, command: pb.ReserveDaysRequest) -> str:
    try:
        await somebody("ReserveDays", command)
    except CallRefused as refused:
        return f"{refused.reason} {refused.metadata.get('free_days', refused.metadata.get('missing_days'))}"
    return "reserved"


async def test_concurrent_reservations_by_two_callers_never_overbook_the_agent(
    place: Place, mayor_of_loos: Person, pool_manager: Person
) -> None:
    await import_bodies(place)
    agent = await register(pool_manager)
    first, second = await open_request(place, mayor_of_loos), await open_request(place, mayor_of_loos)
    colleague = place.signed_in("p-pool-2", f"bodies/{CALL}/pool_manager")
    outcomes = await asyncio.gather(
        *(outcome(pool_manager, reserving(first, agent, "3")) for _ in range(10)),
        *(outcome(colleague, reserving(second, agent, "3")) for _ in range(10)),
    )
    assert Counter(outcomes) == {"reserved": 7, "AGENT_OVERBOOKED 1": 13}
    held = await pool_manager("ListReservations", pb.ListReservationsRequest(agent=agent.name))
    assert len(held.reservations) == 7


async def test_concurrent_reservations_never_grant_more_than_was_asked_for(
    place: Place, mayor_of_loos: Person, pool_manager: Person
) -> None:
    await import_bodies(place)
    agents = [await register(pool_manager) for _ in range(4)]
    request = await open_request(place, mayor_of_loos, missing="10")
    outcomes = await asyncio.gather(
        *(outcome(pool_manager, reserving(request, agents[number % 4], "3")) for number in range(8))
    )
    assert Counter(outcomes) == {"reserved": 3, "REQUEST_DAYS_EXCEEDED 1": 5}
    now = await mayor_of_loos("GetDayRequest", pb.GetDayRequestRequest(name=request.name))
    assert now.granted_days == "9"


async def test_the_published_free_days_follow_concurrent_changes(
    place: Place, mayor_of_loos: Person, pool_manager: Person
) -> None:
    await import_bodies(place)
    name = pb.GetCapacityRequest(name=f"capacities/{CALL}")
    agents = [await register(pool_manager) for _ in range(3)]
    before = float((await pool_manager("GetCapacity", name)).total_free_days)
    requests = [await open_request(place, mayor_of_loos) for _ in range(3)]
    outcomes = await asyncio.gather(
        *(
            outcome(pool_manager, reserving(request, agent, "2"))
            for request, agent in zip(requests, agents, strict=True)
        )
    )
    assert outcomes == ["reserved"] * 3
    assert float((await pool_manager("GetCapacity", name)).total_free_days) == before - 6
