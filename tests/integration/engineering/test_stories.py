"""What else happens to requests and agents, on real parts."""

from __future__ import annotations

from decimal import Decimal

from google.protobuf.field_mask_pb2 import FieldMask
from google.type.date_pb2 import Date

from archipel.engineering.v1 import engineering_pb2 as pb
from archipel.projects.v1 import events_pb2
from tests.integration.engineering.conftest import Person, Place
from tests.integration.engineering.wire import (
    CALL,
    GRENAY,
    HOUSING,
    LOOS,
    POLE,
    import_bodies,
    open_request,
    project,
    register,
    submitted,
    territory,
)

FEBRUARY = (Date(year=2027, month=2, day=1), Date(year=2027, month=2, day=28))


async def test_a_project_heard_again_opens_nothing_twice(place: Place, mayor_of_loos: Person) -> None:
    await import_bodies(place)
    request = await open_request(place, mayor_of_loos, missing="12.3")
    assert request.days == "12.5"
    again = project(request.project, missing="12.3")
    await submitted(place, again)
    accepted = project(request.project, missing="12.3")
    await place.projects.tell(accepted.name, events_pb2.OwnershipAccepted(project=accepted))
    marker = await open_request(place, mayor_of_loos)
    found = await mayor_of_loos("ListDayRequests", pb.ListDayRequestsRequest(project=request.project))
    assert list(found.requests) == [request]
    assert marker.project != request.project


async def test_a_body_asks_by_hand_and_names_bodies_that_may_lend(
    place: Place, mayor_of_loos: Person, mayor_of_grenay: Person, pool_manager: Person
) -> None:
    await import_bodies(place)
    automatic = await open_request(place, mayor_of_loos)
    asked = await mayor_of_loos(
        "OpenDayRequest",
        pb.OpenDayRequestRequest(
            project=automatic.project,
            body=territory(LOOS),
            skill=8,
            days="3.75",
            asked_bodies=[territory(GRENAY)],
        ),
    )
    assert (asked.days, asked.automatic, asked.state) == ("3.75", False, pb.REQUEST_STATE_OPEN)
    name = pb.GetDayRequestRequest(name=asked.name)
    assert await mayor_of_grenay("GetDayRequest", name) == asked
    withdraw = pb.WithdrawDayRequestRequest(name=asked.name, etag=asked.etag)
    ended = await mayor_of_loos("WithdrawDayRequest", withdraw)
    assert ended.state == pb.REQUEST_STATE_WITHDRAWN


async def test_an_agent_is_changed_lent_and_absent(
    place: Place, pool_manager: Person, observer: Person
) -> None:
    await import_bodies(place)
    agent = await register(pool_manager, HOUSING, quota="50")
    availability = pb.GetAvailabilityRequest(agent=agent.name, start_date=FEBRUARY[0], end_date=FEBRUARY[1])
    before = await pool_manager("GetAvailability", availability)
    assert (before.working_days, before.reserved_days, before.free_days) == ("10", "0", "10")
    away = pb.RecordAbsenceRequest(
        name=agent.name,
        etag=agent.etag,
        start_date=Date(year=2027, month=2, day=15),
        end_date=Date(year=2027, month=2, day=28),
    )
    absent = await pool_manager("RecordAbsence", away)
    assert (await pool_manager("GetAvailability", availability)).free_days == "5"
    change = pb.UpdateAgentRequest(
        agent=pb.Agent(
            name=agent.name,
            etag=absent.etag,
            quota="80",
            lending=pb.Lending(
                body=territory(POLE),
                start_date=Date(year=2026, month=11, day=1),
                end_date=Date(year=2027, month=12, day=31),
            ),
        ),
        update_mask=FieldMask(paths=["quota", "lending"]),
    )
    changed = await pool_manager("UpdateAgent", change)
    assert (changed.quota, list(changed.skills)) == ("80", [HOUSING])
    assert len(changed.absences) == 1
    shown = pb.Agent.FromString(changed.SerializeToString())
    shown.quota = ""
    del shown.absences[:]
    assert await observer("GetAgent", pb.GetAgentRequest(name=agent.name)) == shown
    told = await observer("GetAvailability", availability)
    assert (told.working_days, told.free_days != "") == ("", True)
    pole = await observer("GetCapacity", pb.GetCapacityRequest(name=f"capacities/{POLE}"))
    lent = next(each for each in pole.lent_agents if each.agent == agent.name)
    assert (lent.employer, list(lent.skills)) == (territory(CALL), [HOUSING])
    assert Decimal(lent.free_days) > 0
    listed = await observer("ListAgents", pb.ListAgentsRequest(body=territory(POLE), skill=HOUSING))
    assert list(listed.agents) == [shown]
    moved = await pool_manager("PublishCapacity", pb.PublishCapacityRequest(body=territory(CALL)))
    assert moved.origin == pb.CAPACITY_ORIGIN_COMPUTED
