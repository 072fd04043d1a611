"""R1: what each mode of the register means, on a day."""

from datetime import date

import pytest

from services.projects.domain.subsidiarity.decision import OwnerKind
from services.projects.domain.subsidiarity.facts import (
    Body,
    Directory,
    Holding,
    Level,
    Mode,
    Nature,
    Register,
)
from tests.unit.projects.subsidiarity.artois import (
    ARRAS,
    BODIES,
    BROADBAND,
    CAHC,
    CALL,
    CALL_COMMUNES,
    DEPARTMENT,
    HENIN,
    LIEVIN,
    LOOS,
    PMA,
    TRANSPORT,
    decide,
    rule,
)

CODE = "7555"


def line(body: str, mode: Mode, since: date | None = None, until: date | None = None) -> Holding:
    return Holding(body, CODE, mode, since, until)


def owner(*lines: Holding, works: tuple[str, ...] = (LOOS,), on: date = date(2026, 11, 21)) -> str:
    return decide(CODE, works, lines=lines, on=on).owner.body


def test_without_any_line_a_commune_is_able_by_the_general_clause() -> None:
    assert owner() == LOOS


def test_a_line_of_another_agglomeration_does_not_touch_the_commune() -> None:
    assert owner(line(CAHC, Mode.MANDATORY)) == LOOS


def test_a_mandatory_competence_voids_the_communal_line() -> None:
    assert owner(line(CALL, Mode.MANDATORY), line(LOOS, Mode.COMMUNAL)) == CALL


def test_an_optional_competence_is_exercised_in_place_of_the_commune() -> None:
    assert owner(line(CALL, Mode.OPTIONAL)) == CALL


def test_beside_an_optional_competence_the_communal_line_is_the_part_kept() -> None:
    assert owner(line(CALL, Mode.OPTIONAL), line(LOOS, Mode.COMMUNAL)) == LOOS


def test_the_part_kept_by_one_commune_is_not_kept_by_its_neighbour() -> None:
    lines = (line(CALL, Mode.OPTIONAL), line(LIEVIN, Mode.COMMUNAL))
    assert owner(*lines) == CALL
    assert owner(*lines, works=(LIEVIN,)) == LIEVIN


def test_community_interest_leaves_both_able() -> None:
    interest = line(CALL, Mode.COMMUNITY_INTEREST)
    assert owner(interest) == LOOS
    assert owner(interest, works=CALL_COMMUNES) == CALL


def test_metropolitan_interest_leaves_the_rest_communal() -> None:
    interest = line(PMA, Mode.METROPOLITAN_INTEREST)
    assert owner(interest) == LOOS
    assert owner(interest, works=(LOOS, HENIN)) == PMA


def test_community_interest_never_makes_the_pole_able() -> None:
    assert owner(line(PMA, Mode.COMMUNITY_INTEREST), works=(LOOS, HENIN)) == ""


@pytest.mark.parametrize("mode", [Mode.BY_AGREEMENT, Mode.DELEGATED])
def test_who_acts_for_the_holder_is_able_and_so_is_the_holder(mode: Mode) -> None:
    lines = (line(CALL, Mode.MANDATORY), line(LOOS, mode))
    decision = decide(CODE, lines=lines)
    assert decision.owner.body == LOOS
    assert rule(decision, "R1").fired
    assert decide(CODE, (LOOS, LIEVIN), lines=lines).owner.body == CALL


def test_a_delegation_to_the_pole_makes_it_able() -> None:
    assert owner(line(PMA, Mode.DELEGATED), works=(LOOS, HENIN)) == PMA


def test_a_third_body_stands_alone() -> None:
    lines = (
        line(TRANSPORT, Mode.TRANSFERRED_TO_THIRD_BODY),
        line(CALL, Mode.MANDATORY),
        line(LOOS, Mode.BY_AGREEMENT),
    )
    decision = decide(CODE, lines=lines)
    assert decision.owner.body == TRANSPORT
    assert decision.owner.level is Level.SYNDICATE
    assert {"62528", CALL, PMA} <= {left.party for left in decision.not_chosen}


def test_two_overlapping_lines_of_one_third_body_are_one_body() -> None:
    twice = (line(TRANSPORT, Mode.TRANSFERRED_TO_THIRD_BODY), line(TRANSPORT, Mode.TRANSFERRED_TO_THIRD_BODY))
    assert owner(*twice) == TRANSPORT


def test_a_third_body_does_not_reach_beyond_its_members() -> None:
    assert owner(line(TRANSPORT, Mode.TRANSFERRED_TO_THIRD_BODY), works=(ARRAS,)) == ARRAS


def test_a_department_that_holds_a_competence_owns_it() -> None:
    decision = decide("3040", nature=Nature.APPROACH)
    assert decision.owner.body == DEPARTMENT
    assert decision.owner.level is Level.DEPARTMENT


def test_a_line_counts_from_its_first_day_to_its_last() -> None:
    mandate = line(CALL, Mode.MANDATORY, date(2020, 1, 1), date(2025, 12, 31))
    assert owner(mandate, on=date(2019, 12, 31)) == LOOS
    assert owner(mandate, on=date(2020, 1, 1)) == CALL
    assert owner(mandate, on=date(2025, 12, 31)) == CALL
    assert owner(mandate, on=date(2026, 1, 1)) == LOOS


def test_a_third_body_that_the_directory_does_not_know_blocks_and_shows_the_ways_out() -> None:
    decision = decide(CODE, lines=(line("unknown", Mode.TRANSFERRED_TO_THIRD_BODY),))
    assert decision.owner.kind is OwnerKind.NOBODY
    assert decision.blocked is not None
    assert decision.blocked.rule == "R1"
    ways_out = " ".join(decision.blocked.ways_out)
    for article in ("L5211-17", "L1111-8", "L5215-27", "L2422-12", "L5211-4-2"):
        assert article in ways_out
    assert not decision.roles
    assert "Non examinée" in rule(decision, "R9").because


def test_for_a_shared_service_every_commune_and_agglomeration_is_able() -> None:
    blocked = line("unknown", Mode.TRANSFERRED_TO_THIRD_BODY)
    assert decide(CODE, lines=(blocked,), nature=Nature.SHARED_SERVICE).owner.body == LOOS
    decision = decide(CODE, CALL_COMMUNES, lines=(blocked,), nature=Nature.SHARED_SERVICE)
    assert decision.owner.body == CALL
    assert "L5211-4-2" in rule(decision, "R1").source


def test_a_deliberation_stands_in_the_source_of_the_rule() -> None:
    agreement = Holding(LOOS, CODE, Mode.BY_AGREEMENT, deliberation="2026-02-11")
    decision = decide(CODE, lines=(line(CALL, Mode.MANDATORY), agreement))
    assert "2026-02-11" in rule(decision, "R1").source


def test_the_register_answers_who_held_a_competence_on_a_day() -> None:
    register = Register([line(CALL, Mode.MANDATORY, date(2020, 1, 1)), line(LOOS, Mode.COMMUNAL)])
    assert [held.body for held in register.held_on(CODE, date(2019, 3, 1))] == [LOOS]
    assert {held.body for held in register.held_on(CODE, date(2020, 3, 1))} == {LOOS, CALL}
    assert register.held_on("9999", date(2020, 3, 1)) == ()


def test_a_directory_knows_who_stands_above_and_what_is_covered() -> None:
    directory = Directory(BODIES)
    above = directory.above(LOOS, Level.POLE)
    assert above is not None
    assert above.code == PMA
    assert directory.above(ARRAS, Level.AGGLOMERATION) is None
    assert directory.covers(TRANSPORT, LOOS)
    assert not directory.covers(CALL, HENIN)
    assert directory.covers(BROADBAND, ARRAS)
    assert not directory.covers("nobody", LOOS)
    assert directory.perimeter(CALL) == set(CALL_COMMUNES)


def test_membership_in_a_circle_does_not_hang_the_directory() -> None:
    circle = Directory(
        [Body("a", Level.SYNDICATE, "A", members_of=("b",)), Body("b", Level.POLE, "B", members_of=("a",))]
    )
    assert circle.above("a", Level.POLE) is not None
