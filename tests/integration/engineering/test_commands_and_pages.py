"""The same request twice, stale etags, long lists."""

from __future__ import annotations

from uuid import uuid4

import grpc
import pytest
from google.protobuf.field_mask_pb2 import FieldMask

from archipel.engineering.v1 import engineering_pb2 as pb
from chassis.pagination import next_token
from chassis.testing.running import refusal
from tests.integration.engineering.conftest import Person, Place
from tests.integration.engineering.wire import (
    CALL,
    DATA,
    HOUSING,
    LOOS,
    import_bodies,
    open_request,
    register,
    reserving,
    territory,
)


async def test_the_same_reservation_sent_twice_is_one(
    place: Place, mayor_of_loos: Person, pool_manager: Person
) -> None:
    await import_bodies(place)
    agent, request = await register(pool_manager), await open_request(place, mayor_of_loos)
    command = reserving(request, agent, "20")
    command.request_id = str(uuid4())
    first = await pool_manager("ReserveDays", command)
    # The second would overbook the agent, were it not the first one's answer.
    assert await pool_manager("ReserveDays", command) == first
    held = await pool_manager("ListReservations", pb.ListReservationsRequest(agent=agent.name))
    assert list(held.reservations) == [first]
    command.days = "1"
    refused = await refusal(pool_manager("ReserveDays", command))
    assert (refused.code, refused.reason) == (grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")


async def test_a_command_without_a_proper_request_id_is_refused(place: Place, mayor_of_loos: Person) -> None:
    command = pb.DeclareCapacityRequest(request_id="again", body=territory(LOOS))
    refused = await refusal(mayor_of_loos("DeclareCapacity", command))
    assert refused.fields == {"request_id": "REQUEST_ID_MALFORMED"}


async def test_what_changed_since_it_was_read_is_not_changed_again(
    place: Place, mayor_of_loos: Person, pool_manager: Person
) -> None:
    await import_bodies(place)
    agent, request = await register(pool_manager), await open_request(place, mayor_of_loos)
    reservation = await pool_manager("ReserveDays", reserving(request, agent, "1"))
    stale_reserve = reserving(request, agent, "1")
    stale_reserve.etag = request.etag
    stale = [
        (pool_manager, "ReserveDays", stale_reserve),
        (
            pool_manager,
            "UpdateAgent",
            pb.UpdateAgentRequest(
                agent=pb.Agent(name=agent.name, etag=agent.etag, quota="50"),
                update_mask=FieldMask(paths=["quota"]),
            ),
        ),
        (
            mayor_of_loos,
            "WithdrawDayRequest",
            pb.WithdrawDayRequestRequest(name=request.name, etag=request.etag),
        ),
        (
            mayor_of_loos,
            "CancelReservation",
            pb.CancelReservationRequest(name=reservation.name, etag='"1-1"', body=territory(LOOS)),
        ),
    ]
    for somebody, rpc, command in stale:
        refused = await refusal(somebody(rpc, command))
        assert (refused.code, refused.reason) == (grpc.StatusCode.ABORTED, "ETAG_STALE"), rpc
        assert refused.metadata["current"]
    cancel = pb.CancelReservationRequest(name=reservation.name, etag=reservation.etag, body=territory(LOOS))
    cancelled = await mayor_of_loos("CancelReservation", cancel)
    assert cancelled.state == pb.RESERVATION_STATE_CANCELLED
    assert cancelled.etag != reservation.etag


async def test_lists_are_walked_page_by_page_newest_first(
    place: Place, mayor_of_loos: Person, pool_manager: Person
) -> None:
    await import_bodies(place)
    made = {(await register(pool_manager, DATA)).name for _ in range(5)}
    seen: list[str] = []
    question = pb.ListAgentsRequest(page_size=2, skill=DATA, body=territory(CALL))
    while True:
        page = await pool_manager("ListAgents", question)
        seen += [agent.name for agent in page.agents]
        assert len(page.agents) <= 2
        if not page.next_page_token:
            break
        question.page_token = page.next_page_token
    assert len(seen) == len(set(seen))
    assert made <= set(seen)
    assert (await mayor_of_loos("ListAgents", pb.ListAgentsRequest())).agents == []

    await mayor_of_loos("DeclareCapacity", pb.DeclareCapacityRequest(body=territory(LOOS)))
    first = await pool_manager("ListCapacities", pb.ListCapacitiesRequest(page_size=1))
    rest = pb.ListCapacitiesRequest(page_size=1, page_token=first.next_page_token)
    second = await pool_manager("ListCapacities", rest)
    assert [page.capacities[0].name for page in (first, second)] == [
        f"capacities/{CALL}",
        f"capacities/{LOOS}",
    ]
    only = await pool_manager("ListCapacities", pb.ListCapacitiesRequest(skill=HOUSING))
    assert LOOS not in {capacity.body for capacity in only.capacities}


async def test_a_token_of_another_list_or_a_tampered_one_is_refused(
    place: Place, pool_manager: Person
) -> None:
    await import_bodies(place)
    for _ in range(2):
        await register(pool_manager)
    page = await pool_manager("ListAgents", pb.ListAgentsRequest(page_size=1))
    other = pb.ListAgentsRequest(page_token=page.next_page_token, body=territory(CALL))
    assert (await refusal(pool_manager("ListAgents", other))).fields == {"page_token": "PAGE_TOKEN_BROKEN"}
    for rpc, question, key in (
        ("ListAgents", pb.ListAgentsRequest(), ("yesterday", "x")),
        ("ListAgents", pb.ListAgentsRequest(), ("2026-11-23T12:00:00", "x")),
        ("ListReservations", pb.ListReservationsRequest(), ("x",)),
        ("ListDayRequests", pb.ListDayRequestsRequest(), ("1", "2", "3")),
        ("ListCapacities", pb.ListCapacitiesRequest(), ("1", "2")),
        ("ListCapacities", pb.ListCapacitiesRequest(), ("\0",)),
        ("ListAgents", pb.ListAgentsRequest(), ("2026-11-23T12:00:00+00:00", "\0")),
    ):
        question.page_token = next_token(question, key)
        refused = await refusal(pool_manager(rpc, question))
        assert refused.fields == {"page_token": "PAGE_TOKEN_BROKEN"}, key


@pytest.mark.parametrize("kind", ["requests", "reservations"])
async def test_long_lists_of_requests_and_reservations_end(
    place: Place, mayor_of_loos: Person, pool_manager: Person, kind: str
) -> None:
    await import_bodies(place)
    request = await open_request(place, mayor_of_loos, skill=HOUSING)
    agent = await register(pool_manager)
    made = [await pool_manager("ReserveDays", reserving(request, agent, "1")) for _ in range(3)]
    if kind == "reservations":
        question = pb.ListReservationsRequest(request=request.name, page_size=2)
        first = await mayor_of_loos("ListReservations", question)
        question.page_token = first.next_page_token
        second = await mayor_of_loos("ListReservations", question)
        listed = [*first.reservations, *second.reservations]
        assert {one.name for one in listed} == {one.name for one in made}
        assert second.next_page_token == ""
    else:
        mine = await mayor_of_loos(
            "ListDayRequests",
            pb.ListDayRequestsRequest(body=territory(LOOS), state=pb.REQUEST_STATE_PARTLY_COVERED),
        )
        assert request.name in {one.name for one in mine.requests}
