"""What one version changes against another, path by path."""

from __future__ import annotations

from services.projects.domain.charter_comparison import CharterChange, charter_changes
from services.projects.storage.charter_file import charter_from_text
from tests.fixtures.projects.charter_texts import ARTOIS, INFORMED_AT_ONCE, pact_text, pole_text

FOUNDING = charter_from_text(ARTOIS)
CALL = "246200364"
CONDITION = ("project.communes_with_same_need >= 2", "project.communes_with_same_need >= 3")
ADDED = """
rules:
  POLE-1:
    title: Sobriété
    text: On répare d’abord.
    source: Vote
    when: "true"
    asks: un plan
"""
OWN_RULE = ("\nrules:\n", ADDED)


def test_a_version_held_against_itself_changes_nothing() -> None:
    assert charter_changes(FOUNDING, FOUNDING) == ()
    assert charter_changes(charter_from_text(pole_text()), FOUNDING) == ()


def test_a_figure_a_condition_and_a_text_are_changes_of_their_own_in_the_order_of_the_charter() -> None:
    newer = charter_from_text(
        pole_text(CONDITION, INFORMED_AT_ONCE, ("title: La proximité d’abord", "title: D’abord la proximité"))
    )
    changes = charter_changes(newer, FOUNDING)
    assert [change.path for change in changes] == [
        "parameters.informed_above", "rules.R3", "rules.R6.conditions.need_is_shared",
    ]  # fmt: skip
    assert (changes[0].before, changes[0].after) == ("50000", "0")
    assert changes[0].title == "Coût au-delà duquel l’agglomération est informée"
    assert (changes[1].before, changes[1].after) == ("La proximité d’abord", "D’abord la proximité")


def test_a_rule_that_is_new_or_gone_is_one_change() -> None:
    newer = charter_from_text(pole_text(OWN_RULE))
    assert charter_changes(newer, FOUNDING) == (
        CharterChange("rules.POLE-1", "Sobriété", "", "Sobriété\nOn répare d’abord."),
    )
    assert charter_changes(FOUNDING, newer) == (
        CharterChange("rules.POLE-1", "Sobriété", "Sobriété\nOn répare d’abord.", ""),
    )


def test_the_room_left_to_lower_layers_is_a_change_too() -> None:
    newer = charter_from_text(pole_text(("{may: raise, limit: 90}", "{may: raise, limit: 60}")))
    (change,) = charter_changes(newer, FOUNDING)
    assert (change.path, change.before, change.after) == (
        "parameters.consent_days.latitude", "raise → 90", "raise → 60",
    )  # fmt: skip


def test_a_pact_changes_only_what_it_says() -> None:
    pact = charter_from_text(pact_text(CALL))
    paths = [change.path for change in charter_changes(pact, FOUNDING)]
    assert "parameters.consent_days" in paths
    assert f"rules.PACTE-{CALL}" in paths
    assert not any(path.startswith(("rules.R", "parameters.informed")) for path in paths)
    back = charter_changes(FOUNDING, pact)
    assert [change.path for change in back] == paths
