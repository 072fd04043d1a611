"""Decisions read the same for ever: `golden/` keeps what some were taken with, and all their words.

A word that differs is a fault of the change at hand, unless `ENGINE` (decision.py) is raised with it; then
`.venv/bin/python -m tests.unit.projects.subsidiarity.golden_cases` writes the files anew.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from services.projects.domain.subsidiarity.decision import ENGINE
from tests.unit.projects.subsidiarity.golden_cases import CASES, GOLDEN, decided, kept_of, written

FILES = sorted(GOLDEN.glob("*.json"))


def kept_in(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_decision_reads_as_when_it_was_kept(path: Path) -> None:
    kept = kept_in(path)
    assert kept["decision"]["engine"] == ENGINE
    assert written(decided(kept)) == kept["decision"]


def test_each_case_has_its_file_and_no_file_is_without_a_case() -> None:
    assert {path.stem for path in FILES} == set(CASES)
    assert len(CASES) >= 30


@pytest.mark.parametrize("name", CASES)
def test_a_file_holds_the_facts_of_its_case(name: str) -> None:
    """So that a file written by hand is found."""
    again = kept_of(CASES[name])
    assert kept_in(GOLDEN / f"{name}.json") == json.loads(json.dumps(again))
