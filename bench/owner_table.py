"""One decision table, written once as data: who owns, by what the law lets, proximity, scale and capacity.

It is what a rule engine on the market can be asked without our words: the facts are counted for it
beforehand, it names a level and nothing else. `zen_decision` and `cedar_policies` write it in each engine's
own language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Counted:
    """The facts of a case as the table sees them; days in hundredths, because Cedar counts whole numbers."""

    communes: int
    agglomerations: int
    commune_able: bool
    agglomeration_able: bool
    pole_able: bool
    criterion_shown: bool
    experiment: bool
    commune_willing: bool
    agglomeration_willing: bool
    days_short: int
    """What the commune lacks, less what the agglomeration can lend; below zero when the support suffices."""


@dataclass(frozen=True)
class Row:
    """`given` holds for each column that counts True, False or the number that it must exceed."""

    given: Mapping[str, bool | int]
    owner: str


UP = {"agglomeration_able": True, "agglomeration_willing": True}

TABLE: tuple[Row, ...] = (
    Row({"pole_able": True, "agglomerations": 1}, "pole"),
    Row({"agglomerations": 1}, "nobody"),
    Row({"commune_able": False, "agglomeration_able": True}, "agglomeration"),
    Row({"communes": 1, "agglomeration_able": True}, "agglomeration"),
    Row({"communes": 1}, "nobody"),
    Row({"criterion_shown": True, "experiment": False, **UP}, "agglomeration"),
    Row({"commune_willing": False, **UP}, "agglomeration"),
    Row({"days_short": 0, **UP}, "agglomeration"),
    Row({"commune_able": True}, "commune"),
    Row({}, "nobody"),
)
"""The first row that fits decides."""

COLUMNS = tuple(field.name for field in fields(Counted))


def zen_decision() -> str:
    """The table as a JSON Decision Model of one node."""
    inputs = [{"id": name, "name": name, "field": name, "type": "expression"} for name in COLUMNS]
    rules = [
        {
            "_id": str(number),
            **{name: _zen_cell(row.given.get(name)) for name in COLUMNS},
            "owner": f'"{row.owner}"',
        }
        for number, row in enumerate(TABLE)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "owner", "name": "owner", "field": "owner", "type": "expression"}],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {
            "id": "t",
            "name": "t",
            "type": "decisionTableNode",
            "position": {"x": 1, "y": 0},
            "content": content,
        },
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 2, "y": 0}},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "t"},
        {"id": "2", "type": "edge", "sourceId": "t", "targetId": "out"},
    ]
    return json.dumps({"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges})


def _zen_cell(given: bool | int | None) -> str:
    if given is None:
        return ""
    return str(given).lower() if isinstance(given, bool) else f"> {given}"


def cedar_policies() -> str:
    """A policy for each row. All that fit are told, so the first of them decides, as in the table."""
    policies = (" && ".join(_cedar(row)) or "true" for row in TABLE)
    return "\n".join(f"permit(principal, action, resource) when {{ {fits} }};" for fits in policies)


def _cedar(row: Row) -> Iterator[str]:
    for name, given in row.given.items():
        if isinstance(given, bool):
            yield f"context.{name}" if given else f"!context.{name}"
        else:
            yield f"context.{name} > {given}"


def owner_of_rows(reasons: list[str]) -> str:
    """The owner that the first of the policies names which fit; Cedar calls them policy0, policy1 …"""
    return TABLE[min(int(reason.removeprefix("policy")) for reason in reasons)].owner


def context(counted: Counted) -> dict[str, Any]:
    """The facts as both engines take them."""
    return {name: getattr(counted, name) for name in COLUMNS}
