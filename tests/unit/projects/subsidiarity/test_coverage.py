"""Coverage: every commune × competence has one able owner, a declared share, or an alarm."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

from hypothesis import given

from services.projects.domain.subsidiarity.able import able_in, lines_in
from services.projects.domain.subsidiarity.coverage import (
    THE_COMMUNE,
    Cell,
    Coverage,
    CoverageKind,
    coverage,
    kind_in,
)
from services.projects.domain.subsidiarity.facts import Directory, Holding, Mode, Register
from services.projects.domain.territory_import.folder import TerritoryFolder, read_folder
from services.projects.storage.territory_folder import read_files
from tests.unit.projects.subsidiarity.artois import (
    ARRAS,
    BROADBAND,
    CALL,
    CALL_COMMUNES,
    DEPARTMENT,
    DIRECTORY,
    LENS,
    LOOS,
    PMA,
    REGION,
    SHIPPED,
    TODAY,
)
from tests.unit.projects.subsidiarity.generated_worlds import CODE, PATIENT, World, worlds

FOOD = "7555"
ARTOIS = Path(__file__).parents[4] / "territories" / "artois"


def line(body: str, mode: Mode, since: date | None = None, until: date | None = None) -> Holding:
    return Holding(body, FOOD, mode, since, until)


def cell_of(*lines: Holding, commune: str = LOOS, on: date = TODAY) -> Cell:
    (row,) = coverage(DIRECTORY, Register(lines), [FOOD], on).rows
    return next(cell for cell in row.cells if commune in cell.communes)


def answer(*lines: Holding, commune: str = LOOS) -> tuple[CoverageKind, tuple[str, ...]]:
    cell = cell_of(*lines, commune=commune)
    return cell.kind, cell.able


def test_without_any_line_each_commune_is_the_one_owner() -> None:
    (row,) = coverage(DIRECTORY, Register([]), [FOOD], TODAY).rows
    (cell,) = row.cells
    assert (cell.kind, cell.able) == (CoverageKind.ONE, (THE_COMMUNE,))
    assert len(cell.communes) == len(DIRECTORY.communes())


def test_a_mandatory_competence_has_one_owner_and_ends_at_the_perimeter() -> None:
    assert answer(line(CALL, Mode.MANDATORY)) == (CoverageKind.ONE, (CALL,))
    assert answer(line(CALL, Mode.MANDATORY), commune=ARRAS) == (CoverageKind.ONE, (THE_COMMUNE,))


def test_what_is_of_community_interest_is_shared_by_declaration() -> None:
    assert answer(line(CALL, Mode.COMMUNITY_INTEREST)) == (CoverageKind.SHARED, (THE_COMMUNE, CALL))


def test_a_part_kept_beside_an_optional_competence_is_a_share() -> None:
    kept = line(LOOS, Mode.COMMUNAL)
    assert answer(line(CALL, Mode.OPTIONAL), kept) == (CoverageKind.SHARED, (THE_COMMUNE, CALL))
    assert answer(line(CALL, Mode.OPTIONAL), kept, commune=LENS) == (CoverageKind.ONE, (CALL,))


def test_a_delegation_and_an_agreement_are_shares() -> None:
    for mode in (Mode.DELEGATED, Mode.BY_AGREEMENT):
        found = answer(line(CALL, Mode.MANDATORY), line(LOOS, mode))
        assert found == (CoverageKind.SHARED, (THE_COMMUNE, CALL))


def test_metropolitan_interest_above_an_agglomeration_is_a_share() -> None:
    found = answer(line(CALL, Mode.MANDATORY), line(PMA, Mode.METROPOLITAN_INTEREST))
    assert found == (CoverageKind.SHARED, (CALL, PMA))


def test_a_third_body_that_the_directory_does_not_know_leaves_nobody() -> None:
    assert answer(line("ghost", Mode.TRANSFERRED_TO_THIRD_BODY)) == (CoverageKind.NOBODY, ())


def test_two_who_hold_the_whole_without_a_declared_share_are_an_alarm() -> None:
    found = answer(line(CALL, Mode.MANDATORY), line(REGION, Mode.MANDATORY))
    assert found == (CoverageKind.UNDECLARED, (CALL, REGION))
    twice = (
        line(BROADBAND, Mode.TRANSFERRED_TO_THIRD_BODY),
        line(DEPARTMENT, Mode.TRANSFERRED_TO_THIRD_BODY),
    )
    assert answer(*twice)[0] is CoverageKind.UNDECLARED


def test_a_share_beside_two_who_hold_the_whole_does_not_silence_the_alarm() -> None:
    lines = (line(CALL, Mode.MANDATORY), line(REGION, Mode.OPTIONAL), line(LOOS, Mode.BY_AGREEMENT))
    assert answer(*lines)[0] is CoverageKind.UNDECLARED


def test_the_day_decides_which_lines_count() -> None:
    ended = line(CALL, Mode.MANDATORY, until=date(2018, 12, 31))
    begun = line(CALL, Mode.COMMUNITY_INTEREST, since=date(2019, 1, 1))
    assert cell_of(ended, begun, on=date(2018, 12, 31)).kind is CoverageKind.ONE
    assert cell_of(ended, begun, on=date(2019, 1, 1)).kind is CoverageKind.SHARED


def test_a_body_sees_its_own_communes_only() -> None:
    found = coverage(DIRECTORY, Register(SHIPPED), [FOOD], TODAY, body=CALL)
    assert set(found.communes) == set(CALL_COMMUNES)
    assert coverage(DIRECTORY, Register(SHIPPED), [FOOD], TODAY, body=LOOS).communes == (LOOS,)
    assert coverage(DIRECTORY, Register(SHIPPED), [FOOD], TODAY, body="ghost").communes == ()


def test_nobody_is_able_where_the_directory_knows_no_commune() -> None:
    assert able_in(DIRECTORY, Register([]), "99999", FOOD, TODAY) == ()
    assert able_in(DIRECTORY, Register([]), CALL, FOOD, TODAY) == ()


@PATIENT
@given(worlds())
def test_each_cell_says_what_the_law_says_of_each_of_its_communes(world: World) -> None:
    directory, register = world.directory, Register(world.holdings)
    (row,) = coverage(directory, register, [CODE], TODAY).rows
    for cell in row.cells:
        for code in cell.communes:
            commune = directory.body(code)
            assert commune is not None
            able = able_in(directory, register, code, CODE, TODAY)
            named = tuple(THE_COMMUNE if body.code == code else body.code for body in able)
            lines = lines_in(directory, register, commune, CODE, TODAY)
            assert (cell.kind, cell.able) == (kind_in(able, lines), named)
    assert sorted(code for cell in row.cells for code in cell.communes) == sorted(world.communes)


def shipped() -> TerritoryFolder:
    return read_folder(read_files(ARTOIS))


def covered(folder: TerritoryFolder) -> Coverage:
    codes = [competence.code for competence in folder.competences]
    return coverage(Directory(folder.bodies), Register(folder.holdings), codes, TODAY)


def test_the_shipped_register_leaves_no_alarm_in_150_communes_and_118_competences() -> None:
    found = covered(shipped())
    assert (len(found.communes), len(found.rows)) == (150, 118)
    kinds = {kind: found.count(kind) for kind in CoverageKind}
    assert sum(kinds.values()) == 150 * 118
    assert kinds[CoverageKind.NOBODY] == kinds[CoverageKind.UNDECLARED] == 0
    # Seven codes are of community interest in each of the three agglomerations (DOMAIN §3.6).
    assert kinds[CoverageKind.SHARED] == 7 * 150


def test_the_whole_matrix_takes_a_fraction_of_a_second() -> None:
    folder = shipped()
    began = time.process_time()
    covered(folder)
    assert time.process_time() - began < 0.5
