"""Every kind of fault of the manifest and of the totals it promises, with the exact place."""

import pytest

from tests.fixtures.projects.small_territory import changed, faults_of, small_folder

PROVENANCE = 'source = "INSEE"\nlicence = "Licence Ouverte 2.0"\nvintage = "2026"\n'

MANIFEST_FAULTS = [
    pytest.param(
        'source = "INSEE"\n', "", "4:files.bodies.csv.source", "SOURCE_MISSING", id="a file without a source"
    ),
    pytest.param(
        PROVENANCE,
        PROVENANCE.replace("Licence Ouverte 2.0", " "),
        "6:files.bodies.csv.licence",
        "LICENCE_MISSING",
        id="a file without a licence",
    ),
    pytest.param(
        PROVENANCE,
        PROVENANCE.replace('"2026"', "2026"),
        "7:files.bodies.csv.vintage",
        "VINTAGE_MISSING",
        id="a vintage that is not a text",
    ),
    pytest.param('id = "petit"\n', "", "1:id", "ID_MISSING", id="a folder without an id"),
    pytest.param('id = "petit"', 'id = "Le Petit"', "1:id", "ID_SHAPE", id="an id with a blank"),
    pytest.param('title = "Petit', 'titre = "Petit', "2:titre", "KEY_UNKNOWN", id="an unknown key"),
    pytest.param(
        "competences = 3\n",
        "",
        "20:expected.competences",
        "TOTAL_MISSING",
        id="a total that is not promised",
    ),
    pytest.param(
        "competences = 3", "competences = true", "24:expected.competences", "TOTAL_MISSING", id="no number"
    ),
    pytest.param("bodies = 10", "bodies = 11", "21:expected.bodies", "TOTAL_DIFFERS", id="another total"),
    pytest.param(
        "communes = 4", "communes = 150", "22:expected.communes", "TOTAL_DIFFERS", id="more communes"
    ),
    pytest.param(
        "inhabitants = 69401",
        "inhabitants = 644460",
        "23:expected.inhabitants",
        "TOTAL_DIFFERS",
        id="more inhabitants",
    ),
    pytest.param(
        "competences = 3",
        "competences = 118",
        "24:expected.competences",
        "TOTAL_DIFFERS",
        id="more competences",
    ),
    pytest.param("holdings = 4", "holdings = 5", "25:expected.holdings", "TOTAL_DIFFERS", id="more lines"),
    pytest.param(
        "communes = 3",
        "communes = 36",
        "28:expected.agglomerations.246200364.communes",
        "TOTAL_DIFFERS",
        id="more communes in an agglomeration",
    ),
    pytest.param(
        "inhabitants = 43637",
        "inhabitants = 43636",
        "29:expected.agglomerations.246200364.inhabitants",
        "TOTAL_DIFFERS",
        id="fewer inhabitants in an agglomeration",
    ),
    pytest.param(
        "agglomerations.246200364",
        "agglomerations.200072460",
        "28:expected.agglomerations.200072460.communes",
        "TOTAL_DIFFERS",
        id="an agglomeration that is not in the files",
    ),
    pytest.param("bodies = 10", "bodies = dix", "21", "MANIFEST_BROKEN", id="a manifest that is not TOML"),
]


@pytest.mark.parametrize(("old", "new", "place", "reason"), MANIFEST_FAULTS)
def test_a_fault_of_the_manifest_is_reported_at_its_line(old: str, new: str, place: str, reason: str) -> None:
    assert (f"manifest.toml:{place}", reason) in faults_of(changed("manifest.toml", old=old, new=new))


def test_an_agglomeration_whose_totals_are_not_promised_is_reported() -> None:
    folder = small_folder()
    head, _, _ = folder["manifest.toml"].partition(b"[expected.agglomerations.246200299]")
    folder["manifest.toml"] = head

    assert faults_of(folder) == [("manifest.toml:expected.agglomerations.246200299", "TOTAL_DIFFERS")]
