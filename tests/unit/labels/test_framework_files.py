from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from services.labels.domain.framework import FrameworkRef
from services.labels.storage.framework_files import UnreadableFrameworks, load_frameworks
from tests.unit.labels.builders import FRAMEWORKS, grid


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_the_folder_that_ships_holds_the_euralens_grid() -> None:
    assert load_frameworks(FRAMEWORKS).get(FrameworkRef("euralens", "2026")).title == "Label Euralens"


def test_only_grids_of_labels_are_read(tmp_path: Path) -> None:
    write(tmp_path, "label-stars.yaml", yaml.safe_dump(grid()))
    write(tmp_path, "funding-rules.yaml", "not: a label")
    assert [str(framework.ref) for framework in load_frameworks(tmp_path).all()] == ["stars@1"]


def test_the_faults_of_all_files_are_said_at_once_with_their_places(tmp_path: Path) -> None:
    wrong = grid()
    wrong["scale_max"] = "quatre"
    write(tmp_path, "label-a.yaml", yaml.safe_dump(wrong))
    write(tmp_path, "label-b.yaml", "id: [")
    with pytest.raises(UnreadableFrameworks) as refused:
        load_frameworks(tmp_path)
    assert "label-a.yaml: scale_max: Il faut ici un nombre entier de 1 à 100." in str(refused.value)
    assert "label-b.yaml: " in str(refused.value)


def test_a_folder_without_grids_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFrameworks, match=r"no file label-\*\.yaml"):
        load_frameworks(tmp_path / "elsewhere")
