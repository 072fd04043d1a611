"""Layers: what a pact or a commune's choice may loosen or add, and what no layer below may touch."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from chassis.domain import Fault, InvalidInput
from services.projects.domain.subsidiarity.book import CharterBook
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.decision import Role
from services.projects.domain.subsidiarity.facts import Initiator, ProjectFacts, ScaleCriterion
from services.projects.domain.subsidiarity.layers import check_layers, laid_over
from services.projects.domain.subsidiarity.parameters import Layer
from tests.unit.projects.subsidiarity.artois import (
    CAHC,
    CALL,
    CHARTER,
    GRENAY,
    HENIN,
    LIEVIN,
    LOOS,
    TODAY,
    shown,
)
from tests.unit.projects.subsidiarity.layered import Change, ground, lower, own_rule


def reasons(faults: Iterable[Fault]) -> dict[str, str]:
    return {fault.field: fault.reason for fault in faults}


ALLOWED: Change = {
    "mutualisation_gain": ("0.50", None),
    "informed_above": ("0", None),
    "micro_project_up_to": ("2000", None),
    "two_sided_charter_up_to": ("60000", None),
    "return_clause_years": (1, None),
    "consent_days": (90, None),
    "review_months": (1, None),
}
BEYOND: Change = {
    "mutualisation_gain": ("0.5001", None),
    "informed_above": ("50000.01", None),
    "micro_project_up_to": ("2000.01", None),
    "two_sided_charter_up_to": ("60000.01", None),
    "return_clause_years": (4, None),
    "consent_days": (91, None),
    "review_months": (25, None),
}
AGAINST: Change = {
    "mutualisation_gain": ("0.1499", None),
    "micro_project_up_to": ("999.99", None),
    "two_sided_charter_up_to": ("29999.99", None),
    "consent_days": (29, None),
}
FIXED: Change = {
    "labels_of_others": (["Euralens"], None),
    "region_leads": (["7555"], None),
    "department_leads": (["7555"], None),
}


def test_the_poles_charter_lets_lower_layers_do_what_it_says_to_the_last_figure() -> None:
    pact = lower(changes=ALLOWED)
    assert check_layers(CHARTER, pact) == []
    for name in ALLOWED:
        assert getattr(laid_over(CHARTER, [pact]).parameters, name) == getattr(pact.parameters, name)


@pytest.mark.parametrize("changes", [BEYOND, AGAINST], ids=["beyond", "against"])
def test_what_goes_further_or_the_other_way_is_refused_all_at_once(changes: Change) -> None:
    pact = lower(changes=changes)
    expected = {f"parameters.{name}.value": "BEYOND_THE_LATITUDE" for name in changes}
    assert reasons(check_layers(CHARTER, pact)) == expected
    with pytest.raises(InvalidInput) as caught:
        laid_over(CHARTER, [pact])
    assert reasons(caught.value.faults) == expected


def test_what_the_pole_fixes_is_refused_and_the_same_value_is_no_conflict() -> None:
    expected = {f"parameters.{name}.value": "FIXED_BY_AN_UPPER_LAYER" for name in FIXED}
    assert reasons(check_layers(CHARTER, lower(changes=FIXED))) == expected
    same: Change = {"region_leads": (list(CHARTER.parameters.region_leads), None), "consent_days": (30, None)}
    assert check_layers(CHARTER, lower(changes=same)) == []


def test_a_refusal_names_both_rules_both_charters_and_both_figures() -> None:
    (fault,) = check_layers(CHARTER, lower(changes={"consent_days": (91, None)}))
    assert str(fault.text) == (
        "La règle R10 de « Charte de subsidiarité active de l’Artois » (version 1) fixe « Jours pour "
        "accepter ou contester » à 30 et permet de l’augmenter jusqu’à 90 ; la règle R10 de « Charte de "
        "246200364 » (version 1) veut 91."
    )
    (fixed,) = check_layers(CHARTER, lower(changes={"region_leads": (["7555"], None)}))
    for words in ("R8", "Artois", "1020, 1035", "L1111-9", "Charte de 246200364", "7555", "ne laisse rien"):
        assert words in str(fixed.text)


def test_the_months_of_the_law_are_refused_to_every_layer_when_the_charter_is_read() -> None:
    for value in (2, 4):
        with pytest.raises(InvalidInput) as caught:
            lower(changes={"opinion_months": (value, None)})
        assert reasons(caught.value.faults) == {"parameters.opinion_months.value": "FIXED_BY_LAW"}


def test_a_layer_lies_only_under_a_higher_one() -> None:
    assert reasons(check_layers(lower(CALL), lower(CAHC))) == {"layer": "LAYER_NOT_LOWER"}
    assert reasons(check_layers(lower(LOOS), lower(CALL))) == {"layer": "LAYER_NOT_LOWER"}
    assert check_layers(lower(CALL), lower(LOOS)) == []


def test_a_pact_that_says_nothing_of_a_figure_leaves_the_commune_what_the_pole_lets_it() -> None:
    laid = laid_over(CHARTER, [lower(CALL), lower(LOOS, {"consent_days": (60, None)})])
    assert laid.parameters.consent_days == 60


def test_a_pact_that_lets_nothing_go_holds_the_commune() -> None:
    pact, choice = lower(changes={"consent_days": (45, None)}), lower(LOOS, {"consent_days": (60, None)})
    with pytest.raises(InvalidInput) as caught:
        laid_over(CHARTER, [choice, pact])
    assert reasons(caught.value.faults) == {"parameters.consent_days.value": "FIXED_BY_AN_UPPER_LAYER"}
    assert "Charte de 246200364" in str(caught.value.faults[0].text)


def test_a_pact_cannot_let_go_what_the_pole_holds() -> None:
    """Neither further than the pole's limit, nor what the pole fixes and the pact merely repeats."""
    pact = lower(changes={"consent_days": (45, {"may": "raise", "limit": 365})})
    with pytest.raises(InvalidInput) as caught:
        laid_over(CHARTER, [pact, lower(LOOS, {"consent_days": (120, None)})])
    assert "Artois" in str(caught.value.faults[0].text)
    assert laid_over(CHARTER, [pact, lower(LOOS, {"consent_days": (90, None)})]).parameters.consent_days == 90
    fixed = replace(CHARTER.origins["consent_days"], latitude=None)
    strict = replace(CHARTER, origins={**CHARTER.origins, "consent_days": fixed})
    repeats = lower(changes={"consent_days": (30, {"may": "raise"})})
    assert check_layers(strict, repeats) == []
    with pytest.raises(InvalidInput):
        laid_over(strict, [repeats, lower(LOOS, {"consent_days": (31, None)})])


@pytest.mark.parametrize("name", ["R1", "R4", "R9", "R10"])
def test_a_lower_layer_writes_no_rule_of_the_engine(name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        lower(rules={name: own_rule(asks="x")})
    assert reasons(caught.value.faults) == {f"rules.{name}": "RULE_OF_AN_UPPER_LAYER"}


def test_two_layers_add_rules_and_a_name_taken_above_is_refused_with_both_titles() -> None:
    pact = lower(rules={"CALL-1": own_rule(asks="A")})
    choice = lower(LOOS, rules={"LOOS-1": own_rule(asks="B"), "LOOS-2": own_rule(asks="C")})
    laid = laid_over(CHARTER, [choice, pact])
    assert [each.id for each in laid.own_rules] == ["CALL-1", "LOOS-1", "LOOS-2"]
    taken = lower(LOOS, rules={"CALL-1": own_rule(title="Autre chose", asks="B")})
    with pytest.raises(InvalidInput) as caught:
        laid_over(CHARTER, [pact, taken])
    (fault,) = caught.value.faults
    assert (fault.field, fault.reason) == ("rules.CALL-1", "RULE_OF_AN_UPPER_LAYER")
    for words in ("CALL-1", "Une règle de plus", "Charte de 246200364", "Autre chose", f"Charte de {LOOS}"):
        assert words in str(fault.text)


def test_the_charter_of_a_project_is_that_of_where_its_works_stand() -> None:
    pact = lower(CALL, {"consent_days": (40, None)}, {"CALL-1": own_rule(asks="Avis du pacte.")})
    other = lower(CAHC, {"consent_days": (50, None)})
    choice = lower(LOOS, {"consent_days": (40, None)}, {"LOOS-1": own_rule(asks="Avis de Loos.")})
    here = ground(pact, other, choice)

    def version(works: tuple[str, ...], impact: tuple[str, ...] = ()) -> str:
        return here.decide(ProjectFacts("7555", works, impact_area=impact)).charter_version

    assert version((LOOS,)) == f"1+choix-{CALL}-1+choix-{LOOS}-1"
    assert version((LIEVIN,)) == f"1+choix-{CALL}-1"
    assert version((LOOS, LIEVIN)) == f"1+choix-{CALL}-1"
    assert version((HENIN,)) == f"1+choix-{CAHC}-1"
    assert version((LOOS, HENIN)) == "1"
    assert version((), (LOOS,)) == f"1+choix-{CALL}-1+choix-{LOOS}-1"
    assert version((LIEVIN,), (LOOS, HENIN)) == f"1+choix-{CALL}-1"
    assert here.decide(ProjectFacts("7555", (LOOS,))).conditions == ("Avis du pacte.", "Avis de Loos.")


def test_each_parameter_that_a_pact_may_set_reaches_a_decision() -> None:
    pact = ground(lower(CALL, {**ALLOWED, "informed_above": ("10", None)}))
    inhabitants = ProjectFacts("7575", (GRENAY,), initiator=Initiator.INHABITANTS, cost=Decimal(1_900))
    assert ground().decide(inhabitants).owner.body == GRENAY
    assert pact.decide(inhabitants).owner.title == "les habitants"
    gain = ProjectFacts("7555", (GRENAY,), evidence=(shown(ScaleCriterion.MUTUALISATION_GAIN, gain="0.3"),))
    assert ground().decide(gain).owner.body == CALL
    assert pact.decide(gain).owner.body == GRENAY
    told = ProjectFacts("7575", (GRENAY,), cost=Decimal(11))
    assert (ground().decide(told).roles_of(CALL), pact.decide(told).roles_of(CALL)) == (
        frozenset(),
        {Role.INFORMED},
    )


def test_a_book_knows_the_latest_of_each_body_on_a_day() -> None:
    def since(charter: Charter, day: date, version: str) -> Charter:
        return replace(charter, in_force_from=day, version=version)

    first, second = since(CHARTER, date(2026, 1, 1), "1"), since(CHARTER, date(2027, 1, 1), "2")
    old, new = since(lower(CALL), date(2026, 2, 1), "1"), since(lower(CALL), date(2026, 9, 1), "2")
    choice = since(lower(LOOS), date(2026, 3, 1), "1")
    book = CharterBook((new, second, choice, first, old))
    assert book.in_force(date(2020, 1, 1)).version == "1"
    assert book.in_force(date(2026, 12, 31)).version == "1"
    assert book.in_force(date(2027, 1, 1)).version == "2"
    assert book.lower_layers(date(2026, 1, 31)) == ()
    assert book.lower_layers(date(2026, 3, 1)) == (old, choice)
    assert book.lower_layers(date(2026, 9, 1)) == (new, choice)
    assert [each.layer for each in book.lower_layers(TODAY)] == [Layer.AGGLOMERATION, Layer.COMMUNE]
