"""Replays projects over a draft charter, a register or free days, on the node's own database, and leaves no
trace there: the result goes to whoever asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from chassis.domain import Fault, InvalidInput, SystemClock, msg, paris_day
from node.operations.desk import desk
from node.settings import ROOT
from services.projects.domain.dry_run import CAUSES, Change
from services.projects.domain.dry_run_tally import Move, Owned, Tally
from services.projects.domain.guarantees import GUARANTEES
from services.projects.domain.subsidiarity.facts import Directory
from services.projects.domain.what_if import WhatIf
from services.projects.storage.dry_run_part import Source, read_reference, reading
from services.projects.storage.dry_runs import dry_run
from services.projects.storage.plain_yaml import read_text

CHARTER = ROOT / "charters" / "artois-1.yaml"

Tell = Callable[[int, int], None]
"""Takes how many projects were replayed, and how many there are."""


@dataclass(frozen=True)
class Asked:
    """The files to try, None for what stands; `body` votes a charter of a lower layer."""

    charter: Path | None = None
    register: Path | None = None
    capacities: Path | None = None
    on: str = ""
    body: str = ""


@dataclass
class Simulated:
    """What came out: totals, and every project that would be decided otherwise, by id."""

    on: date
    tally: Tally
    changes: list[Change]
    directory: Directory

    def named(self, party: str) -> str:
        """A body by its name, any other party as it is written."""
        body = self.directory.body(party)
        return party if body is None else body.acronym or body.title

    def to_plain(self) -> dict[str, Any]:
        tally = self.tally
        return {
            "date": self.on.isoformat(),
            "projects": tally.replayed,
            "owner_changes": tally.owner_changes,
            "role_changes": tally.role_changes,
            "levels": [
                {"level": level and level.value, **move_to_plain(move)}
                for level, move in sorted(tally.levels.items(), key=lambda entry: entry[0] or "")
            ],
            "bodies": [{"body": body, **move_to_plain(tally.bodies[body])} for body in sorted(tally.bodies)],
            "broken": [
                {
                    "id": key,
                    "text": str(GUARANTEES[key]),
                    "projects": each.projects,
                    "example": f"projects/{each.example}",
                }
                for key, each in sorted(tally.broken.items())
            ],
            "changes": [change_to_plain(change) for change in self.changes],
        }


@dataclass
class _Listener:
    tell: Tell
    projects: int = 0
    changes: list[Change] = field(default_factory=list)

    async def begun(self, projects: int) -> None:
        self.projects = projects
        self.tell(0, projects)

    async def progressed(self, replayed: int, changes: Sequence[Change]) -> None:
        self.changes += changes
        self.tell(replayed, self.projects)


async def simulate(data: Path | None, asked: Asked, tell: Tell) -> Simulated:
    """Raise InvalidInput with every fault of the files and the day, NodeError when there is no node."""
    what_if = read_asked(asked)
    listener = _Listener(tell)
    async with desk(data) as at:
        source = Source(at.node.postgres.url("projects"), CHARTER)
        tally = await dry_run(source, what_if, listener)
        async with reading(source) as connection:
            directory = (await read_reference(connection, source)).directory
    changes = sorted(listener.changes, key=lambda change: change.project)
    return Simulated(what_if.on, tally, changes, directory)


def read_asked(asked: Asked) -> WhatIf:
    """The texts of the files. Raise InvalidInput with every file that cannot be read."""
    faults: list[Fault] = []
    day = paris_day(SystemClock().now())
    if asked.on:
        try:
            day = date.fromisoformat(asked.on)
        except ValueError:
            text = msg("« {on} » n’est pas une date : écrivez-la 2026-11-21.", on=asked.on[:40])
            faults.append(Fault("--on", "DATE", text))
    texts: list[str] = []
    for file in (asked.charter, asked.register, asked.capacities):
        try:
            texts.append("" if file is None else read_text(file))
        except InvalidInput as refused:
            faults += refused.faults
    if not (asked.charter or asked.register or asked.capacities):
        text = msg("Dites ce qu’il faut essayer : --charter, --register ou --capacities.")
        faults.append(Fault("--charter", "NOTHING_TO_TRY", text))
    if faults:
        raise InvalidInput(faults)
    charter, register, capacities = texts
    return WhatIf(day, charter, register, capacities, asked.body)


def move_to_plain(move: Move) -> Mapping[str, Any]:
    return {"before": owned_to_plain(move.before), "after": owned_to_plain(move.after)}


def owned_to_plain(owned: Owned) -> Mapping[str, Any]:
    """Days and euros as exact texts."""
    return {"projects": owned.projects, "days": f"{owned.days:f}", "cost": f"{owned.cost:.2f}"}


def change_to_plain(change: Change) -> dict[str, Any]:
    return {
        "project": f"projects/{change.project}",
        "title": change.title,
        "owner_before": change.owner_before,
        "owner_after": change.owner_after,
        "roles_lost": list(change.roles_lost),
        "roles_gained": list(change.roles_gained),
        "because": str(CAUSES[change.cause]),
    }
