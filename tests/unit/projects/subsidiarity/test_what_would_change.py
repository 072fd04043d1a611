"""What would change a decision, by hand: what a mayor reads and what machines read."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from services.projects.domain.subsidiarity.change.search import turns_of
from services.projects.domain.subsidiarity.change.turns import Situation
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import Decision, FactChange
from services.projects.domain.subsidiarity.facts import (
    Capacity,
    Initiator,
    Nature,
    Party,
    PartyKind,
    ProjectFacts,
    Register,
    ScaleCriterion,
    Skill,
)
from services.projects.domain.subsidiarity.ground import Ground
from tests.unit.projects.subsidiarity.artois import (
    BROADBAND,
    CAHC,
    CALL,
    CALL_COMMUNES,
    CHARTER,
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
    decide,
    has,
    needs,
    shown,
)
from tests.unit.projects.subsidiarity.layered import lower

BASIN = shown(ScaleCriterion.BASIN_MARKET)


def with_conditions(number: str, conditions: dict[str, str]) -> Charter:
    """The shipped charter with other conditions of one rule."""
    rule = replace(CHARTER.rules[number], conditions=conditions)
    return replace(CHARTER, rules={**CHARTER.rules, number: rule})


def told(decision: Decision) -> dict[str, tuple[str, str, str]]:
    """Fact → (before, after, the owner that comes out), of alternatives of one fact."""
    found = {}
    for other in decision.what_would_change:
        if len(other.changes) == 1:
            (change,) = other.changes
            found[change.fact] = (change.from_, change.to, other.owner.body or other.owner.title)
    return found


def text_of(decision: Decision, fact: str) -> str:
    return next(
        other.text
        for other in decision.what_would_change
        if any(change.fact == fact for change in other.changes)
    )


def test_the_project_comes_back_to_the_commune_if_35_days_of_engineering_are_lent() -> None:
    decision = decide(
        "7555",
        person_days=needs(engineering=40),
        capacities={LOOS: has(engineering=5), CALL: has(engineering=12)},
    )
    assert decision.owner.body == CALL
    fact = f"capacity.{CALL}.person_days.engineering"
    assert decision.what_would_change[0].changes == (FactChange(fact, "12", "35"),)
    assert text_of(decision, fact) == (
        "Si l’agglomération CALL peut prêter 35\u00a0jours (ingénierie de projet), le projet revient à la "
        "commune de Loos-en-Gohelle."
    )
    assert decision.what_would_change[0].text in decision.explanation
    assert told(decision) == {
        fact: ("12", "35", LOOS),
        f"capacity.{LOOS}.person_days.engineering": ("5", "28", LOOS),
        "project.person_days.engineering": ("40", "17", LOOS),
        f"capacity.{PMA}.lent_agents": (
            "[]",
            '[{"id": "agent à nommer", "employer": "246200364", "skills": ["engineering"], "days": 23.0}]',
            LOOS,
        ),
        f"capacity.{CALL}.willing": ("true", "false", LOOS),
    }
    assert text_of(decision, f"capacity.{PMA}.lent_agents").startswith(
        "Si un agent est prêté au pôle PMA pour 23\u00a0jours (ingénierie de projet), "
    )


def test_days_that_just_suffice_say_by_how_little_they_would_fail() -> None:
    team = Capacity(lent_agents=(agent("a1", 4, Skill.ENGINEERING, Skill.ENERGY),))
    decision = decide(
        "7555",
        person_days=needs(engineering=40, energy=1),
        capacities={LOOS: has(engineering=10), CALL: has(engineering=30), PMA: team},
    )
    assert decision.owner.body == LOOS
    found = told(decision)
    # The agent keeps one day for energy, three are to spare.
    assert found[f"capacity.{CALL}.person_days.engineering"] == ("30", "26.99", CALL)
    assert found[f"capacity.{LOOS}.person_days.engineering"] == ("10", "6.99", CALL)
    assert found["project.person_days.engineering"] == ("40", "43.01", CALL)
    assert found["project.person_days.energy"] == ("1", "4.01", CALL)
    assert "ne peut prêter que 26,99\u00a0jours" in text_of(
        decision, f"capacity.{CALL}.person_days.engineering"
    )
    assert "n’a elle-même que 6,99\u00a0jours" in text_of(
        decision, f"capacity.{LOOS}.person_days.engineering"
    )


@pytest.mark.parametrize(
    ("cost", "charter", "to", "owner"),
    [
        ("1000", False, "1000.01", LOOS),
        ("0", False, "1000.01", LOOS),
        ("1000.01", False, "1000", "les habitants"),
        ("45000", True, "30000", "les habitants"),
        ("30000", True, "30000.01", LOOS),
    ],
)
def test_an_initiative_of_inhabitants_says_the_amount_at_which_it_changes_hands(
    cost: str, charter: bool, to: str, owner: str
) -> None:
    decision = decide(cost=Decimal(cost), initiator=Initiator.INHABITANTS, two_sided_charter=charter)
    assert told(decision)["project.cost"] == (cost, to, owner)


def test_a_project_that_comes_back_to_inhabitants_is_said_in_french() -> None:
    decision = decide(cost=Decimal("1000.01"), initiator=Initiator.INHABITANTS)
    assert (
        text_of(decision, "project.cost")
        == "Si le coût est de 1\u202f000\u00a0€, le projet revient aux habitants."
    )
    assert told(decision)["project.two_sided_charter"] == ("false", "true", "les habitants")


@pytest.mark.parametrize(("gain", "to", "owner"), [("0.1499", "0.15", CALL), ("0.02", "0.15", CALL)])
def test_a_gain_that_is_too_small_says_from_which_share_it_counts(gain: str, to: str, owner: str) -> None:
    decision = decide("7555", evidence=(shown(ScaleCriterion.MUTUALISATION_GAIN, gain=gain),))
    assert told(decision)["project.evidence.mutualisation_gain.gain"] == (gain, to, owner)


def test_a_gain_that_counts_says_below_which_share_it_would_not() -> None:
    decision = decide("7555", evidence=(shown(ScaleCriterion.MUTUALISATION_GAIN, gain="0.15"),))
    assert told(decision)["project.evidence.mutualisation_gain.gain"] == ("0.15", "0.1499", LOOS)


def test_a_gain_without_document_and_too_small_takes_both_turns_together() -> None:
    piece = shown(ScaleCriterion.MUTUALISATION_GAIN, "", gain="0.10")
    facts = ProjectFacts("7555", (LOOS,), evidence=(piece,))
    sheet = Ground(DIRECTORY, Register(SHIPPED), {}, CHARTER, TODAY).sheet(facts)
    both = {
        "project.evidence.mutualisation_gain.document": "pièce à produire",
        "project.evidence.mutualisation_gain.gain": "0.15",
    }
    situation = Situation(facts, {})
    for turn in turns_of(sheet):
        if all(both.get(change.fact) == change.to for change in turn.changes):
            situation = turn.apply(situation)
    assert situation.facts.evidence == (
        shown(ScaleCriterion.MUTUALISATION_GAIN, "pièce à produire", gain="0.15"),
    )


def test_two_pieces_that_count_are_two_facts_to_take_away() -> None:
    network = shown(ScaleCriterion.CONTINUOUS_NETWORK, "plan 3")
    decision = decide("7555", evidence=(BASIN, network))
    both = next(other for other in decision.what_would_change if len(other.changes) == 2)
    assert both.owner.body == LOOS
    assert {change.fact for change in both.changes} == {
        "project.evidence.basin_market.document",
        "project.evidence.continuous_network.document",
    }
    assert "ne sont plus démontrés : marché de bassin et réseau continu" in both.text


def test_an_unwilling_council_comes_back_when_it_accepts() -> None:
    decision = decide("7555", capacities={LOOS: UNWILLING})
    assert told(decision)[f"capacity.{LOOS}.willing"] == ("false", "true", LOOS)
    assert text_of(decision, f"capacity.{LOOS}.willing").startswith(
        "Si le conseil de la commune de Loos-en-Gohelle accepte de porter, "
    )


def test_what_the_law_gives_the_agglomeration_comes_back_by_agreement() -> None:
    decision = decide("1520", cost=Decimal(90_000))
    assert told(decision)[f"register.{LOOS}.1520.mode"] == ("", "by_agreement", LOOS)
    assert "par un accord (L5215-27)" in text_of(decision, f"register.{LOOS}.1520.mode")


def test_what_a_third_body_holds_alone_comes_back_when_it_holds_it_no_longer() -> None:
    decision = decide("7530", cost=Decimal(90_000))
    path = f"register.{BROADBAND}.7530.mode"
    assert told(decision)[path] == ("transferred_to_third_body", "", LOOS)
    assert "n’est plus confiée à « Syndicat numérique »" in text_of(decision, path)


def test_one_commune_more_moves_the_project_to_who_covers_both() -> None:
    decision = decide("7555", extra=(POLE_MAY,), cost=Decimal(90_000))
    works = [other for other in decision.what_would_change if other.changes[0].fact == "project.works_area"]
    assert [(other.changes[0].to, other.owner.body) for other in works] == [
        ('["62065", "62528"]', CALL),
        ('["62119", "62528"]', PMA),
    ]


def test_effects_beyond_the_agglomeration_bring_the_pole_into_question_and_back() -> None:
    facts: dict[str, Any] = {"extra": (POLE_MAY,), "evidence": (BASIN,), "cost": Decimal(90_000)}
    inside = decide("7555", (LOOS, LIEVIN), **facts)
    assert told(inside)["project.impact_area"] == ("", '["62119"]', PMA)
    beyond = decide("7555", (LOOS, LIEVIN), impact_area=(LOOS, HENIN), **facts)
    assert told(beyond)["project.impact_area"] == ('["62427", "62528"]', '["62528"]', CALL)
    assert "ne dépasse pas l’agglomération CALL" in text_of(beyond, "project.impact_area")


def test_an_experiment_says_that_its_end_would_let_it_rise() -> None:
    decision = decide("7555", evidence=(BASIN,), experiment=True, cost=Decimal(90_000))
    assert told(decision)["project.experiment"] == ("true", "false", CALL)


def test_a_third_partys_asset_says_who_owns_a_programme_over_it() -> None:
    landlord = Party(PartyKind.LANDLORD, "Maisons & Cités")
    decision = decide("6520", asset_owner=landlord)
    assert told(decision) == {
        "project.programme": ("false", "true", LOOS),
        "project.asset_owner": ("landlord", "", LOOS),
    }
    back = decide("6520", asset_owner=landlord, programme=True, cost=Decimal(90_000))
    assert told(back)["project.programme"] == ("true", "false", "Maisons & Cités")


def test_a_micro_project_and_a_shared_service_say_who_owns_them_when_they_are_neither() -> None:
    short: dict[str, Any] = {
        "person_days": needs(energy=5),
        "capacities": {LOOS: has(), CALL: has()},
        "cost": Decimal(90_000),
    }
    micro = decide("7555", nature=Nature.MICRO_PROJECT, **short)
    assert told(micro)["project.nature"] == ("micro_project", "approach", CALL)
    service = decide("7575", CALL_COMMUNES, nature=Nature.SHARED_SERVICE, cost=Decimal(90_000))
    assert told(service)["project.works_area"][2] == min(CALL_COMMUNES)
    blocked = decide("7575", (LOOS, LIEVIN), cost=Decimal(90_000))
    assert told(blocked)["project.nature"] == ("approach", "shared_service", CALL)


def test_a_duplicate_says_who_would_own_it_alone() -> None:
    decision = decide(duplicate_of="projects/42", cost=Decimal(90_000))
    assert told(decision) == {"project.duplicate_of": ("projects/42", "", LOOS)}


def test_where_no_single_fact_suffices_two_are_told_together() -> None:
    decision = decide("7575", cost=Decimal(60_000))
    assert {len(other.changes) for other in decision.what_would_change} == {2}
    facts = {frozenset(change.fact for change in other.changes) for other in decision.what_would_change}
    assert {f"register.{CALL}.7575.mode", "project.evidence.basin_market.document"} in facts
    assert all(" et si " in other.text for other in decision.what_would_change)


def test_the_pact_of_the_neighbour_counts_where_the_works_would_go() -> None:
    """The gain that moves a project to the pole is too small in one agglomeration: its pact says so."""
    pact = lower(CAHC, {"mutualisation_gain": ("0.40", None)})
    ground = Ground(DIRECTORY, Register((*SHIPPED, POLE_MAY)), {}, CHARTER, TODAY, (pact,))
    gain = shown(ScaleCriterion.MUTUALISATION_GAIN, gain="0.30")
    facts = ProjectFacts("7555", (LOOS, HENIN), evidence=(gain,), cost=Decimal(90_000))
    decision = ground.decide(facts)
    assert decision.owner.body == PMA
    assert told(decision)["project.works_area"] == ('["62427", "62528"]', '["62427"]', HENIN)
    assert ground.decide(replace(facts, works_area=(HENIN,))).owner.body == HENIN


def test_a_condition_that_names_the_initiator_is_tried_with_it() -> None:
    conditions = {**CHARTER.rules["R4"].conditions, "suspended": 'project.initiator == "pole"'}
    charter = with_conditions("R4", conditions)
    decision = decide("7555", evidence=(BASIN,), cost=Decimal(90_000), charter=charter)
    assert told(decision)["project.initiator"] == ("commune", "pole", LOOS)
