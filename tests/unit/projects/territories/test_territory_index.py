"""Finding one's way among the bodies."""

import pytest

from services.projects.domain.territory_import.folder import read_folder
from services.projects.domain.territory_index import TerritoryIndex
from tests.fixtures.small_territory import small_folder

CALL, CAHC, POLE = "246200364", "246200299", "200060358"


@pytest.fixture
def index() -> TerritoryIndex:
    return TerritoryIndex(read_folder(small_folder()).bodies)


def test_the_chain_of_a_commune_is_itself_its_agglomeration_and_its_pole(index: TerritoryIndex) -> None:
    assert index.chain("62528") == ("62528", CALL, POLE)


def test_the_chain_of_an_agglomeration_leaves_its_syndicates_out(index: TerritoryIndex) -> None:
    assert index.chain(CALL) == (CALL, POLE)


def test_an_unknown_body_has_no_chain(index: TerritoryIndex) -> None:
    assert index.chain("75056") == ()
    assert "75056" not in index


def test_a_commune_is_told_from_other_bodies(index: TerritoryIndex) -> None:
    assert index.is_commune("62528")
    assert not index.is_commune(CALL)
    assert not index.is_commune("75056")


def test_the_agglomeration_of_a_commune_is_found(index: TerritoryIndex) -> None:
    assert index.agglomeration_of("62427") == CAHC
    assert index.agglomeration_of("75056") == ""


def test_the_members_of_a_body_are_its_direct_ones(index: TerritoryIndex) -> None:
    assert index.members(CALL) == ("62386", "62510", "62528")
    assert index.members(POLE) == (CAHC, CALL, "62")
    assert index.members("62528") == ()


def test_a_commune_covers_itself_alone(index: TerritoryIndex) -> None:
    assert index.covers("62528", ["62528"])
    assert not index.covers("62528", ["62528", "62386"])


def test_an_agglomeration_covers_its_communes_and_the_pole_all(index: TerritoryIndex) -> None:
    assert index.covers(CALL, ["62528", "62386"])
    assert not index.covers(CALL, ["62528", "62427"])
    assert index.covers(POLE, ["62528", "62427"])


def test_a_syndicate_covers_the_communes_of_its_members(index: TerritoryIndex) -> None:
    assert index.covers("smt-artois", ["62528", "62427"])


def test_nobody_covers_no_commune_at_all(index: TerritoryIndex) -> None:
    assert not index.covers(POLE, [])


def test_neighbours_are_the_communes_next_to_one(index: TerritoryIndex) -> None:
    assert index.neighbours("62528") == ("62386", "62510")
    assert index.neighbours("75056") == ()


def test_a_body_is_found_with_all_its_facts(index: TerritoryIndex) -> None:
    loos = index.body("62528")

    assert loos is not None
    assert (loos.title, loos.population, loos.siret_derived) == ("Loos-en-Gohelle", 6850, True)
    assert index.body("75056") is None
