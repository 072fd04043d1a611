"""Use cases of requests and reservations."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chassis.domain import (
    AlreadyThere,
    Caller,
    Exhausted,
    Forbidden,
    InvalidInput,
    NotFound,
    Refused,
    Stale,
)
from services.engineering.domain.days import FULL_TIME_DAYS, Skill
from services.engineering.domain.events import DaysReleased
from services.engineering.domain.states import RequestState, ReservationState
from services.engineering.use_cases.cancel_reservation import CancelReservation, cancel_reservation
from services.engineering.use_cases.open_request import OpenRequest, open_request
from services.engineering.use_cases.ports import Booked
from services.engineering.use_cases.read_capacities import get_capacity
from services.engineering.use_cases.read_requests import get_request, get_reservation
from services.engineering.use_cases.register_agent import RegisterAgent, register_agent
from services.engineering.use_cases.reserve_days import reserve_days
from services.engineering.use_cases.withdraw_request import WithdrawRequest, withdraw_request
from tests.unit.engineering.builders import (
    CALL,
    GRENAY,
    LIEVIN,
    LOOS,
    MAYOR_OF_GRENAY,
    MAYOR_OF_LOOS,
    OBSERVER,
    POLE,
    POOL_MANAGER,
    PROJECT,
    a_registered_agent,
    an_open_request,
    caller,
    period,
    profile,
    project,
    reserving,
    unit,
)
from tests.unit.engineering.fakes import FakeUnit

ASKING = OpenRequest(PROJECT, LOOS, Skill.HOUSING, Decimal(10))


async def reserved(days: str = "4") -> tuple[FakeUnit, Booked]:
    kept = unit()
    somebody = await a_registered_agent(kept)
    asked = await an_open_request(kept)
    return kept, await reserve_days(reserving(asked, somebody, days), POOL_MANAGER, kept)


async def test_reserved_days_stand_in_the_agent_the_request_and_the_free_days() -> None:
    kept, booked = await reserved("4.25")
    asked = await get_request(booked.reservation.purpose.request, MAYOR_OF_LOOS, kept)
    assert (asked.granted_days, asked.state) == (Decimal("4.25"), RequestState.PARTLY_COVERED)
    assert booked.reservation.id in asked.grants
    assert (await get_capacity(CALL, Caller(), kept)).figures.total == Decimal("225.25")
    seen = await get_reservation(booked.reservation.id, MAYOR_OF_LOOS, kept)
    assert seen.reservation == booked.reservation


async def test_a_refused_overbooking_changes_neither_agent_nor_request() -> None:
    kept, booked = await reserved("20")
    asked = kept.requests.kept[booked.reservation.purpose.request]
    before = (asked.version, asked.granted_days)
    with pytest.raises(Exhausted) as refusal:
        await reserve_days(reserving(asked, booked.agent, "5"), POOL_MANAGER, kept)
    assert refusal.value.metadata["free_days"] == "2"
    asked = kept.requests.kept[asked.id]
    assert (asked.version, asked.granted_days) == before
    assert len(kept.agents.kept[booked.agent.id].reservations) == 1


async def test_more_than_asked_is_not_reserved() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept)
    asked = await an_open_request(kept, days="3")
    with pytest.raises(Exhausted) as refusal:
        await reserve_days(reserving(asked, somebody, "4"), POOL_MANAGER, kept)
    assert refusal.value.reason == "REQUEST_DAYS_EXCEEDED"


async def test_only_the_pool_manager_of_the_employer_reserves() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept)
    asked = await an_open_request(kept)
    with pytest.raises(Forbidden):
        await reserve_days(reserving(asked, somebody, "4"), caller((CALL, "elected")), kept)
    both = caller((LOOS, "pool_manager"), (CALL, "observer"))
    with pytest.raises(Forbidden):
        await reserve_days(reserving(asked, somebody, "4"), both, kept)


async def test_who_may_not_know_of_the_request_or_of_the_agent_finds_nothing() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept)
    asked = await an_open_request(kept)
    with pytest.raises(NotFound):
        await reserve_days(reserving(asked, somebody, "4"), MAYOR_OF_GRENAY, kept)
    with pytest.raises(NotFound):
        await reserve_days(reserving(asked, somebody, "4"), MAYOR_OF_LOOS, kept)


async def test_a_pool_manager_lends_to_no_request_that_it_may_not_know_of() -> None:
    kept = unit()
    of_lievin = caller((LIEVIN, "pool_manager"))
    command = RegisterAgent("p2", LIEVIN, profile(), FULL_TIME_DAYS)
    somebody = await register_agent(command, of_lievin, kept)
    asked = await an_open_request(kept)
    with pytest.raises(NotFound):
        await reserve_days(reserving(asked, somebody, "4"), of_lievin, kept)


async def test_a_body_that_was_asked_to_lend_lends_and_sees_what_it_lent() -> None:
    kept = unit()
    of_lievin = caller((LIEVIN, "pool_manager"))
    command = RegisterAgent("p2", LIEVIN, profile(), FULL_TIME_DAYS)
    somebody = await register_agent(command, of_lievin, kept)
    await kept.projects.put(project())
    asked = await open_request(replace(ASKING, asked_bodies=frozenset({LIEVIN})), MAYOR_OF_LOOS, kept)
    booked = await reserve_days(reserving(asked, somebody, "4"), of_lievin, kept)
    assert LIEVIN in booked.reservation.purpose.seen_by
    seen = await get_reservation(booked.reservation.id, of_lievin, kept)
    assert seen.reservation == booked.reservation


async def test_a_stale_etag_of_the_request_is_refused() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept)
    asked = await an_open_request(kept)
    command = replace(reserving(asked, somebody, "4"), etag='"1-9"')
    with pytest.raises(Stale):
        await reserve_days(command, POOL_MANAGER, kept)


async def test_a_period_that_is_over_is_not_reserved() -> None:
    kept = unit()
    somebody = await a_registered_agent(kept)
    asked = await an_open_request(kept)
    past = reserving(asked, somebody, "4", period("2026-11-02", "2026-11-20"))
    with pytest.raises(InvalidInput) as refusal:
        await reserve_days(past, POOL_MANAGER, kept)
    assert refusal.value.reason == "PERIOD_PAST"


@pytest.mark.parametrize(
    ("who", "body"),
    [
        (POOL_MANAGER, CALL),
        (MAYOR_OF_LOOS, LOOS),
        (caller((LOOS, "project_manager")), LOOS),
    ],
)
async def test_lender_and_borrower_give_reserved_days_back(who: Caller, body: str) -> None:
    kept, booked = await reserved()
    back = await cancel_reservation(CancelReservation(booked.reservation.id, booked.etag, body), who, kept)
    assert back.reservation.state is ReservationState.CANCELLED
    asked = await get_request(booked.reservation.purpose.request, MAYOR_OF_LOOS, kept)
    assert (asked.granted_days, asked.state) == (0, RequestState.OPEN)
    assert kept.requests.events[-1][1] == DaysReleased(booked.reservation.id)
    assert (await get_capacity(CALL, Caller(), kept)).figures.total == Decimal("229.5")


async def test_nobody_else_gives_reserved_days_back() -> None:
    kept, booked = await reserved()
    mine = CancelReservation(booked.reservation.id, "", LOOS)
    with pytest.raises(Forbidden):
        await cancel_reservation(mine, caller((LOOS, "pool_manager")), kept)
    with pytest.raises(Forbidden):
        await cancel_reservation(replace(mine, body=CALL), caller((CALL, "elected")), kept)
    with pytest.raises(Forbidden, match="ROLE_MISSING"):
        await cancel_reservation(replace(mine, body=POLE), OBSERVER, kept)
    with pytest.raises(Forbidden, match="BODY_HAS_NO_PART"):
        await cancel_reservation(replace(mine, body=POLE), caller((POLE, "elected")), kept)
    with pytest.raises(NotFound):
        await cancel_reservation(mine, MAYOR_OF_GRENAY, kept)


async def test_a_reservation_is_not_cancelled_twice_nor_with_a_stale_etag() -> None:
    kept, booked = await reserved()
    command = CancelReservation(booked.reservation.id, booked.etag, CALL)
    await cancel_reservation(command, POOL_MANAGER, kept)
    with pytest.raises(Stale):
        await cancel_reservation(command, POOL_MANAGER, kept)
    with pytest.raises(Refused):
        await cancel_reservation(replace(command, etag=""), POOL_MANAGER, kept)


async def test_another_reservation_of_the_agent_leaves_the_etag_as_it_is() -> None:
    kept, booked = await reserved()
    asked = kept.requests.kept[booked.reservation.purpose.request]
    await reserve_days(reserving(asked, booked.agent, "1"), POOL_MANAGER, kept)
    again = await get_reservation(booked.reservation.id, POOL_MANAGER, kept)
    assert again.etag == booked.etag
    assert again.agent.etag != booked.agent.etag


async def test_asking_chain_and_lending_bodies_see_a_reservation_and_no_other() -> None:
    kept, booked = await reserved()
    for who in (MAYOR_OF_LOOS, POOL_MANAGER, OBSERVER):
        await get_reservation(booked.reservation.id, who, kept)
        await get_request(booked.reservation.purpose.request, who, kept)
    for stranger in (MAYOR_OF_GRENAY, caller((LIEVIN, "elected")), Caller()):
        with pytest.raises(NotFound):
            await get_reservation(booked.reservation.id, stranger, kept)
        with pytest.raises(NotFound):
            await get_request(booked.reservation.purpose.request, stranger, kept)


async def test_a_request_is_seen_by_the_bodies_asked_to_lend() -> None:
    kept = unit()
    await kept.projects.put(project())
    command = replace(ASKING, asked_bodies=frozenset({GRENAY, LOOS}))
    asked = await open_request(command, MAYOR_OF_LOOS, kept)
    assert asked.asked_bodies == {GRENAY}
    assert asked.seen_by == {LOOS, CALL, POLE, GRENAY}
    assert (await get_request(asked.id, MAYOR_OF_GRENAY, kept)).id == asked.id


async def test_unknown_bodies_are_not_asked_to_lend() -> None:
    kept = unit()
    await kept.projects.put(project())
    command = replace(ASKING, asked_bodies=frozenset({"1", "2"}))
    with pytest.raises(InvalidInput) as refusal:
        await open_request(command, MAYOR_OF_LOOS, kept)
    assert [fault.field for fault in refusal.value.faults] == ["asked_bodies", "asked_bodies"]


async def test_a_project_that_left_no_draft_is_not_there() -> None:
    with pytest.raises(NotFound):
        await open_request(ASKING, MAYOR_OF_LOOS, unit())


async def test_who_has_no_part_in_a_project_does_not_find_it() -> None:
    kept = unit()
    await kept.projects.put(project())
    with pytest.raises(NotFound):
        await open_request(replace(ASKING, body=GRENAY), MAYOR_OF_GRENAY, kept)


async def test_a_body_asks_for_itself_and_for_projects_in_which_it_has_a_part() -> None:
    kept = unit()
    await kept.projects.put(project())
    with pytest.raises(Forbidden):
        await open_request(replace(ASKING, body=CALL), MAYOR_OF_LOOS, kept)
    both = caller((LOOS, "elected"), (GRENAY, "elected"))
    with pytest.raises(Forbidden, match="BODY_HAS_NO_PART"):
        await open_request(replace(ASKING, body=GRENAY), both, kept)


async def test_no_days_are_asked_for_a_withdrawn_project() -> None:
    kept = unit()
    await kept.projects.put(replace(project(), withdrawn=True))
    with pytest.raises(Refused) as refusal:
        await open_request(ASKING, MAYOR_OF_LOOS, kept)
    assert refusal.value.reason == "PROJECT_WITHDRAWN"


async def test_the_same_need_is_asked_once_until_it_is_withdrawn() -> None:
    kept = unit()
    await kept.projects.put(project())
    first = await open_request(ASKING, MAYOR_OF_LOOS, kept)
    with pytest.raises(AlreadyThere) as refusal:
        await open_request(ASKING, MAYOR_OF_LOOS, kept)
    assert refusal.value.metadata["request"] == first.name
    await open_request(replace(ASKING, skill=Skill.DATA), MAYOR_OF_LOOS, kept)
    await withdraw_request(WithdrawRequest(first.id, first.etag), MAYOR_OF_LOOS, kept)
    await open_request(ASKING, MAYOR_OF_LOOS, kept)


async def test_a_withdrawn_request_frees_its_agents() -> None:
    kept, booked = await reserved()
    command = WithdrawRequest(booked.reservation.purpose.request, "")
    ended = await withdraw_request(command, MAYOR_OF_LOOS, kept)
    assert ended.state is RequestState.WITHDRAWN
    agent = kept.agents.kept[booked.agent.id]
    assert agent.reservation(booked.reservation.id).state is ReservationState.CANCELLED
    assert (await get_capacity(CALL, Caller(), kept)).figures.total == Decimal("229.5")


async def test_only_the_asking_body_withdraws_its_request() -> None:
    kept, booked = await reserved()
    command = WithdrawRequest(booked.reservation.purpose.request, "")
    with pytest.raises(Forbidden):
        await withdraw_request(command, POOL_MANAGER, kept)
    with pytest.raises(NotFound):
        await withdraw_request(command, MAYOR_OF_GRENAY, kept)
    with pytest.raises(Stale):
        await withdraw_request(replace(command, etag='"1-1"'), MAYOR_OF_LOOS, kept)
