"""The cast of the demo covers the roles and bodies that the story needs."""

from chassis.access import ROLES as KNOWN_ROLES
from node.cli.up import people_lines
from node.personas import BODIES, PERSONAS, persona


def test_logins_are_unique_and_each_role_and_body_is_known() -> None:
    assert len({each.login for each in PERSONAS}) == len(PERSONAS)
    assert {each.role for each in PERSONAS} <= KNOWN_ROLES
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


def test_the_printed_cast_says_what_each_person_is_within_a_hundred_columns() -> None:
    _, *rows = people_lines()
    for row, each in zip(rows, PERSONAS, strict=True):
        assert all(word in row for word in (each.login, each.name, f" {each.title} ", each.body_name))
    assert max(map(len, people_lines())) <= 100
    assert [row for row in rows if "Présidente du comité du label" in row] == [
        row for row in rows if "presidence.pole" in row
    ]
