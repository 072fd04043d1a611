"""Every kind of fault of bodies.csv, with the exact place that it is reported at."""

import pytest

from tests.fixtures.projects.small_territory import changed, faults_of, small_folder

BODY_FAULTS = [
    pytest.param(",216205286,", ",216205287,", "11:siren", "SIREN_KEY", id="a SIREN with a wrong key"),
    pytest.param(",216205286,", ",21620528,", "11:siren", "SIREN_KEY", id="a SIREN that is too short"),
    pytest.param(",216205286,", ",21620528A,", "11:siren", "SIREN_KEY", id="a SIREN with a letter"),
    pytest.param(",216205286,", ",,", "11:siren", "SIREN_MISSING", id="a commune without a SIREN"),
    pytest.param("21620528600018", "21620528600019", "11:siret", "SIRET_KEY", id="a SIRET with a wrong key"),
    pytest.param("21620528600018", "2162052860001", "11:siret", "SIRET_KEY", id="a SIRET that is too short"),
    pytest.param(
        "21620528600018",
        "21620510400013",
        "11:siret",
        "SIRET_SIREN",
        id="the SIRET of another body",
    ),
    pytest.param(
        "21620528600018,yes",
        "21620528600018,",
        "11:siret_derived",
        "SIRET_UNMARKED",
        id="a SIRET that does not say whether it was derived",
    ),
    pytest.param(
        "21620528600018,yes",
        "21620528600018,oui",
        "11:siret_derived",
        "YES_OR_NO",
        id="a mark that is neither yes nor no",
    ),
    pytest.param(
        "21620528600018,yes",
        ",yes",
        "11:siret_derived",
        "SIRET_MISSING",
        id="a mark of a SIRET that is not there",
    ),
    pytest.param(
        "62386,commune", "6238,commune", "8:code", "CODE_SHAPE", id="an INSEE code of four characters"
    ),
    pytest.param("62,department", "pdc,department", "5:code", "CODE_SHAPE", id="a department by its name"),
    pytest.param("32,region", "320,region", "6:code", "CODE_SHAPE", id="a region with three digits"),
    pytest.param(
        "smt-artois,syndicate",
        "SMT Artois,syndicate",
        "7:code",
        "CODE_SHAPE",
        id="a syndicate's own code with capitals",
    ),
    pytest.param(
        "smt-artois,syndicate,Transports de l'Artois,,",
        "smt-artois,syndicate,Transports de l'Artois,,200060358",
        "7:code",
        "CODE_SHAPE",
        id="a syndicate with a SIREN and an own code",
    ),
    pytest.param(
        "200060358,pole",
        "pma,pole",
        "2:code",
        "CODE_SHAPE",
        id="a pole whose code is not its SIREN",
    ),
    pytest.param(
        "62528,commune", "62528,ville", "11:level", "LEVEL_UNKNOWN", id="a level that does not exist"
    ),
    pytest.param("Loos-en-Gohelle", "", "11:title", "TITLE_MISSING", id="a body without a name"),
    pytest.param("Loos-en-Gohelle", "L" * 501, "11:title", "TEXT_LONG", id="a name without an end"),
    pytest.param(",6850,", ",-1,", "11:population", "POPULATION", id="a negative population"),
    pytest.param(",6850,", ",6 850,", "11:population", "POPULATION", id="a population with a blank"),
    pytest.param(",6850,", ",6850.5,", "11:population", "POPULATION", id="half an inhabitant"),
    pytest.param(",6850,", ",,", "11:population", "POPULATION", id="a commune without a population"),
    pytest.param(",6850,", "," + "9" * 5000 + ",", "11:population", "POPULATION", id="an absurd population"),
    pytest.param("2.78557", "181", "11:longitude", "DEGREES", id="a longitude off the globe"),
    pytest.param("2.78557", '"2,78"', "11:longitude", "DEGREES", id="a longitude with a comma"),
    pytest.param("50.45679", "-91", "11:latitude", "DEGREES", id="a latitude off the globe"),
    pytest.param("2.78557,", ",", "11:longitude", "POSITION_HALF", id="a latitude without a longitude"),
    pytest.param(
        "246200364,62386;62510",
        "246200364;246200299,62386;62510",
        "11:members_of",
        "TWO_AGGLOMERATIONS",
        id="a commune in two agglomerations",
    ),
    pytest.param(
        "246200364,62386;62510",
        "246200364;200072460,62386;62510",
        "11:members_of",
        "MEMBER_UNKNOWN",
        id="a member of a body that is not there",
    ),
    pytest.param(
        "246200364,62386;62510",
        "246200364;200060358,62386;62510",
        "11:members_of",
        "MEMBER_LEVEL",
        id="a commune that is directly a member of the pole",
    ),
    pytest.param(
        "246200364,62386;62510",
        "246200364;246200364,62386;62510",
        "11:members_of",
        "CODE_TWICE",
        id="a body named twice in one cell",
    ),
    pytest.param(
        "62386;62510,", "62386;62510;75056,", "11:neighbours", "NEIGHBOUR_UNKNOWN", id="a neighbour outside"
    ),
    pytest.param(
        "62386;62510,", "62386;62510;62528,", "11:neighbours", "NEIGHBOUR_LEVEL", id="its own neighbour"
    ),
    pytest.param(
        "62386;62510,",
        "62386;62510;246200364,",
        "11:neighbours",
        "NEIGHBOUR_LEVEL",
        id="an agglomeration as a neighbour",
    ),
    pytest.param(
        "62386;62510,",
        "62386;62427;62510,",
        "11:neighbours",
        "NEIGHBOUR_ONE_SIDED",
        id="a neighbour that does not know it",
    ),
    pytest.param(
        "62427,commune,Hénin-Beaumont,,216204271,21620427100011,yes",
        "62427,commune,Hénin-Beaumont,,216203869,21620386900013,yes",
        "9:siren",
        "DUPLICATE_SIREN",
        id="two bodies with one SIREN",
    ),
    pytest.param("50.45679", "50.45679,x", "11", "CELLS_COUNT", id="a cell too many"),
    pytest.param("Loos-en-Gohelle", "Loos\ten-Gohelle", "11:title", "CHARACTER", id="a tabulation in a name"),
    pytest.param("Loos-en-Gohelle", "Loos\0", "11:title", "CHARACTER", id="a zero byte in a name"),
    pytest.param("Loos-en-Gohelle", '"Loos', "11", "CSV_BROKEN", id="a quotation mark that stays open"),
    pytest.param(",latitude", "", "1:latitude", "COLUMN_MISSING", id="a missing column"),
    pytest.param(",latitude", ",latitud", "1:latitud", "COLUMN_UNKNOWN", id="an unknown column"),
    pytest.param(",latitude", ",latitude,latitude", "1:latitude", "COLUMN_TWICE", id="a column twice"),
]


@pytest.mark.parametrize(("old", "new", "place", "reason"), BODY_FAULTS)
def test_a_fault_of_a_body_is_reported_at_its_line(old: str, new: str, place: str, reason: str) -> None:
    assert (f"bodies.csv:{place}", reason) in faults_of(changed("bodies.csv", old=old, new=new))


def test_the_same_body_twice_is_reported_at_the_second_line() -> None:
    folder = small_folder()
    folder["bodies.csv"] += b"32,region,Hauts-de-France,,,,,,,,,\n"

    assert faults_of(folder) == [
        ("bodies.csv:12:code", "DUPLICATE_CODE"),
        ("manifest.toml:21:expected.bodies", "TOTAL_DIFFERS"),
    ]


def test_lines_count_on_after_a_cell_with_a_line_break_and_a_blank_line() -> None:
    folder = changed("bodies.csv", old="62386,commune,Grenay", new='\n62386,commune,"Gre\nnay"')
    folder["bodies.csv"] = folder["bodies.csv"].replace(b",6850,", b",-1,")

    assert ("bodies.csv:9:title", "CHARACTER") in faults_of(folder)
    assert ("bodies.csv:13:population", "POPULATION") in faults_of(folder)


def test_a_body_with_a_faulty_line_is_still_known_to_the_others() -> None:
    found = faults_of(changed("bodies.csv", old="246200364,agglomeration", new="246200364,epci"))

    assert ("bodies.csv:3:level", "LEVEL_UNKNOWN") in found
    assert not [reason for _, reason in found if reason in ("MEMBER_UNKNOWN", "BODY_UNKNOWN")]
