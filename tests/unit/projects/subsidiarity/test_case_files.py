"""What a case file may say, how it may be written, and what holds when a key is left out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from services.projects.domain.subsidiarity.facts import (
    Body,
    Capacity,
    Evidence,
    Holding,
    Initiator,
    LentAgent,
    Level,
    Mode,
    Nature,
    Party,
    PartyKind,
    ProjectFacts,
    ScaleCriterion,
    Skill,
)
from tests.unit.projects.subsidiarity.case_files import TODAY, artois, project, read

LEAST = ProjectFacts("", ("62528",))

WRITTEN: dict[str, dict[str, Any]] = {
    "competence: 6520": {"competence": "6520"},
    'competence: "6520"': {"competence": "6520"},
    "nature: shared_service": {"nature": Nature.SHARED_SERVICE},
    "works_area: []": {"works_area": ()},
    'impact_area: ["62528", 62427]': {"impact_area": ("62528", "62427")},
    "cost: 120000": {"cost": Decimal(120000)},
    'cost: "120000"': {"cost": Decimal(120000)},
    "cost: 1250.55": {"cost": Decimal("1250.55")},
    "cost: 1_000": {"cost": Decimal(1000)},
    "cost: 1e3": {"cost": Decimal(1000)},
    "asset_owner: {kind: landlord, name: Maisons & Cités}": {
        "asset_owner": Party(PartyKind.LANDLORD, "Maisons & Cités")
    },
    "asset_owner: {kind: company}": {"asset_owner": Party(PartyKind.COMPANY)},
    "initiator: inhabitants": {"initiator": Initiator.INHABITANTS},
    "initiator: null": {"initiator": None},
    "experiment: true": {"experiment": True},
    "origin: 62528": {"origin": "62528"},
    "programme: true": {"programme": True},
    "two_sided_charter: true": {"two_sided_charter": True},
    "partners: [{kind: farmers, name: GAEC}, {kind: inhabitants}]": {
        "partners": (Party(PartyKind.FARMERS, "GAEC"), Party(PartyKind.INHABITANTS))
    },
    "equipment: false": {"equipment": False},
    "needs_involvement: true": {"needs_involvement": True},
    "person_days: {engineering: 40, data: 12.5, food: 0}": {
        "person_days": {Skill.ENGINEERING: Decimal(40), Skill.DATA: Decimal("12.5")}
    },
    "label: euralens": {"label": "euralens"},
    "communes_with_same_need: 5": {"communes_with_same_need": 5},
    "evidence: {mutualisation_gain: {document: étude, gain: 0.15}}": {
        "evidence": (Evidence(ScaleCriterion.MUTUALISATION_GAIN, "étude", Decimal("0.15")),)
    },
    "evidence: {basin_market: {}}": {"evidence": (Evidence(ScaleCriterion.BASIN_MARKET),)},
    "duplicate_of: le projet de Lens": {"duplicate_of": "le projet de Lens"},
    "lots: [un, 2]": {"lots": ("un", "2")},
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_key_is_read_as_it_is_written(text: str) -> None:
    case = read(
        f"project: {{{text}}}" if "works_area" in text else f"project: {{works_area: [62528], {text}}}"
    )
    assert case.project.facts == replace(LEAST, **WRITTEN[text])


@pytest.mark.parametrize(
    "key",
    [
        *("title", "competence", "nature", "impact_area", "cost", "asset_owner", "experiment", "origin"),
        *("programme", "two_sided_charter", "partners", "equipment", "needs_involvement", "person_days"),
        *("label", "communes_with_same_need", "evidence", "duplicate_of", "lots"),
    ],
)
@pytest.mark.parametrize("nothing", ["null", "~", ""])
def test_a_key_that_is_null_has_its_default(key: str, nothing: str) -> None:
    assert project(f"{key}: {nothing}").project.facts == LEAST


def test_the_defaults_are_those_that_the_vocabulary_documents() -> None:
    facts = read("project: {}").project.facts
    assert facts == ProjectFacts("", ())
    assert (facts.nature, facts.initiator) == (Nature.APPROACH, Initiator.COMMUNE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nature: investment", True),
        ("nature: event", False),
        ("nature: investment, equipment: false", False),
        ("nature: event, equipment: true", True),
    ],
)
def test_an_investment_is_an_equipment_unless_it_says_otherwise(text: str, expected: bool) -> None:
    assert project(text).project.facts.is_equipment is expected


def test_a_code_keeps_its_zeros_and_is_no_octal_number() -> None:
    text = "register: [{body: 01004, level: commune, name: Ambérieu, competence: 1005, mode: communal}]"
    case = read(f"project: {{works_area: [01004]}}\n{text}")
    assert case.project.facts.works_area == ("01004",)
    assert case.register.held_on("1005", TODAY) == (Holding("01004", "1005", Mode.COMMUNAL),)


def test_a_share_is_exactly_what_is_written() -> None:
    case = project("evidence: {mutualisation_gain: {document: a, gain: 0.15}}")
    assert case.project.facts.evidence[0].gain == Decimal("0.15")


def test_json_is_a_case_too() -> None:
    case = read(
        '{"project": {"competence": "6520", "works_area": ["62528"], "cost": 12, "programme": false}}'
    )
    assert case.project.facts == replace(LEAST, competence="6520", cost=Decimal(12))


def test_the_day_is_the_one_asked_for_then_the_one_of_the_file_then_today() -> None:
    assert read("project: {}\ndate: 2020-02-29", on="2019-03-01").on == date(2019, 3, 1)
    assert read("project: {}\ndate: 2020-02-29").on == date(2020, 2, 29)
    assert read("project: {}").on == TODAY


def test_a_register_in_the_case_takes_the_place_of_the_shipped_one() -> None:
    shipped = read("project: {}")
    assert shipped.register.held_on("6520", TODAY)
    own = read(
        "project: {}\nregister: [{body: 62528, competence: 6505, mode: optional, from: 2020-01-01, "
        "to: 9999-12-31, text: la part gardée, deliberation: D1, financial_tools: true}]"
    )
    line = Holding(
        "62528", "6505", Mode.OPTIONAL, date(2020, 1, 1), date(9999, 12, 31), "la part gardée", "D1", True
    )
    assert own.register.held_on("6505", TODAY) == (line,)
    assert own.register.held_on("6520", TODAY) == ()
    assert read("project: {}\nregister: []").register.held_on("6520", TODAY) == ()


def test_a_line_of_the_register_makes_its_body_known_to_the_whole_case() -> None:
    case = read(
        "project: {}\n"
        "register:\n"
        "- {body: smt, competence: 6005, mode: delegated}\n"
        "- {body: smt, level: syndicate, name: Bus, competence: 6000, mode: transferred_to_third_body}\n"
        "capacity: {smt: {willing: false}}"
    )
    assert case.directory.body("smt") == Body("smt", Level.SYNDICATE, "Bus")
    assert case.directory.covers("smt", "62528")
    assert case.directory.body("62528") is not None
    assert not case.capacities["smt"].willing


def test_capacities_are_read_and_a_skill_left_out_is_zero() -> None:
    case = read(
        "project: {}\n"
        "capacity:\n"
        "  62528: {person_days: {engineering: 10}, willing: false, deliberation: 2026-09-014}\n"
        "  246200364: {willing: true}\n"
        "  62510: null\n"
        "  200060358: {lent_agents: [{id: a1, employer: 62498, skills: [energy, data], days: 12}]}\n"
    )
    agent = LentAgent("a1", "62498", frozenset({Skill.ENERGY, Skill.DATA}), Decimal(12))
    assert case.capacities == {
        "62528": Capacity({Skill.ENGINEERING: Decimal(10)}, willing=False, deliberation="2026-09-014"),
        "246200364": Capacity(),
        "200060358": Capacity(lent_agents=(agent,)),
    }
    assert case.capacities["62528"].free(Skill.DATA) == 0
    assert case.capacities["246200364"].free(Skill.DATA) is None


def test_a_lot_takes_over_what_it_does_not_say_itself() -> None:
    case = project(
        "competence: 6505, nature: programme, programme: true, cost: 900, "
        "lots: [{title: A, cost: 300}, {title: B, nature: investment, works_area: [62510]}, C]"
    )
    lots = case.project.lots
    assert [lot.title for lot in lots] == ["A", "B", "C"]
    base = replace(LEAST, competence="6505", cost=Decimal(900))
    assert [lot.facts for lot in lots] == [
        replace(base, cost=Decimal(300)),
        replace(base, nature=Nature.INVESTMENT, works_area=("62510",)),
        base,
    ]
    assert case.project.facts.lots == ("A", "B", "C")


def test_every_body_of_the_shipped_territory_is_known() -> None:
    case = read("project: {}")
    assert len(case.directory.communes()) == 150
    assert all(case.directory.body(body.code) for body in artois().bodies)
