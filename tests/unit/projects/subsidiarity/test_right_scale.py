"""R3 and R4: proximity, and the right scale when a document shows it."""

import pytest

from services.projects.domain.subsidiarity.decision import OwnerKind, Role
from services.projects.domain.subsidiarity.facts import (
    Evidence,
    ScaleCriterion,
)
from tests.unit.projects.subsidiarity.artois import (
    ARRAS,
    CALL,
    HENIN,
    LIEVIN,
    LOOS,
    PMA,
    POLE_MAY,
    UNWILLING,
    decide,
    rule,
    shown,
)

BASIN = shown(ScaleCriterion.BASIN_MARKET)


def gain(share: str) -> Evidence:
    return shown(ScaleCriterion.MUTUALISATION_GAIN, gain=share)


def test_works_over_communes_of_one_agglomeration_are_the_agglomerations_where_it_is_able() -> None:
    assert decide("7555", (LOOS, LIEVIN)).owner.body == CALL


def test_works_over_communes_that_no_able_body_covers_have_no_owner_but_lots() -> None:
    decision = decide("7575", (LOOS, LIEVIN))
    assert decision.owner.kind is OwnerKind.NOBODY
    assert decision.blocked is not None
    assert decision.blocked.rule == "R3"
    assert any("Un lot pour la commune de Liévin" in way for way in decision.blocked.ways_out)
    assert any("L2422-12" in way for way in decision.blocked.ways_out)


def test_works_over_two_agglomerations_without_metropolitan_interest_are_a_lot_for_each() -> None:
    decision = decide("7555", (LOOS, LIEVIN, HENIN))
    assert decision.owner.kind is OwnerKind.NOBODY
    assert decision.blocked is not None
    assert decision.blocked.ways_out[:2] == (
        "Un lot pour la commune d’Hénin-Beaumont : Hénin-Beaumont.",
        "Un lot pour l’agglomération CALL : Liévin et Loos-en-Gohelle.",
    )


def test_a_commune_outside_any_agglomeration_owns_alone_and_is_a_lot_beside_others() -> None:
    assert decide("7555", (ARRAS,), evidence=(BASIN,)).owner.body == ARRAS
    assert decide("7555", (ARRAS, LOOS), extra=(POLE_MAY,)).owner.kind is OwnerKind.NOBODY


@pytest.mark.parametrize("criterion", list(ScaleCriterion))
def test_each_criterion_shown_by_a_document_moves_one_step_up(criterion: ScaleCriterion) -> None:
    decision = decide("7555", evidence=(shown(criterion, "étude 12", gain="0.30"),))
    assert decision.owner.body == CALL
    assert rule(decision, "R4").fired
    assert "étude 12" in rule(decision, "R4").source


def test_a_criterion_without_a_document_shows_nothing() -> None:
    assert decide("7555", evidence=(Evidence(ScaleCriterion.BASIN_MARKET, " "),)).owner.body == LOOS


@pytest.mark.parametrize(("share", "owner"), [("0.1499", LOOS), ("0.15", CALL), ("0.20", CALL)])
def test_a_mutualisation_gain_counts_from_fifteen_percent(share: str, owner: str) -> None:
    assert decide("7555", evidence=(gain(share),)).owner.body == owner


def test_a_mutualisation_gain_without_a_figure_shows_nothing() -> None:
    assert decide("7555", evidence=(shown(ScaleCriterion.MUTUALISATION_GAIN),)).owner.body == LOOS


def test_an_experiment_suspends_the_right_scale() -> None:
    decision = decide("7555", evidence=(BASIN,), experiment=True)
    assert decision.owner.body == LOOS
    assert "expérimentation" in rule(decision, "R4").because


def test_no_step_up_to_a_level_that_is_not_able_or_not_willing() -> None:
    assert decide("7575", evidence=(BASIN,)).owner.body == LOOS
    decision = decide("7555", evidence=(BASIN,), capacities={CALL: UNWILLING})
    assert decision.owner.body == LOOS
    assert "CALL décline" in rule(decision, "R4").because


def test_one_step_only_even_where_the_pole_is_able() -> None:
    decision = decide("7555", extra=(POLE_MAY,), evidence=(BASIN,), impact_area=(LOOS, HENIN))
    assert decision.owner.body == CALL


def test_a_rise_to_the_pole_needs_works_or_effects_beyond_one_agglomeration() -> None:
    inside = decide("7555", (LOOS, LIEVIN), extra=(POLE_MAY,), evidence=(BASIN,))
    assert inside.owner.body == CALL
    beyond = decide("7555", (LOOS, LIEVIN), extra=(POLE_MAY,), evidence=(BASIN,), impact_area=(LOOS, HENIN))
    assert beyond.owner.body == PMA
    assert Role.CO_OWNER in beyond.roles_of(CALL)
    assert {Role.LOCAL_RELAY} <= beyond.roles_of(LIEVIN)


def test_next_to_an_unwilling_agglomeration_the_next_able_level_is_the_pole() -> None:
    decision = decide(
        "7555",
        extra=(POLE_MAY,),
        evidence=(BASIN,),
        impact_area=(LOOS, HENIN),
        capacities={CALL: UNWILLING},
    )
    assert decision.owner.body == PMA
