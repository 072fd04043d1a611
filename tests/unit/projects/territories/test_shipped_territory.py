"""The reference territory that ships in territories/artois."""

from datetime import date
from pathlib import Path

import pytest

from chassis.domain import InvalidInput
from services.projects.domain.subsidiarity.facts import Directory, Level, Mode, Register
from services.projects.domain.territory_import.folder import FOLDER_FILES, TerritoryFolder, read_folder

ARTOIS = Path(__file__).parents[4] / "territories" / "artois"
CALL, CAHC, CABBALR, POLE = "246200364", "246200299", "200072460", "200060358"
TODAY = date(2026, 11, 22)


def files() -> dict[str, bytes]:
    return {name: (ARTOIS / name).read_bytes() for name in FOLDER_FILES}


@pytest.fixture(scope="module")
def artois() -> TerritoryFolder:
    return read_folder(files())


def test_the_shipped_folder_holds_150_communes_and_644_460_inhabitants(artois: TerritoryFolder) -> None:
    communes = [body for body in artois.bodies if body.level is Level.COMMUNE]

    assert len(communes) == 150
    assert sum(commune.population for commune in communes) == 644_460


def test_the_agglomerations_have_36_14_and_100_communes(artois: TerritoryFolder) -> None:
    directory = Directory(artois.bodies)

    assert [len(directory.perimeter(code)) for code in (CALL, CAHC, CABBALR)] == [36, 14, 100]


def test_the_pole_joins_the_three_agglomerations_and_the_department(artois: TerritoryFolder) -> None:
    members = {body.code for body in artois.bodies if POLE in body.members_of}

    assert members == {CALL, CAHC, CABBALR, "62"}
    assert len(Directory(artois.bodies).perimeter(POLE)) == 150


@pytest.mark.parametrize("code", ["62", "32", "smt-artois", "fibre-59-62"])
def test_the_bodies_beside_the_levels_cover_every_commune(artois: TerritoryFolder, code: str) -> None:
    directory = Directory(artois.bodies)

    assert all(directory.covers(code, commune) for commune in directory.perimeter(POLE))


def test_the_agglomeration_and_the_pole_above_loos_are_found(artois: TerritoryFolder) -> None:
    directory = Directory(artois.bodies)
    above = [directory.above("62528", level) for level in (Level.AGGLOMERATION, Level.POLE)]

    assert [body.acronym for body in above if body] == ["CALL", "PMA"]


def test_the_vocabulary_has_118_codes(artois: TerritoryFolder) -> None:
    assert len(artois.competences) == 118


def test_a_removed_commune_makes_the_load_fail() -> None:
    spoiled = files()
    lines = spoiled["bodies.csv"].splitlines(keepends=True)
    spoiled["bodies.csv"] = b"".join(line for line in lines if not line.startswith(b"62528,"))

    with pytest.raises(InvalidInput) as refused:
        read_folder(spoiled)

    reasons = {fault.field.split(":")[2] for fault in refused.value.faults if fault.reason == "TOTAL_DIFFERS"}
    assert reasons == {
        "expected.bodies",
        "expected.communes",
        "expected.inhabitants",
        f"expected.agglomerations.{CALL}.communes",
        f"expected.agglomerations.{CALL}.inhabitants",
    }


def test_every_derived_siret_is_marked(artois: TerritoryFolder) -> None:
    assert all(body.siret_derived for body in artois.bodies if body.siret)


def test_every_line_of_the_default_register_says_that_it_is_to_be_confirmed(artois: TerritoryFolder) -> None:
    assert {line.text for line in artois.holdings} == {"défaut légal, à confirmer par la collectivité"}


def test_housing_is_shared_by_community_interest_with_financial_tools(artois: TerritoryFolder) -> None:
    lines = Register(artois.holdings).held_on("6520", TODAY)

    assert {line.body for line in lines} == {CALL, CAHC, CABBALR}
    assert all(line.mode is Mode.COMMUNITY_INTEREST and line.financial_tools for line in lines)


@pytest.mark.parametrize(("competence", "body"), [("6000", "smt-artois"), ("7530", "fibre-59-62")])
def test_a_syndicate_alone_holds_transport_or_broadband(
    artois: TerritoryFolder, competence: str, body: str
) -> None:
    (line,) = Register(artois.holdings).held_on(competence, TODAY)

    assert (line.body, line.mode) == (body, Mode.TRANSFERRED_TO_THIRD_BODY)


@pytest.mark.parametrize("competence", ["2005", "2020", "4005", "6005", "7000"])
def test_the_law_gives_each_agglomeration_its_compulsory_competences(
    artois: TerritoryFolder, competence: str
) -> None:
    lines = Register(artois.holdings).held_on(competence, TODAY)

    assert {line.body for line in lines} == {CALL, CAHC, CABBALR}
    assert all(line.mode is Mode.MANDATORY for line in lines)


@pytest.mark.parametrize("competence", ["5510", "7575"])
def test_what_the_law_leaves_open_has_no_line(artois: TerritoryFolder, competence: str) -> None:
    assert Register(artois.holdings).held_on(competence, TODAY) == ()


def test_the_pole_holds_nothing_by_default(artois: TerritoryFolder) -> None:
    assert POLE not in {line.body for line in artois.holdings}
