"""Layers that do not go together are refused whichever comes second, with both rules named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.projects.domain.charter_conflicts import body_faults, conflicts
from services.projects.domain.subsidiarity.book import CharterBook
from services.projects.domain.subsidiarity.charter import Charter
from services.projects.domain.subsidiarity.facts import Directory
from services.projects.storage.charter_file import charter_from_text
from tests.fixtures.projects.charter_texts import ARTOIS, NO_ROOM_FOR_CONSENT, pact_text, pole_text
from tests.fixtures.projects.territory import BODIES, CAHC, CALL, HENIN, LOOS, POLE

DIRECTORY = Directory(BODIES)
TODAY = date(2026, 11, 22)
FOUNDING = charter_from_text(ARTOIS)


def book(*voted: Charter) -> CharterBook:
    return CharterBook((FOUNDING, *voted))


def voted(text: str, body: str, first_day: date = TODAY) -> Charter:
    return replace(charter_from_text(text), body=body, in_force_from=first_day)


def test_a_pact_within_the_latitude_goes_with_the_poles_charter() -> None:
    assert conflicts(charter_from_text(pact_text(CALL)), CALL, TODAY, book(), DIRECTORY) == []


def test_a_pact_beyond_the_latitude_is_refused_with_both_rules_named() -> None:
    (fault,) = conflicts(charter_from_text(pact_text(CALL, consent_days=91)), CALL, TODAY, book(), DIRECTORY)
    assert (fault.field, fault.reason) == ("text.parameters.consent_days.value", "BEYOND_THE_LATITUDE")
    assert "Charte de subsidiarité active de l’Artois" in str(fault.text)
    assert f"Pacte de {CALL}" in str(fault.text)


def test_a_charter_of_the_pole_that_takes_a_pacts_room_away_is_refused() -> None:
    pact = voted(pact_text(CALL), CALL)
    (fault,) = conflicts(
        charter_from_text(pole_text(NO_ROOM_FOR_CONSENT)), POLE, TODAY, book(pact), DIRECTORY
    )
    assert fault.reason == "BEYOND_THE_LATITUDE"
    assert f"Pacte de {CALL}" in str(fault.text)


def test_a_charter_of_the_pole_is_held_against_pacts_that_begin_later_too() -> None:
    pact = voted(pact_text(CALL), CALL, date(2028, 1, 1))
    assert conflicts(charter_from_text(pole_text(NO_ROOM_FOR_CONSENT)), POLE, TODAY, book(pact), DIRECTORY)


def test_a_pact_is_held_against_a_charter_of_the_pole_that_begins_later() -> None:
    later = voted(pole_text(NO_ROOM_FOR_CONSENT), POLE, date(2028, 1, 1))
    pact = charter_from_text(pact_text(CALL))
    assert conflicts(pact, CALL, TODAY, book(later), DIRECTORY)
    assert conflicts(pact, CALL, date(2028, 1, 1), book(later), DIRECTORY)


def test_a_communes_choice_lies_over_the_pact_of_its_own_agglomeration() -> None:
    pact = voted(pact_text(CALL, consent_days=60), CALL)
    choice = pact_text(LOOS, consent_days=50, layer="commune")
    (fault,) = conflicts(charter_from_text(choice), LOOS, TODAY, book(pact), DIRECTORY)
    assert f"Pacte de {CALL}" in str(fault.text)
    elsewhere = pact_text(HENIN, consent_days=50, layer="commune")
    assert conflicts(charter_from_text(elsewhere), HENIN, TODAY, book(pact), DIRECTORY) == []


def test_a_new_pact_takes_the_place_of_the_one_before() -> None:
    former = voted(pact_text(CALL, consent_days=60), CALL, date(2026, 6, 1))
    newer = charter_from_text(pact_text(CALL, version="2", consent_days=45))
    assert conflicts(newer, CALL, TODAY, book(former), DIRECTORY) == []


def test_a_new_pact_is_held_against_what_begins_after_the_one_whose_place_it_takes() -> None:
    replaced = voted(pact_text(CALL, version="1", consent_days=30), CALL, date(2028, 1, 1))
    later = voted(pole_text(NO_ROOM_FOR_CONSENT), POLE, date(2029, 1, 1))
    newer = charter_from_text(pact_text(CALL, version="2", consent_days=45))
    assert conflicts(newer, CALL, TODAY, book(replaced, later), DIRECTORY)


@pytest.mark.parametrize(
    ("text", "body", "reasons"),
    [
        (pole_text(), POLE, []),
        (pole_text(), CALL, ["LAYER_OF_ANOTHER_BODY"]),
        (pact_text(CALL), CALL, []),
        (pact_text(CALL), CAHC, ["BODY_DIFFERS"]),
        (pact_text(CALL), LOOS, ["LAYER_OF_ANOTHER_BODY", "BODY_DIFFERS"]),
        (pact_text(LOOS, layer="commune"), LOOS, []),
        (pact_text(CALL), "75056", ["BODY_UNKNOWN"]),
    ],
)
def test_each_layer_is_voted_by_a_body_of_its_level_and_that_the_text_names(
    text: str, body: str, reasons: list[str]
) -> None:
    assert [fault.reason for fault in body_faults(charter_from_text(text), body, DIRECTORY)] == reasons
