"""From the domain to the wire."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from archipel.engineering.v1 import engineering_pb2 as pb
from chassis.wire import date_to_wire, decimal_to_wire, time_to_wire
from services.engineering.convert.vocabulary import (
    ORIGIN_TO_WIRE,
    REQUEST_STATE_TO_WIRE,
    RESERVATION_STATE_TO_WIRE,
    SKILL_TO_WIRE,
)
from services.engineering.domain.agent import Agent
from services.engineering.domain.balance import Balance
from services.engineering.domain.capacity import Capacity, LentAgent
from services.engineering.domain.days import Skill
from services.engineering.domain.request import DayRequest, Grant
from services.engineering.use_cases.ports import Booked
from services.engineering.use_cases.read_agents import Availability


def territory(code: str) -> str:
    return f"territories/{code}"


def agent_to_proto(agent: Agent, *, whole: bool) -> pb.Agent:
    """The agent; absences and quota only as a `whole`."""
    lending = agent.profile.lending
    return pb.Agent(
        name=agent.name,
        person=f"people/{agent.person}",
        employer=territory(agent.employer),
        skills=[SKILL_TO_WIRE[skill] for skill in sorted(agent.profile.skills)],
        quota=decimal_to_wire(agent.profile.quota) if whole else "",
        lending=pb.Lending(
            body=territory(lending.body),
            start_date=date_to_wire(lending.period.start),
            end_date=date_to_wire(lending.period.end),
        )
        if lending
        else None,
        full_time_days=decimal_to_wire(agent.full_time_days),
        absences=[
            pb.Absence(start_date=date_to_wire(absence.start), end_date=date_to_wire(absence.end))
            for absence in (agent.absences if whole else ())
        ],
        create_time=time_to_wire(agent.created_at),
        update_time=time_to_wire(agent.updated_at),
        etag=agent.etag,
        home_node=agent.home_node,
        epoch=agent.epoch,
    )


def availability_to_proto(told: Availability, *, whole: bool) -> pb.Availability:
    """What the agent can still give; the days that they work only as a `whole`, since they tell absences."""
    return pb.Availability(
        agent=told.agent.name,
        start_date=date_to_wire(told.period.start),
        end_date=date_to_wire(told.period.end),
        working_days=decimal_to_wire(told.working) if whole else "",
        reserved_days=decimal_to_wire(told.reserved),
        free_days=decimal_to_wire(told.free),
    )


def _skill_days(free: Mapping[Skill, Decimal]) -> list[pb.SkillDays]:
    return [
        pb.SkillDays(skill=SKILL_TO_WIRE[skill], days=decimal_to_wire(free[skill])) for skill in sorted(free)
    ]


def _lent_agent(agent: LentAgent) -> pb.LentAgent:
    return pb.LentAgent(
        agent=f"agents/{agent.id}",
        employer=territory(agent.employer),
        skills=[SKILL_TO_WIRE[skill] for skill in sorted(agent.skills)],
        free_days=decimal_to_wire(agent.days),
    )


def capacity_to_proto(capacity: Capacity) -> pb.Capacity:
    figures = capacity.figures
    return pb.Capacity(
        name=capacity.name,
        body=territory(capacity.id),
        free_days=_skill_days(figures.free),
        total_free_days=decimal_to_wire(figures.total),
        origin=ORIGIN_TO_WIRE[capacity.origin],
        start_date=date_to_wire(figures.horizon.start),
        end_date=date_to_wire(figures.horizon.end),
        lent_agents=[_lent_agent(agent) for agent in figures.lent_agents],
        update_time=time_to_wire(capacity.updated_at),
        etag=capacity.etag,
        home_node=capacity.home_node,
        epoch=capacity.epoch,
    )


def _grant(grant: Grant) -> pb.Grant:
    return pb.Grant(
        reservation=f"reservations/{grant.reservation}",
        agent=f"agents/{grant.agent}",
        lender=territory(grant.lender),
        days=decimal_to_wire(grant.days),
    )


def request_to_proto(request: DayRequest) -> pb.DayRequest:
    return pb.DayRequest(
        name=request.name,
        project=f"projects/{request.project}",
        body=territory(request.body),
        skill=SKILL_TO_WIRE[request.skill],
        days=decimal_to_wire(request.days),
        granted_days=decimal_to_wire(request.granted_days),
        state=REQUEST_STATE_TO_WIRE[request.state],
        grants=[_grant(grant) for grant in request.grants.values()],
        asked_bodies=[territory(code) for code in sorted(request.asked_bodies)],
        automatic=request.automatic,
        create_time=time_to_wire(request.created_at),
        update_time=time_to_wire(request.updated_at),
        etag=request.etag,
        home_node=request.home_node,
        epoch=request.epoch,
    )


def reservation_to_proto(booked: Booked) -> pb.Reservation:
    agent, reservation = booked.agent, booked.reservation
    purpose = reservation.purpose
    return pb.Reservation(
        name=f"reservations/{reservation.id}",
        agent=agent.name,
        person=f"people/{agent.person}",
        employer=territory(agent.employer),
        request=f"requests/{purpose.request}",
        project=f"projects/{purpose.project}",
        asking_body=territory(purpose.asking_body),
        skill=SKILL_TO_WIRE[purpose.skill],
        start_date=date_to_wire(reservation.period.start),
        end_date=date_to_wire(reservation.period.end),
        days=decimal_to_wire(reservation.days),
        state=RESERVATION_STATE_TO_WIRE[reservation.state],
        create_time=time_to_wire(reservation.created_at),
        update_time=time_to_wire(reservation.updated_at),
        etag=booked.etag,
        home_node=agent.home_node,
        epoch=agent.epoch,
    )


def balance_to_proto(balance: Balance) -> pb.Balance:
    return pb.Balance(
        name=f"balances/{balance.body}",
        body=territory(balance.body),
        year=balance.year,
        days_lent=decimal_to_wire(balance.lent),
        days_borrowed=decimal_to_wire(balance.borrowed),
        lines=[
            pb.BalanceLine(
                body=territory(line.body),
                days_lent=decimal_to_wire(line.lent),
                days_borrowed=decimal_to_wire(line.borrowed),
            )
            for line in balance.lines
        ],
        lent_per_thousand=_if_known(balance.per_thousand(balance.lent)),
        borrowed_per_thousand=_if_known(balance.per_thousand(balance.borrowed)),
    )


def _if_known(figure: Decimal | None) -> str:
    return "" if figure is None else format(figure, "f")
