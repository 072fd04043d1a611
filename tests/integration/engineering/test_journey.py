"""A project is submitted, days are asked for and lent, the project is withdrawn: on real parts."""

from __future__ import annotations

import grpc

from archipel.engineering.v1 import engineering_pb2 as pb
from archipel.projects.v1 import events_pb2, projects_pb2
from chassis.readers.spec import Received
from chassis.testing.running import refusal
from chassis.testing.waiting import eventually
from tests.integration.engineering.conftest import Person, Place
from tests.integration.engineering.wire import (
    CALL,
    HOUSING,
    LOOS,
    POLE,
    import_bodies,
    open_request,
    register,
    reserving,
    territory,
)


async def test_days_are_asked_for_lent_and_given_back(
    place: Place, mayor_of_loos: Person, mayor_of_grenay: Person, pool_manager: Person, observer: Person
) -> None:
    await import_bodies(place)
    await loos_is_short_of_days(mayor_of_loos)
    agent = await register(pool_manager)
    assert await free_days_of_the_agglomeration(place) == "229.5"

    # The decision on the project says that 40 days lack: a request opens by itself.
    request = await open_request(place, mayor_of_loos, missing="40")
    assert (request.body, request.days, request.automatic) == (territory(LOOS), "40", True)
    assert request.asked_bodies == [territory(CALL)]

    # The chain sees it, a neighbour does not.
    for somebody in (pool_manager, observer):
        assert await somebody("GetDayRequest", pb.GetDayRequestRequest(name=request.name)) == request
    unseen = await refusal(mayor_of_grenay("GetDayRequest", pb.GetDayRequestRequest(name=request.name)))
    assert unseen.code == grpc.StatusCode.NOT_FOUND

    reservation = await days_are_lent_and_never_overbooked(pool_manager, request, agent)
    await the_mayor_sees_what_was_lent(place, mayor_of_loos, request)
    await a_withdrawn_project_gives_the_days_back(place, mayor_of_loos, request)
    cancelled = await pool_manager("GetReservation", pb.GetReservationRequest(name=reservation.name))
    assert cancelled.state == pb.RESERVATION_STATE_CANCELLED
    assert await free_days_of_the_agglomeration(place) == "229.5"
    await the_stream_tells_the_whole_story(place)


async def loos_is_short_of_days(mayor: Person) -> None:
    """Loos keeps no agents here: it says by hand what it has."""
    short = pb.DeclareCapacityRequest(body=territory(LOOS), free_days=[pb.SkillDays(skill=HOUSING, days="5")])
    declared = await mayor("DeclareCapacity", short)
    assert declared.origin == pb.CAPACITY_ORIGIN_DECLARED


async def free_days_of_the_agglomeration(place: Place) -> str:
    question = pb.GetCapacityRequest(name=f"capacities/{CALL}")
    capacity = await place.anonymous()("GetCapacity", question)
    assert [(one.skill, one.days) for one in capacity.free_days] == [(HOUSING, capacity.total_free_days)]
    return capacity.total_free_days


async def days_are_lent_and_never_overbooked(
    pool_manager: Person, request: pb.DayRequest, agent: pb.Agent
) -> pb.Reservation:
    reservation = await pool_manager("ReserveDays", reserving(request, agent, "20"))
    assert (reservation.employer, reservation.asking_body) == (territory(CALL), territory(LOOS))
    overbooked = await refusal(pool_manager("ReserveDays", reserving(request, agent, "2.5")))
    assert overbooked.code == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert overbooked.reason == "AGENT_OVERBOOKED"
    assert overbooked.metadata["free_days"] == "2"
    assert "2 jours libres" in overbooked.message
    return reservation


async def the_mayor_sees_what_was_lent(place: Place, mayor: Person, request: pb.DayRequest) -> None:
    seen = await mayor("GetDayRequest", pb.GetDayRequestRequest(name=request.name))
    assert (seen.state, seen.granted_days) == (pb.REQUEST_STATE_PARTLY_COVERED, "20")
    balance = await place.anonymous()("GetBalance", pb.GetBalanceRequest(name=f"balances/{LOOS}"))
    assert (balance.days_borrowed, balance.borrowed_per_thousand) == ("20", "2.92")
    assert balance.lines[0].body == territory(CALL)


async def a_withdrawn_project_gives_the_days_back(
    place: Place, mayor: Person, request: pb.DayRequest
) -> None:
    gone = projects_pb2.Project(
        name=request.project, lead=territory(LOOS), state=projects_pb2.PROJECT_STATE_WITHDRAWN
    )
    await place.projects.tell(gone.name, events_pb2.ProjectWithdrawn(project=gone))

    async def withdrawn() -> bool:
        now = await mayor("GetDayRequest", pb.GetDayRequestRequest(name=request.name))
        return now.state == pb.REQUEST_STATE_WITHDRAWN

    await eventually(withdrawn)


async def the_stream_tells_the_whole_story(place: Place) -> None:
    async def all_published() -> bool:
        return len(await place.published()) >= 11

    await eventually(all_published)
    events = await place.published()
    by_kind: dict[str, list[str]] = {}
    for event in events:
        by_kind.setdefault(event.envelope.subject.partition("/")[0], []).append(named(event))
    assert by_kind == {
        "agents": ["AgentRegistered", "DaysReserved", "ReservationCancelled"],
        "requests": ["RequestOpened", "DaysGranted", "RequestWithdrawn"],
        "capacities": ["CapacityPublished"] * 4,
        "incidents": ["SecurityIncident"],  # a stranger asked for what is hidden from them
    }
    audiences = {named(event): set(event.envelope.audience) for event in events}
    assert audiences["AgentRegistered"] == {CALL}
    assert audiences["DaysReserved"] == {LOOS, CALL, POLE}
    assert audiences["RequestOpened"] == {LOOS, CALL, POLE}
    assert audiences["CapacityPublished"] == set()
    told = {named(event): event for event in events}
    assert told["DaysReserved"].envelope.actor == "p-pool"
    assert told["DaysReserved"].message.reservation.days == "20"
    assert told["RequestOpened"].envelope.actor == "service:engineering"
    assert told["RequestOpened"].envelope.correlation_id == "c1"
    assert told["RequestOpened"].message.request.etag == '"1-1"'


def named(event: Received) -> str:
    return event.envelope.type.rpartition(".")[2]
