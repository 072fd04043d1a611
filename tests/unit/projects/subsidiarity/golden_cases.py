"""Decisions whose words are kept for ever, and how their files are written.

    .venv/bin/python -m tests.unit.projects.subsidiarity.golden_cases

writes every file of `golden/` anew. Do so when `ENGINE` of `decision.py` was raised, because the same facts
now give other words, or to add a case at the end of CASES; never to make a test pass.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from google.protobuf import json_format

from archipel.projects.v1 import events_pb2, project_facts_pb2
from chassis.domain import Fault
from services.projects.convert.basis import basis_from_proto, basis_to_proto
from services.projects.convert.decisions import decision_to_proto
from services.projects.convert.facts import facts_from_proto, facts_to_proto
from services.projects.domain.decision_basis import basis_of
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import Decision
from services.projects.domain.subsidiarity.facts import (
    Capacities,
    Capacity,
    Directory,
    Holding,
    Initiator,
    Mode,
    Nature,
    Party,
    PartyKind,
    ProjectFacts,
    Register,
    ScaleCriterion,
    Skill,
)
from services.projects.domain.subsidiarity.ground import Ground
from services.projects.storage.charter_file import read_charter
from tests.unit.projects.subsidiarity.artois import (
    ARRAS,
    BETHUNE,
    CALL,
    CALL_COMMUNES,
    DIRECTORY,
    HENIN,
    LIEVIN,
    LOOS,
    PMA,
    POLE_MAY,
    SHIPPED,
    TODAY,
    UNWILLING,
    agent,
    has,
    needs,
    shown,
)

GOLDEN = Path(__file__).parent / "golden"
CHARTERS = ("charter.yaml", "pact.yaml")


@dataclass(frozen=True)
class Case:
    """`facts` are those of a project; the register is the shipped one with `extra` lines."""

    facts: Mapping[str, Any]
    competence: str = "7555"
    works: tuple[str, ...] = (LOOS,)
    extra: tuple[Holding, ...] = ()
    capacities: Capacities = field(default_factory=dict)
    pact: bool = False
    agreed_owner: str = ""
    on: date = TODAY


BASIN = shown(ScaleCriterion.BASIN_MARKET, "étude de bassin 2026-04")
GAIN = shown(ScaleCriterion.MUTUALISATION_GAIN, "étude de coûts 2026-05", gain="0.20")
LANDLORD = Party(PartyKind.LANDLORD, "Maisons & Cités")
FARMERS = Party(PartyKind.FARMERS, "GAEC du Terril")
SHORT = {LOOS: has(engineering=10), CALL: has(engineering=60)}
TEAM = Capacity(lent_agents=(agent("a1", 12, Skill.ENERGY), agent("a2", 5, Skill.ENERGY, Skill.HOUSING)))
AGREEMENT = Holding(LOOS, "1520", Mode.BY_AGREEMENT, deliberation="2026-02-11")
INHABITANTS: dict[str, Any] = {"initiator": Initiator.INHABITANTS}
BLOCKED = Holding("unknown", "7555", Mode.TRANSFERRED_TO_THIRD_BODY)

CASES: dict[str, Case] = {
    "church_roof": Case({"nature": Nature.INVESTMENT, "cost": Decimal(60_000)}, "1035"),
    "vital_at_birth": Case(
        {"experiment": True, "evidence": (BASIN,), "person_days": needs(engineering=40)}, capacities=SHORT
    ),
    "vital_today": Case({"origin": LOOS, "programme": True, "evidence": (BASIN, GAIN)}),
    "loos_rehab": Case(
        {"person_days": needs(engineering=40), "communes_with_same_need": 5, "needs_involvement": True},
        "6520",
        capacities=SHORT,
    ),
    "loos_rehab_with_gain": Case({"origin": LOOS, "evidence": (GAIN,)}, "6520"),
    "homes": Case(
        {"nature": Nature.PROGRAMME, "asset_owner": LANDLORD, "programme": True}, "6505", CALL_COMMUNES
    ),
    "green_belt": Case({"nature": Nature.INVESTMENT, "cost": Decimal("1500000.50")}, "6035"),
    "green_belt_over_two": Case(
        {"label": "Euralens"},
        "7555",
        (*CALL_COMMUNES, HENIN),
        (replace(POLE_MAY, deliberation="2026-03-01"),),
    ),
    "flower_boxes": Case({**INHABITANTS, "cost": Decimal(500), "two_sided_charter": True}, "7575"),
    "farm_tracks": Case(
        {
            "nature": Nature.INVESTMENT,
            "two_sided_charter": True,
            "partners": (FARMERS,),
            "cost": Decimal(100_000),
        },
        "6040",
    ),
    "inhabitants_fund": Case({**INHABITANTS, "cost": Decimal(800)}, "7575"),
    "inhabitants_charter": Case({**INHABITANTS, "cost": Decimal(9_000), "two_sided_charter": True}, "7575"),
    "inhabitants_beyond": Case({**INHABITANTS, "cost": Decimal(45_000), "two_sided_charter": True}, "7575"),
    "swales": Case({"cost": Decimal(250_000)}, "1520"),
    "swales_by_agreement": Case({"cost": Decimal(250_000)}, "1520", extra=(AGREEMENT,)),
    "broadband": Case({"needs_involvement": True}, "7530"),
    "development_team": Case({"nature": Nature.SHARED_SERVICE}, "7575", CALL_COMMUNES),
    "development_teams": Case({"nature": Nature.SHARED_SERVICE}, "7575", (*CALL_COMMUNES, HENIN, BETHUNE)),
    "department": Case({"needs_involvement": True}, "3040", (LOOS, LIEVIN)),
    "no_common_owner": Case({}, "7575", (LOOS, LIEVIN)),
    "legally_blocked": Case({}, extra=(BLOCKED,)),
    "duplicate": Case({"duplicate_of": "0198f0c0-0000-7000-8000-000000000042"}),
    "declined": Case({"cost": Decimal(90_000)}, capacities={LOOS: UNWILLING}),
    "too_few_days": Case(
        {"person_days": needs(engineering=40, energy=10)},
        capacities={LOOS: has(engineering=5), CALL: has(engineering=34)},
    ),
    "days_to_find": Case(
        {"person_days": needs(engineering=40)}, "7575", capacities={LOOS: has(engineering=5), CALL: has()}
    ),
    "resource_team": Case(
        {"person_days": needs(energy=10, housing=4)}, capacities={LOOS: has(), CALL: has(), PMA: TEAM}
    ),
    "experiment_beside_the_pole": Case(
        {"evidence": (BASIN,), "experiment": True, "impact_area": (HENIN,)},
        works=(LOOS, LIEVIN),
        extra=(POLE_MAY,),
    ),
    "micro_project": Case({"nature": Nature.MICRO_PROJECT, "cost": Decimal(400), "equipment": True}, "7575"),
    "outside_any_agglomeration": Case({"cost": Decimal(90_000)}, works=(ARRAS,)),
    "under_a_pact": Case(
        {"needs_involvement": True, "evidence": (GAIN,), "cost": Decimal(21_000)}, pact=True
    ),
    "leap_day": Case({}, capacities={LOOS: UNWILLING}, on=date(2028, 2, 29)),
    "agreed": Case({"needs_involvement": True}, agreed_owner=CALL),
}


def charters(*, pact: bool) -> tuple[Charter, ...]:
    return tuple(read_charter(GOLDEN / name) for name in CHARTERS[: 2 if pact else 1])


def ground_of(basis: Mapping[str, Any], on: date, *, pact: bool) -> Ground:
    message = json_format.ParseDict(dict(basis), events_pb2.DecisionBasis())
    read = basis_from_proto(message, lambda _: charters(pact=False)[0])
    first, *lower = charters(pact=pact)
    return Ground(Directory(read.bodies), Register(read.holdings), read.capacities, first, on, tuple(lower))


def decided(kept: Mapping[str, Any]) -> Decision:
    """The decision on what a file of `golden/` says, as the engine takes it today."""
    message = json_format.ParseDict(kept["facts"], project_facts_pb2.ProjectFacts())
    faults: list[Fault] = []
    facts = facts_from_proto(message, "facts", faults)
    assert not faults
    ground = ground_of(kept["basis"], date.fromisoformat(kept["on"]), pact=kept["pact"])
    return ground.decide(facts, agreed_owner=kept["agreed_owner"])


def written(decision: Decision) -> dict[str, Any]:
    plain = json_format.MessageToDict(decision_to_proto(decision), preserving_proto_field_name=True)
    return {**plain, "engine": decision.engine}


def kept_of(case: Case) -> dict[str, Any]:
    """What the file of a case holds."""
    facts = ProjectFacts(case.competence, case.works, **case.facts)
    first, *lower = charters(pact=case.pact)
    register = Register((*SHIPPED, *case.extra))
    ground = Ground(DIRECTORY, register, case.capacities, first, case.on, tuple(lower))
    decision = ground.decide(facts, agreed_owner=case.agreed_owner)
    basis = replace(basis_of(ground, facts, decision, agreed_owner=case.agreed_owner), charters=())
    return {
        "on": case.on.isoformat(),
        "pact": case.pact,
        "agreed_owner": case.agreed_owner,
        "facts": json_format.MessageToDict(facts_to_proto(facts), preserving_proto_field_name=True),
        "basis": json_format.MessageToDict(basis_to_proto(basis), preserving_proto_field_name=True),
        "decision": written(decision),
    }


def write_all() -> None:
    for name, case in CASES.items():
        text = json.dumps(kept_of(case), ensure_ascii=False, indent=1, sort_keys=True)
        (GOLDEN / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    write_all()
