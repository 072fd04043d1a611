"""The cast of the demo covers the roles and bodies that the story needs."""

from chassis.access import ROLES as KNOWN_ROLES
from node.personas import BODIES, PERSONAS, ROLES, persona


def test_logins_are_unique_and_each_role_and_body_is_known() -> None:
    assert len({each.login for each in PERSONAS}) == len(PERSONAS)
    assert {each.role for each in PERSONAS} <= KNOWN_ROLES
    assert set(ROLES) == KNOWN_ROLES
    assert {each.body for each in PERSONAS} <= set(BODIES)


def test_every_mandate_that_the_story_needs_is_held_by_somebody() -> None:
    held = {(each.body, each.role) for each in PERSONAS}
    assert {
        ("62528", "elected"),
        ("62386", "elected"),
        ("246200364", "project_manager"),
        ("246200364", "pool_manager"),
        ("246200364", "funding_officer"),
        ("200060358", "juror"),
        ("200060358", "elected"),
        ("200060358", "observer"),
    } <= held


def test_two_jurors_can_mark_one_application() -> None:
    assert sum(each.role == "juror" for each in PERSONAS) >= 2


def test_a_persona_is_found_by_login() -> None:
    assert persona("maire.loos").group == "bodies/62528/elected"
