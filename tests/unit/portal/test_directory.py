"""Who belongs to whom, and bodies and competences as people type them."""

from __future__ import annotations

import pytest

from services.portal.views.territory_words import find_body, find_competence, shown_body, shown_competence
from tests.unit.portal.territory import (
    BODIES,
    CAHC,
    CALL,
    COMPETENCES,
    GRENAY,
    HENIN,
    LOOS,
    POLE,
    directory,
)


def test_the_chain_of_a_commune_is_its_agglomeration_then_its_pole() -> None:
    assert [body.code for body in directory().chain(LOOS)] == [CALL, POLE]


def test_the_scope_of_a_body_is_itself_and_all_below() -> None:
    assert directory().scope(CALL) == {CALL, LOOS, GRENAY}
    assert directory().scope(POLE) == {POLE, CALL, CAHC, LOOS, GRENAY, HENIN}
    assert directory().scope(LOOS) == {LOOS}


def test_a_body_that_is_not_known_is_shown_by_its_code() -> None:
    assert directory().title("territories/99999") == "99999"
    assert directory().chain("99999") == []


@pytest.mark.parametrize("typed", ["Loos-en-Gohelle (62528)", "62528", "loos en gohelle", "LOOS-EN-GOHELLE"])
def test_a_commune_is_found_as_people_type_it(typed: str) -> None:
    found = find_body(directory(), typed)
    assert found is not None
    assert found.code == LOOS


def test_an_agglomeration_is_found_by_its_acronym() -> None:
    found = find_body(directory(), "call")
    assert found is not None
    assert found.code == CALL


@pytest.mark.parametrize("typed", ["", "Atlantis", "Loos"])
def test_no_body_is_guessed(typed: str) -> None:
    assert find_body(directory(), typed) is None


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.code)
def test_every_body_is_found_as_the_page_proposes_it(body: object) -> None:
    found = find_body(directory(), shown_body(body))  # type: ignore[arg-type]
    assert found == body


@pytest.mark.parametrize("typed", ["6520", "6520 – Amélioration du parc immobilier bâti", "parc immobilier"])
def test_a_competence_is_found_by_code_or_words(typed: str) -> None:
    assert find_competence(COMPETENCES, typed) == COMPETENCES["6520"]


@pytest.mark.parametrize("typed", ["", "9999", "local et immobilier", "e"])
def test_words_that_mean_no_single_competence_find_none(typed: str) -> None:
    assert find_competence(COMPETENCES, typed) is None


def test_every_competence_is_found_as_the_page_proposes_it() -> None:
    for entry in COMPETENCES.values():
        assert find_competence(COMPETENCES, shown_competence(entry)) == entry
