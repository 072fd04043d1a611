"""Rules of the house that a reader would otherwise have to remember."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from node import docs
from node.parts import SERVICES
from tests.architecture import check_hosts, check_texts
from tests.architecture.check_migrations import difference

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300
"""Lines. A longer file is split by meaning."""

FORBIDDEN_IN_TESTS = {
    "unittest.mock": "write a fake by hand",
    "time.sleep": "wait with chassis.testing.waiting.eventually or node.processes.wait_until",
    "monkeypatch.setattr": "pass what varies as an argument",
    "asyncio.run": "make the test async: a loop of one's own takes the one of the others away when it closes",
    "pytest.skip": "a test that cannot run is an error",
    "pytest.mark.skip": "a test that cannot run is an error",
    "pytest.mark.skipif": "a test that cannot run is an error",
}


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    files = [path for part in ("services", "chassis", "node") for path in (ROOT / part).rglob("*.py")]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def names_used(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.lineno, dotted(node)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{one.name}") for one in node.names)
            yield node.lineno, node.module or ""
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names)


def test_tests_use_no_mocks_no_fixed_pauses_and_no_skips() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}: {FORBIDDEN_IN_TESTS[name]}"
        for path in (ROOT / "tests").rglob("*.py")
        for line, name in names_used(ast.parse(path.read_text()))
        if name in FORBIDDEN_IN_TESTS
    ]
    assert found == []


def test_no_file_names_a_package_registry() -> None:
    assert check_hosts.main() == 0


def test_sentences_are_whole_and_every_catalogue_translates_them() -> None:
    assert check_texts.main() == 0


def test_the_generated_code_is_what_the_protos_say() -> None:
    command = [sys.executable, ROOT / "proto" / "generate.py", "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("service", SERVICES)
def test_the_migrations_make_the_tables_that_the_code_knows(service: str, fresh_database: str) -> None:
    assert difference(service, fresh_database) == ""


def test_the_drawn_state_machines_are_those_of_the_code() -> None:
    assert docs.PAGE.read_text() == docs.page()
