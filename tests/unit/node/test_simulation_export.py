"""A simulation on the screen and in files for a spreadsheet."""

from __future__ import annotations

import csv
import json
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from chassis.domain import InvalidInput
from node.cli.subsidiarity_simulate import MOST_CHANGES, show
from node.operations.simulate import Asked, Simulated, read_asked
from node.operations.simulation_export import check_export, export
from services.projects.domain.dry_run import Cause, Change
from services.projects.domain.dry_run_tally import Tally
from services.projects.domain.subsidiarity.facts import Level
from tests.unit.projects.subsidiarity.artois import CALL, DIRECTORY, LOOS


def simulated(count: int = 2) -> Simulated:
    tally = Tally(owner_changes=count)
    changes = []
    for number in range(count):
        tally.count(Level.AGGLOMERATION, CALL, Level.COMMUNE, LOOS, Decimal(3), Decimal(1200))
        changes.append(
            Change(f"p-{number:03}", f"=Projet {number}", CALL, LOOS, (f"{LOOS}: co_owner",), (), Cause.DRAFT)
        )
    tally.broke("G2", "p-000")
    return Simulated(date(2026, 11, 21), tally, changes, DIRECTORY)


def test_a_spreadsheet_runs_no_title(tmp_path: Path) -> None:
    export(simulated(), tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[1][:4] == ["projects/p-000", "'=Projet 0", CALL, LOOS]
    assert len(rows) == 3


def test_the_json_file_holds_totals_and_changes(tmp_path: Path) -> None:
    export(simulated(), tmp_path / "out.json")
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (found["projects"], found["owner_changes"], len(found["changes"])) == (2, 2, 2)
    assert found["bodies"][1]["after"] == {"projects": 2, "days": "6", "cost": "2400.00"}


def test_the_workbook_holds_texts_and_no_formulas(tmp_path: Path) -> None:
    export(simulated(), tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "=Projet 1" in sheet
    assert "<f>" not in sheet


@pytest.mark.parametrize("name", ["out.pdf", "out", "missing/out.csv"])
def test_a_file_that_cannot_be_written_is_refused_before_the_replay(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput):
        check_export(tmp_path / name)


def test_people_read_who_moves_what_breaks_and_which_projects(capsys: pytest.CaptureFixture[str]) -> None:
    show(simulated(MOST_CHANGES + 3))
    told = capsys.readouterr().out
    assert "53 projets rejoués le 21/11/2026 : changeraient de porteur 53, de rôles 0." in told
    assert "Garantie G2 rompue pour 1 projet (" in told
    assert "0 → 53" in told
    assert "… et 3 autres" in told


def test_nothing_to_try_and_files_that_cannot_be_read_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_asked(Asked(charter=tmp_path / "none.yaml", register=tmp_path, on="2026-13-01"))
    assert len(refused.value.faults) == 3
    with pytest.raises(InvalidInput) as refused:
        read_asked(Asked())
    assert [fault.reason for fault in refused.value.faults] == ["NOTHING_TO_TRY"]
