"""Absences and quota of an agent are personal: who reads them, and that no event tells them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archipel.engineering.v1 import engineering_pb2 as pb
from chassis.domain import Caller, Mandate, NotFound
from chassis.pagination import Page
from services.engineering.convert.events import agent_event_to_proto
from services.engineering.convert.to_wire import agent_to_proto
from services.engineering.domain.agent import Agent
from services.engineering.domain.events import AbsenceRecorded, AgentRegistered, AgentUpdated
from services.engineering.use_cases.ports import AgentFilter, ReservationFilter
from services.engineering.use_cases.read_agents import get_agent
from services.engineering.use_cases.read_requests import get_reservation
from services.engineering.use_cases.reserve_days import reserve_days
from tests.unit.engineering.builders import (
    CALL,
    DECEMBER,
    GRENAY,
    LIEVIN,
    LOOS,
    POLE,
    POOL_MANAGER,
    a_registered_agent,
    agent,
    an_open_request,
    caller,
    profile,
    reserving,
    unit,
)

THEMSELVES = Caller("p1", frozenset({Mandate(CALL, "agent")}))
WITHOUT_A_ROLE = Caller("p1")
LENT_ROLE = Caller("p-9", frozenset({Mandate(CALL, "pool_manager", by="delegations/1")}))


def lent() -> Agent:
    made = agent(quota="80", absences=(DECEMBER,))
    made.profile = replace(made.profile, lending=profile(lending=(POLE, DECEMBER)).lending)
    return made


@pytest.mark.parametrize("who", [POOL_MANAGER, THEMSELVES, WITHOUT_A_ROLE, LENT_ROLE])
def test_the_employers_pool_manager_and_the_agent_know_absences_and_quota(who: Caller) -> None:
    assert lent().may_be_seen_by(who)
    assert lent().tells_all_to(who)


@pytest.mark.parametrize(
    ("body", "role"),
    [
        (CALL, "agent"),
        (CALL, "elected"),
        (CALL, "project_manager"),
        (CALL, "observer"),
        (POLE, "pool_manager"),
    ],
)
def test_everybody_else_who_sees_the_agent_does_not(body: str, role: str) -> None:
    assert lent().may_be_seen_by(caller((body, role)))
    assert not lent().tells_all_to(caller((body, role)))


def test_a_stranger_does_not_even_see_the_agent() -> None:
    assert not lent().may_be_seen_by(caller((LOOS, "pool_manager")))
    assert not lent().may_be_seen_by(Caller())


def test_what_is_told_to_others_lacks_what_is_personal_and_nothing_else() -> None:
    whole, part = agent_to_proto(lent(), whole=True), agent_to_proto(lent(), whole=False)
    assert (whole.quota, len(whole.absences)) == ("80", 1)
    assert (part.quota, len(part.absences)) == ("", 0)
    whole.quota = ""
    del whole.absences[:]
    part.name = whole.name
    assert part == whole


@pytest.mark.parametrize("event", [AgentRegistered(), AgentUpdated(("quota",)), AbsenceRecorded()])
def test_no_event_tells_absences_or_quota(event: AgentRegistered | AgentUpdated | AbsenceRecorded) -> None:
    message = agent_event_to_proto(lent(), event)
    told: pb.Agent = message.agent  # type: ignore[attr-defined]
    assert (told.quota, len(told.absences)) == ("", 0)


async def test_an_agent_finds_their_own_record_and_days_whatever_their_roles() -> None:
    kept = unit()
    registered = await a_registered_agent(kept)
    asked = await an_open_request(kept)
    booked = await reserve_days(reserving(asked, registered, "5"), POOL_MANAGER, kept)
    assert (await get_agent(registered.id, WITHOUT_A_ROLE, kept)).id == registered.id
    assert (await get_reservation(booked.reservation.id, WITHOUT_A_ROLE, kept)).agent.id == registered.id
    own = await kept.agents.page(AgentFilter(frozenset(), "p1"), Page(9))
    assert [each.id for each in own.items] == [registered.id]
    days = await kept.agents.reservations(ReservationFilter(frozenset(), "p1"), Page(9))
    assert [each.reservation.id for each in days.items] == [booked.reservation.id]
    for stranger in (Caller("p2"), caller((LIEVIN, "agent")), caller((GRENAY, "pool_manager"))):
        with pytest.raises(NotFound):
            await get_agent(registered.id, stranger, kept)
        with pytest.raises(NotFound):
            await get_reservation(booked.reservation.id, stranger, kept)
