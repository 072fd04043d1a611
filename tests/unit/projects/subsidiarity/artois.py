"""A small Artois to decide over: thirteen communes, their bodies, and the register that the law gives
by default (DOMAIN §3.6).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.charter_reading import charter_from_mapping
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.subsidiarity.evaluate import RULES, NumberedRule, evaluate
from services.projects.domain.subsidiarity.facts import (
    Body,
    Capacities,
    Capacity,
    Directory,
    Evidence,
    Holding,
    LentAgent,
    Level,
    Mode,
    ProjectFacts,
    Register,
    ScaleCriterion,
    Skill,
)

LOOS, LIEVIN, LENS, GRENAY = "62528", "62510", "62498", "62386"
CALL_COMMUNES = (LOOS, LIEVIN, LENS, GRENAY, "62065", "62107", "62132", "62194")
HENIN, COURCELLES = "62427", "62250"
BETHUNE, BRUAY = "62119", "62178"
ARRAS = "62041"
"""Outside the three agglomerations."""

CALL, CAHC, CABBALR = "246200364", "246200299", "200072460"
AGGLOMERATIONS = (CALL, CAHC, CABBALR)
PMA = "200060358"
DEPARTMENT, REGION = "62", "32"
TRANSPORT, BROADBAND = "256203987", "200036432"

TODAY = date(2026, 11, 21)
ARTOIS_YAML = Path(__file__).parents[4] / "charters" / "artois-1.yaml"


def charter_mapping() -> dict[str, Any]:
    mapping = yaml.safe_load(ARTOIS_YAML.read_text(encoding="utf-8"))
    assert isinstance(mapping, dict)
    return mapping


CHARTER: Charter = charter_from_mapping(charter_mapping())


def _commune(code: str, title: str, *members_of: str) -> Body:
    return Body(code, Level.COMMUNE, title, members_of=members_of)


BODIES: tuple[Body, ...] = (
    _commune(LOOS, "Loos-en-Gohelle", CALL),
    _commune(LIEVIN, "Liévin", CALL),
    _commune(LENS, "Lens", CALL),
    _commune(GRENAY, "Grenay", CALL),
    _commune("62065", "Avion", CALL),
    _commune("62107", "Bénifontaine", CALL),
    _commune("62132", "Billy-Montigny", CALL),
    _commune("62194", "Bully-les-Mines", CALL),
    _commune(HENIN, "Hénin-Beaumont", CAHC),
    _commune(COURCELLES, "Courcelles-lès-Lens", CAHC),
    _commune(BETHUNE, "Béthune", CABBALR),
    _commune(BRUAY, "Bruay-la-Buissière", CABBALR),
    _commune(ARRAS, "Arras"),
    Body(CALL, Level.AGGLOMERATION, "CA de Lens-Liévin", "CALL", (PMA, TRANSPORT)),
    Body(CAHC, Level.AGGLOMERATION, "CA d’Hénin-Carvin", "CAHC", (PMA, TRANSPORT)),
    Body(CABBALR, Level.AGGLOMERATION, "CA de Béthune-Bruay", "CABBALR", (PMA, TRANSPORT)),
    Body(PMA, Level.POLE, "Pôle métropolitain de l’Artois", "PMA"),
    Body(DEPARTMENT, Level.DEPARTMENT, "Département du Pas-de-Calais", members_of=(PMA,)),
    Body(REGION, Level.REGION, "Région Hauts-de-France"),
    Body(TRANSPORT, Level.SYNDICATE, "Artois Mobilités"),
    Body(BROADBAND, Level.SYNDICATE, "Syndicat numérique"),
)
DIRECTORY = Directory(BODIES)

_MANDATORY = [
    "4000",
    "4005",
    "4500",
    "5500",
    "6000",
    "6005",
    "6500",
    "6505",
    "6510",
    "3500",
    "2005",
    "2010",
    "2015",
    "2020",
    "7000",
    "2080",
    "2085",
    "1505",
    "1510",
    "1515",
    "1520",
]
_OF_INTEREST = ["5515", "6520", "7555", "1035", "1045", "6035", "1020"]


def _shipped() -> Iterable[Holding]:
    for agglomeration in AGGLOMERATIONS:
        for code in _MANDATORY:
            yield Holding(agglomeration, code, Mode.MANDATORY)
        for code in _OF_INTEREST:
            tools = code == "6520"
            yield Holding(agglomeration, code, Mode.COMMUNITY_INTEREST, financial_tools=tools)
    yield Holding(TRANSPORT, "6000", Mode.TRANSFERRED_TO_THIRD_BODY)
    yield Holding(BROADBAND, "7530", Mode.TRANSFERRED_TO_THIRD_BODY)
    yield Holding(DEPARTMENT, "3040", Mode.TRANSFERRED_TO_THIRD_BODY)
    yield Holding(REGION, "5020", Mode.TRANSFERRED_TO_THIRD_BODY)


SHIPPED: tuple[Holding, ...] = tuple(_shipped())
POLE_MAY = Holding(PMA, "7555", Mode.METROPOLITAN_INTEREST, deliberation="2026-03-01")
"""Concordant deliberations that let the pole act on food (not shipped)."""


def shown(criterion: ScaleCriterion, document: str = "étude 2026-04", gain: str | None = None) -> Evidence:
    return Evidence(criterion, document, None if gain is None else Decimal(gain))


def needs(**days: int) -> dict[Skill, Decimal]:
    return {Skill(skill): Decimal(count) for skill, count in days.items()}


def has(**days: int) -> Capacity:
    """Figures are given: a skill not named is 0."""
    return Capacity(needs(**days))


def agent(name: str, days: int, *skills: Skill, employer: str = LENS) -> LentAgent:
    return LentAgent(name, employer, frozenset(skills), Decimal(days))


UNWILLING = Capacity(willing=False, deliberation="2026-09-014")


def decide(
    competence: str = "7575",
    works_area: tuple[str, ...] = (LOOS,),
    *,
    extra: tuple[Holding, ...] = (),
    lines: tuple[Holding, ...] | None = None,
    capacities: Capacities | None = None,
    on: date = TODAY,
    charter: Charter = CHARTER,
    rules: tuple[NumberedRule, ...] = RULES,
    **facts: Any,
) -> Decision:
    """Decide over the shipped register with `extra` lines, or over `lines` alone."""
    register = Register((*SHIPPED, *extra) if lines is None else lines)
    project = ProjectFacts(competence, works_area, **facts)
    return evaluate(project, DIRECTORY, register, capacities or {}, charter, on, rules=rules)


def rule(decision: Decision, number: str) -> Any:
    return next(result for result in decision.rules if result.id == number)
