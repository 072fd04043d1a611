"""`archipel subsidiarity evaluate`: the answer for programs and for people, and what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from node.cli.app import app
from node.operations.subsidiarity import CHARTER, TERRITORY
from services.projects.storage.plain_yaml import LARGEST_FILE

CASES = Path(__file__).parents[1] / "projects" / "subsidiarity" / "cases"
REHAB = CASES / "loos_rehab.yaml"
KEYS = {
    *("owner", "roles", "rules", "not_chosen", "what_would_change", "blocked", "conditions", "date"),
    *("explanation", "charter"),
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["subsidiarity", "evaluate", *map(str, arguments)])


def answer(*arguments: object) -> dict[str, Any]:
    found = run(*arguments, "--json")
    assert found.exit_code == 0, found.output
    read: dict[str, Any] = json.loads(found.stdout)
    return read


def refused(*arguments: object) -> list[dict[str, str]]:
    """The faults; the exit status is 2, and nothing but the faults stands on the standard output."""
    found = run(*arguments, "--json")
    assert found.exit_code == 2
    assert found.stderr == ""
    read: dict[str, list[dict[str, str]]] = json.loads(found.stdout)
    assert set(read) == {"faults"}
    assert all(
        set(fault) == {"path", "reason", "message"} and all(fault.values()) for fault in read["faults"]
    )
    return read["faults"]


def places(faults: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(fault["path"], fault["reason"]) for fault in faults]


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "cas.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_the_answer_has_every_key_of_the_contract() -> None:
    found = answer(REHAB)
    assert set(found) >= KEYS
    assert found["owner"] == {"kind": "body", "body": "62528", "level": "commune"}
    assert found["roles"][0] == {"party": "62528", "level": "commune", "role": "owner"}
    assert {"party": "246200364", "level": "agglomeration", "role": "co_funder"} in found["roles"]
    assert all(set(rule) == {"id", "fired", "because", "source"} for rule in found["rules"])
    assert {rule["id"]: rule["fired"] for rule in found["rules"]}["R3"] is True
    assert all(set(each) == {"party", "because"} for each in found["not_chosen"])
    assert found["blocked"] is None
    assert found["date"] == "2026-11-21"
    assert found["charter"] == {"id": "artois", "version": "1"}
    assert 0 < len(found["explanation"].split()) < 200
    assert found["gaps"] == [{"skill": "engineering", "needed_days": 40, "free_days": 10, "missing_days": 30}]


def test_parties_that_are_no_body_have_no_code_and_no_level() -> None:
    found = answer(CASES / "flower_boxes.yaml")
    assert found["owner"] == {"kind": "inhabitants", "body": None, "level": None}
    assert {"party": "inhabitants", "level": None, "role": "owner"} in found["roles"]
    lot = answer(CASES / "homes_23000.yaml")["lots"][0]
    assert (lot["title"], lot["owner"]["kind"], lot["owner"]["body"]) == ("Cité 5", "third_party", None)
    assert {"party": "Maisons & Cités", "level": None, "role": "owner"} in lot["roles"]


def test_a_blocked_project_says_the_ways_out() -> None:
    blocked = answer(CASES / "development_team.yaml")["blocked"]
    assert set(blocked) == {"rule", "because", "ways_out"}
    assert any("Un lot pour" in way for way in blocked["ways_out"])


@pytest.mark.parametrize(
    "text",
    [
        "project: {}",
        "project: {competence: 7575}",
        "project: {works_area: [62528]}",
        "project: {competence: 7575, works_area: [62528], initiator: null}",
        "project: {competence: 7575, works_area: [62528], duplicate_of: le projet de Lens}",
    ],
)
def test_an_inadmissible_project_is_an_answer_and_no_fault(tmp_path: Path, text: str) -> None:
    found = answer(written(tmp_path, text))
    assert found["owner"] == {"kind": "nobody", "body": None, "level": None}
    assert found["blocked"]["rule"] == "R0"
    assert found["roles"] == []


def test_the_day_asked_for_goes_before_the_day_of_the_file() -> None:
    assert answer(REHAB, "--on", "2027-01-31")["date"] == "2027-01-31"
    assert places(refused(REHAB, "--on", "31/01/2027")) == [("--on", "DATE")]


def test_another_charter_may_decide_otherwise(tmp_path: Path) -> None:
    charter = tmp_path / "charte.yaml"
    text = CHARTER.read_text()
    old = "mutualisation_gain:"
    start = text.index('"0.15"', text.index(old))
    charter.write_text(text[:start] + '"0.35"' + text[start + 6 :])
    case = CASES / "loos_rehab_with_gain.yaml"
    assert answer(case)["owner"]["level"] == "agglomeration"
    assert answer(case, "--charter", charter)["owner"]["level"] == "commune"


PACT = """
id: pacte
version: "7"
title: Pacte de l’agglomération
in_force_from: 2026-06-01
layer: agglomeration
body: "246200364"
parameters:
  mutualisation_gain: {value: "GAIN", unit: share, source: Délibération 2026-06}
"""


def test_a_charter_of_a_lower_layer_stands_on_the_shipped_one(tmp_path: Path) -> None:
    case, pact = CASES / "loos_rehab_with_gain.yaml", tmp_path / "pacte.yaml"
    pact.write_text(PACT.replace("GAIN", "0.35"))
    found = answer(case, "--charter", pact)
    assert found["owner"]["level"] == "commune"
    assert found["charter"] == {"id": "artois", "version": "1+pacte-7"}


def test_a_charter_that_takes_more_than_the_upper_layer_lets_it_is_refused(tmp_path: Path) -> None:
    pact = tmp_path / "pacte.yaml"
    pact.write_text(PACT.replace("GAIN", "0.60"))
    ((path, _),) = places(refused(REHAB, "--charter", pact))
    assert path == f"{pact}: parameters.mutualisation_gain.value"


def test_another_territory_is_another_directory_and_register(tmp_path: Path) -> None:
    for file in TERRITORY.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    bodies = (tmp_path / "bodies.csv").read_text()
    (tmp_path / "bodies.csv").write_text(bodies.replace("Loos-en-Gohelle", "Loos la Neuve"))
    assert "Loos la Neuve" in answer(REHAB, "--territory", tmp_path)["explanation"]


def test_faults_of_every_file_come_together_each_under_its_file(tmp_path: Path) -> None:
    charter = tmp_path / "charte.yaml"
    charter.write_text(CHARTER.read_text().replace("layer: pole", "layer: village"))
    case = written(tmp_path, "project: {cost: -1}")
    found = places(refused(case, "--charter", charter))
    assert ("project.cost", "NEGATIVE") in found
    assert any(path.startswith(f"{charter}: layer") for path, _ in found)
    (path, reason), *_ = places(refused(case, "--territory", tmp_path / "nulle-part"))
    assert path.startswith(str(tmp_path / "nulle-part"))
    assert reason == "FOLDER_MISSING"


def test_the_mark_that_some_editors_put_first_does_no_harm(tmp_path: Path) -> None:
    assert answer(written(tmp_path, b"\xef\xbb\xbf" + REHAB.read_bytes())) == answer(REHAB)


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    missing = tmp_path / "absent.yaml"
    assert places(refused(missing)) == [(str(missing), "FILE_MISSING")]
    assert places(refused(tmp_path)) == [(str(tmp_path), "FILE_IS_FOLDER")]
    below = REHAB / "x.yaml"
    assert places(refused(below)) == [(str(below), "FILE_UNREADABLE")]
    empty = written(tmp_path, "")
    assert places(refused(empty)) == [(str(empty), "NOT_A_MAPPING")]
    binary = written(tmp_path, b"\x7fELF\x00\xff\xfe")
    assert places(refused(binary)) == [(str(binary), "ENCODING")]
    enormous = written(tmp_path, b"x" * (LARGEST_FILE + 1))
    assert places(refused(enormous)) == [(str(enormous), "FILE_TOO_LARGE")]
    charter = tmp_path / "charte.yaml"
    assert places(refused(REHAB, "--charter", charter)) == [(str(charter), "FILE_MISSING")]


def test_a_name_that_is_no_text_is_told_all_the_same(tmp_path: Path) -> None:
    name = os.fsdecode(b"cas\xff.yaml")
    assert places(refused(tmp_path / name)) == [(f"{tmp_path}/cas?.yaml", "FILE_MISSING")]
    assert places(refused(REHAB, "--territory", tmp_path / name))[0][1] == "FOLDER_MISSING"


def test_an_endless_file_is_refused() -> None:
    assert places(refused("/dev/zero")) == [("/dev/zero", "FILE_TOO_LARGE")]


def test_for_people_faults_are_french_sentences_on_the_error_stream(tmp_path: Path) -> None:
    found = run(written(tmp_path, "project: {cost: -1, nature: x}"))
    assert found.exit_code == 2
    assert found.stdout == ""
    nature, cost = found.stderr.splitlines()
    assert nature.startswith("project.nature : « x » est inconnu ici.")
    assert cost == "project.cost : Le coût ne peut pas être négatif. Laissez vide s’il est inconnu."


def test_for_people_the_answer_is_told_in_french() -> None:
    found = run(REHAB).stdout
    for words in (
        "Loos Rehab",
        "Qui fait quoi",
        "La commune de Loos-en-Gohelle : porteur",
        "R3",
        "version 1",
    ):
        assert words in found
    lots = run(CASES / "development_team.yaml").stdout
    assert "Les lots" in lots
    assert "Lens-Liévin : l’agglomération CALL" in lots


def test_the_command_needs_no_node_and_no_checkout_around_it(tmp_path: Path) -> None:
    archipel = Path(sys.executable).with_name("archipel")
    done = subprocess.run(
        [archipel, "subsidiarity", "evaluate", REHAB, "--json"],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "ARCHIPEL_DATA": str(tmp_path / "none")},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert json.loads(done.stdout) == answer(REHAB)
    assert list(tmp_path.iterdir()) == []


def test_neither_the_wire_nor_a_database_is_loaded_for_it() -> None:
    code = (
        "import sys; import node.cli.decision_words, node.operations.decision_json;"
        "print([m for m in ('grpc', 'sqlalchemy', 'asyncpg', 'nats', 'archipel') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, timeout=60
    )
    assert done.stdout == "[]\n"


def test_a_charter_of_references_to_references_is_refused_before_it_is_spread_out(tmp_path: Path) -> None:
    charter = tmp_path / "charte.yaml"
    lines = ["a0: &a0 {x: 1, y: 2}", *(f"a{i}: &a{i} {{x: *a{i - 1}, y: *a{i - 1}}}" for i in range(1, 40))]
    charter.write_text("\n".join(lines))
    assert places(refused(REHAB, "--charter", charter)) == [(f"{charter}: charter", "CHARTER_UNREADABLE")]
