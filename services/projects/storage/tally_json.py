"""The totals of a dry run ↔ JSON. Days and euros are decimal strings: JSON's own numbers are not exact."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.projects.domain.dry_run_tally import Broken, Move, Owned, Tally
from services.projects.domain.subsidiarity.facts import Level

OUTSIDE = ""
"""The key of owners outside the levels."""


def tally_to_json(tally: Tally) -> dict[str, Any]:
    return {
        "replayed": tally.replayed,
        "owner_changes": tally.owner_changes,
        "role_changes": tally.role_changes,
        "levels": {level or OUTSIDE: _move(move) for level, move in tally.levels.items()},
        "bodies": {body: _move(move) for body, move in tally.bodies.items()},
        "broken": {key: [each.projects, each.example] for key, each in tally.broken.items()},
    }


def tally_from_json(kept: Mapping[str, Any]) -> Tally:
    return Tally(
        replayed=kept["replayed"],
        owner_changes=kept["owner_changes"],
        role_changes=kept["role_changes"],
        levels={Level(key) if key else None: _move_from(move) for key, move in kept["levels"].items()},
        bodies={body: _move_from(move) for body, move in kept["bodies"].items()},
        broken={key: Broken(*each) for key, each in kept["broken"].items()},
    )


def _move(move: Move) -> list[Any]:
    return [[each.projects, str(each.days), str(each.cost)] for each in (move.before, move.after)]


def _move_from(kept: Any) -> Move:
    before, after = (Owned(projects, Decimal(days), Decimal(cost)) for projects, days, cost in kept)
    return Move(before, after)
