"""`archipel people forget` asks before what cannot be undone, and says what remains to be done by whom."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from node.cli.app import app
from node.cli.people import sentences
from node.operations.people import Forgotten


@pytest.mark.parametrize("answer", ["", "oui", "y", "EFFACER"])
def test_nothing_is_erased_without_the_word(tmp_path: Path, answer: str) -> None:
    asked = CliRunner().invoke(
        app, ["people", "forget", "maire.loos", "--data", str(tmp_path)], input=f"{answer}\n"
    )
    assert asked.exit_code == 1
    assert "Pour confirmer, écrivez « effacer »" in asked.stderr
    assert "✓" not in asked.stdout


def test_a_folder_without_a_node_is_told_after_the_word(tmp_path: Path) -> None:
    arguments = ["people", "forget", "maire.loos", "--yes", "--data", str(tmp_path)]
    with pytest.raises(Exception, match="Aucun nœud n’a ses données"):
        CliRunner().invoke(app, arguments, catch_exceptions=False)


@pytest.mark.parametrize(
    ("account", "why", "words"),
    [
        ("deleted", "", "Son compte est supprimé"),
        ("none", "", "demandez-y sa suppression"),
        ("kept", "Keycloak ne répond pas.", "n’a pas pu être supprimé. Keycloak ne répond pas."),
    ],
)
def test_what_became_of_the_account_is_said(account: str, why: str, words: str) -> None:
    said = "\n".join(sentences(Forgotten("0190", account, why)))
    assert words in said
    assert "people/0190" in said
    assert "sauvegardes" in said


def test_a_node_that_does_not_run_hears_of_it_at_its_next_start() -> None:
    assert "au prochain démarrage" in sentences(Forgotten("0190", "deleted", running=False))[0]
