"""`archipel subsidiarity coverage` over a small territory, without a node."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from node.cli.app import app
from tests.fixtures.projects.small_territory import small_folder

TWICE = '246200364,1035,mandatory,,,"défaut légal, à confirmer",,no\n32,1035,optional,,,,,no\n'
"""Two bodies that hold the whole competence, and nothing tells which one acts."""


def territory(folder: Path, more: str = "") -> Path:
    for name, content in small_folder().items():
        (folder / name).write_bytes(content)
    if more:
        register = folder / "register.csv"
        register.write_text(register.read_text() + more)
        manifest = folder / "manifest.toml"
        manifest.write_text(manifest.read_text().replace("holdings = 4", "holdings = 6"))
    return folder


def asked(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(
        app, ["subsidiarity", "coverage", "--territory", str(folder), "--on", "2026-11-21", *options]
    )


def plain(folder: Path, *options: str) -> Any:
    result = asked(folder, "--json", *options)
    assert result.exit_code == 0
    return json.loads(result.stdout)


def test_every_commune_and_competence_stands_in_one_cell(tmp_path: Path) -> None:
    found = plain(territory(tmp_path))
    assert (found["date"], found["communes"], found["competences"]) == ("2026-11-21", 4, 3)
    assert found["counts"] == {"one": 8, "shared": 4, "nobody": 0, "undeclared": 0}
    cells = {row["competence"]: row["cells"] for row in found["rows"]}
    assert cells["6000"] == [
        {"kind": "one", "able": ["smt-artois"], "communes": ["62386", "62427", "62510", "62528"]}
    ]
    assert {"kind": "shared", "able": ["commune", "246200299"], "communes": ["62427"]} in cells["1035"]


def test_the_day_and_the_body_are_asked_for(tmp_path: Path) -> None:
    folder = territory(tmp_path)
    assert plain(folder, "--on", "2019-01-01")["counts"]["shared"] == 1
    assert plain(folder, "--body", "246200299")["communes"] == 1


def test_alarms_come_first_and_do_not_fail_the_command(tmp_path: Path) -> None:
    folder = territory(tmp_path, TWICE)
    told = asked(folder)
    assert told.exit_code == 0
    first = told.stdout.splitlines()[0]
    assert first.startswith("Alarme : 1035 ")
    assert "Loos-en-Gohelle" in first
    found = plain(folder)
    assert [(alarm["competence"], alarm["kind"]) for alarm in found["alarms"]] == [("1035", "undeclared")]


def test_people_read_who_is_able_in_each_agglomeration(tmp_path: Path) -> None:
    told = asked(territory(tmp_path))
    assert told.exit_code == 0
    assert told.stdout.startswith("Aucune alarme.")
    assert "CALL (3)" in told.stdout
    assert "commune + CAHC" in " ".join(told.stdout.split())
    assert "8 avec un seul porteur capable, 4 partagées" in told.stdout


@pytest.mark.parametrize(("options", "path"), [(("--on", "hier"), "--on"), (("--body", "75056"), "--body")])
def test_a_day_or_a_body_that_cannot_be_is_refused(
    tmp_path: Path, options: tuple[str, ...], path: str
) -> None:
    refused = asked(territory(tmp_path), "--json", *options)
    assert refused.exit_code == 2
    assert [fault["path"] for fault in json.loads(refused.stdout)["faults"]] == [path]


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    refused = asked(tmp_path / "nowhere")
    assert refused.exit_code == 2
    assert "n’est pas un dossier" in refused.stderr
