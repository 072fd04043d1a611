"""Agents, requests, projects and callers for tests of engineering, with plain values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from chassis.domain import Caller, Mandate, uuid7
from services.engineering.domain.agent import Agent, Lending, Profile
from services.engineering.domain.calendar import Period
from services.engineering.domain.days import FULL_TIME_DAYS, Skill
from services.engineering.domain.references import MissingDays, ProjectRef, TerritoryRef
from services.engineering.domain.request import DayRequest
from services.engineering.domain.reservation import Purpose
from services.engineering.use_cases.open_request import OpenRequest, open_request
from services.engineering.use_cases.register_agent import RegisterAgent, register_agent
from services.engineering.use_cases.reserve_days import ReserveDays
from tests.unit.engineering.fakes import FakeUnit

LOOS, GRENAY, LIEVIN = "62528", "62386", "62510"
CALL, CAHC, POLE = "246200364", "246200299", "200060358"
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PROJECT = "0190aaaa-0000-7000-8000-0000000000c1"

TERRITORIES = (
    TerritoryRef(LOOS, "Loos-en-Gohelle", frozenset({CALL}), 6850),
    TerritoryRef(GRENAY, "Grenay", frozenset({CALL}), 6800),
    TerritoryRef(LIEVIN, "Liévin", frozenset({CALL}), 30000),
    TerritoryRef(CALL, "CALL", frozenset({POLE}), 242591),
    TerritoryRef(CAHC, "CAHC", frozenset({POLE}), 126133),
    TerritoryRef(POLE, "PMA", frozenset(), 644460),
)


def caller(*mandates: tuple[str, str]) -> Caller:
    return Caller("somebody", frozenset(Mandate(body, role) for body, role in mandates))


MAYOR_OF_LOOS = caller((LOOS, "elected"))
MAYOR_OF_GRENAY = caller((GRENAY, "elected"))
POOL_MANAGER = caller((CALL, "pool_manager"))
OBSERVER = caller((POLE, "observer"))


def unit() -> FakeUnit:
    return FakeUnit(NOON, *TERRITORIES)


def project(missing: Iterable[tuple[Skill, str]] = ((Skill.HOUSING, "40"),), owner: str = LOOS) -> ProjectRef:
    return ProjectRef(
        id=PROJECT,
        title="Rénovation groupée de la cité des Castors",
        owner=owner,
        bodies=frozenset({LOOS, CALL}),
        supporters=frozenset({CALL}),
        missing=tuple(MissingDays(skill, Decimal(days)) for skill, days in missing),
    )


def profile(*skills: Skill, quota: str = "100", lending: tuple[str, Period] | None = None) -> Profile:
    return Profile(
        frozenset(skills or {Skill.HOUSING}), Decimal(quota), Lending(*lending) if lending else None
    )


def agent(*skills: Skill, quota: str = "100", absences: tuple[Period, ...] = ()) -> Agent:
    return Agent(
        id=str(uuid7()),
        person="p1",
        employer=CALL,
        profile=profile(*skills, quota=quota),
        absences=absences,
        created_at=NOON,
        updated_at=NOON,
    )


def purpose(skill: Skill = Skill.HOUSING, request: str = "r1") -> Purpose:
    return Purpose(request, PROJECT, LOOS, skill, frozenset({LOOS, CALL, POLE}))


def request(days: str = "40", skill: Skill = Skill.HOUSING) -> DayRequest:
    return DayRequest(
        id=str(uuid7()),
        project=PROJECT,
        body=LOOS,
        skill=skill,
        days=Decimal(days),
        chain=frozenset({CALL, POLE}),
        created_at=NOON,
        updated_at=NOON,
    )


def period(start: str, end: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end))


DECEMBER = period("2026-12-01", "2026-12-31")
"""22 working days: 23 weekdays less Christmas."""


async def a_registered_agent(kept: FakeUnit, *skills: Skill, quota: str = "100") -> Agent:
    command = RegisterAgent("p1", CALL, profile(*skills, quota=quota), FULL_TIME_DAYS)
    return await register_agent(command, POOL_MANAGER, kept)


async def an_open_request(kept: FakeUnit, days: str = "40", skill: Skill = Skill.HOUSING) -> DayRequest:
    await kept.projects.put(replace(project(), missing=()))
    return await open_request(OpenRequest(PROJECT, LOOS, skill, Decimal(days)), MAYOR_OF_LOOS, kept)


def reserving(asked: DayRequest, of: Agent, days: str, within: Period = DECEMBER) -> ReserveDays:
    return ReserveDays(asked.id, "", of.id, within, Decimal(days))
