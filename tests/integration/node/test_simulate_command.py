"""`archipel subsidiarity simulate` on a running node: what comes out, and that nothing stays behind."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import asyncpg

from chassis.database import raw_dsn
from node.layout import Layout
from node.parts import Node
from tests.fixtures.node import OperatedNode
from tests.fixtures.projects.charter_texts import pole_text

DRAFT = pole_text(
    ("suspended: project.experiment", 'suspended: "true"'),
    ("co_funded: project.equipment", 'co_funded: "true"'),
)
COUNTED = ("journal", "operations", "simulations", "simulation_changes", "projects", "charters", "requests")


async def counts(node: OperatedNode) -> dict[str, int]:
    """Rows of the tables that a simulation might be thought to touch."""
    url = Node(node.settings, Layout(node.settings.data)).postgres.url("projects")
    driver = await asyncpg.connect(raw_dsn(url))
    try:
        return {table: await driver.fetchval(f"SELECT count(*) FROM {table}") for table in COUNTED}
    finally:
        await driver.close()


def asked(node: OperatedNode, *arguments: str) -> Any:
    done = node.archipel("subsidiarity", "simulate", *arguments, "--json")
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


async def test_a_draft_is_replayed_and_leaves_no_trace(operated_node: OperatedNode, tmp_path: Path) -> None:
    made = operated_node.archipel("generate", "--projects", "25", "--seed", "26", "--json")
    decided = 25 - json.loads(made.stdout)["states"].get("draft", 0)
    draft = tmp_path / "draft.yaml"
    draft.write_text(DRAFT, encoding="utf-8")
    before = await counts(operated_node)

    found = asked(operated_node, "--charter", str(draft))
    assert found["projects"] == decided
    assert found["changes"]
    assert {change["because"] for change in found["changes"]}
    assert sum(move["before"]["projects"] for move in found["levels"]) == decided

    told = operated_node.archipel(
        "subsidiarity", "simulate", "--charter", str(draft), "--export", str(tmp_path / "moves.csv")
    )
    assert told.returncode == 0, told.stderr
    assert f"{decided} projets rejoués le" in told.stdout
    assert f"{len(found['changes'])} projet" in told.stdout
    with (tmp_path / "moves.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert [row[0] for row in rows[1:]] == [change["project"] for change in found["changes"]]
    assert await counts(operated_node) == before


def test_what_cannot_be_tried_is_refused_with_every_fault(
    operated_node: OperatedNode, tmp_path: Path
) -> None:
    refused = operated_node.archipel("subsidiarity", "simulate", "--on", "demain", "--json")
    assert refused.returncode == 2
    assert {fault["path"] for fault in json.loads(refused.stdout)["faults"]} == {"--on", "--charter"}
    draft = tmp_path / "draft.yaml"
    draft.write_text("id: x", encoding="utf-8")
    refused = operated_node.archipel("subsidiarity", "simulate", "--charter", str(draft), "--json")
    assert refused.returncode == 2
    assert json.loads(refused.stdout)["faults"]
