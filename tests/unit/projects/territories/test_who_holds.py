"""Who held a competence in a commune on a day, in a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from services.projects.domain.subsidiarity.coverage import CoverageKind
from services.projects.domain.subsidiarity.facts import Directory, Holding, Mode, Register
from services.projects.domain.who_holds import Answer, who_holds
from tests.fixtures.projects.territory import BODIES, CAHC, CALL, HENIN, LENS, SYNDICATE

DIRECTORY = Directory(BODIES)
DAY = date(2019, 3, 1)
FOOD = "7555"


def asked(*lines: Holding, commune: str = LENS, day: date = DAY) -> Answer:
    body = DIRECTORY.body(commune)
    assert body is not None
    return who_holds(DIRECTORY, Register(lines), body, FOOD, day)


def line(body: str, mode: Mode, first: date | None = None, last: date | None = None) -> Holding:
    return Holding(body, FOOD, mode, first, last)


def test_without_any_line_it_is_the_communes_by_the_general_clause() -> None:
    answer = asked()
    assert (answer.kind, answer.able, answer.holdings) == (CoverageKind.ONE, (LENS,), ())
    assert answer.because == (
        "À Lens, la compétence 7555 est à la commune : personne ne l’exerce à sa place (CGCT L2121-29)."
    )


def test_a_declared_share_names_both_nearest_first() -> None:
    share = line(CALL, Mode.COMMUNITY_INTEREST)
    answer = asked(share)
    assert (answer.kind, answer.able, answer.holdings) == (CoverageKind.SHARED, (LENS, CALL), (share,))
    assert "Lens et CA de Lens-Liévin" in answer.because


def test_only_the_lines_of_that_day_and_of_bodies_above_the_commune_count() -> None:
    before, after = date(2019, 2, 28), date(2019, 3, 2)
    lines = (
        line(CALL, Mode.MANDATORY, None, before),
        line(CALL, Mode.OPTIONAL, after),
        line(CAHC, Mode.MANDATORY),
        line(HENIN, Mode.COMMUNAL),
    )
    assert asked(*lines).able == (LENS,)
    assert asked(*lines, day=before).able == (CALL,)
    assert asked(*lines, day=after).able == (CALL,)
    assert asked(*lines, commune=HENIN).able == (CAHC,)


def test_a_third_body_excludes_the_others() -> None:
    answer = asked(line(SYNDICATE, Mode.TRANSFERRED_TO_THIRD_BODY), line(CALL, Mode.OPTIONAL))
    assert (answer.kind, answer.able) == (CoverageKind.ONE, (SYNDICATE,))
    assert answer.because == "À Lens, Syndicat mixte des transports exerce la compétence 7555, et nul autre."


def test_a_competence_held_by_somebody_whom_nobody_knows_is_shown_as_blocked() -> None:
    answer = asked(line("smt-inconnu", Mode.TRANSFERRED_TO_THIRD_BODY))
    assert (answer.kind, answer.able) == (CoverageKind.NOBODY, ())
    assert "smt-inconnu, que ce registre ne connaît pas" in answer.because


@pytest.mark.parametrize("modes", [(Mode.MANDATORY, Mode.OPTIONAL), (Mode.OPTIONAL, Mode.OPTIONAL)])
def test_two_who_hold_the_whole_are_an_alarm(modes: tuple[Mode, Mode]) -> None:
    answer = asked(line(CALL, modes[0]), line("32", modes[1]))
    assert answer.kind is CoverageKind.UNDECLARED
    assert "rien au registre ne dit qui fait quoi" in answer.because
