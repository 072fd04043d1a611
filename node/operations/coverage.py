"""Coverage of a territory's folder: who is able where. No node runs, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from chassis.domain import Fault, InvalidInput, SystemClock, msg, paris_day
from node.settings import ROOT
from services.projects.domain.subsidiarity.coverage import (
    Cell,
    Coverage,
    CoverageKind,
    CoverageRow,
    coverage,
)
from services.projects.domain.subsidiarity.facts import Directory, Register
from services.projects.storage.territory_folder import read_territory


@dataclass(frozen=True)
class Matrix:
    """The answer over a folder; `titles` are those of the competences, by code."""

    found: Coverage
    titles: Mapping[str, str]
    directory: Directory

    def alarms(self) -> Iterator[tuple[CoverageRow, Cell]]:
        """The cells where nobody is able, or several without a declared share."""
        return ((row, cell) for row in self.found.rows for cell in row.cells if cell.kind.is_alarm)

    def to_plain(self) -> dict[str, Any]:
        """Every cell, communes with the same answer together, for a program."""
        return {
            "date": self.found.on.isoformat(),
            "communes": len(self.found.communes),
            "competences": len(self.found.rows),
            "counts": {kind.value: self.found.count(kind) for kind in CoverageKind},
            "alarms": [self._cell(row, cell) for row, cell in self.alarms()],
            "rows": [
                {
                    "competence": row.competence,
                    "title": self.titles[row.competence],
                    "cells": [_plain(cell) for cell in row.cells],
                }
                for row in self.found.rows
            ],
        }

    def _cell(self, row: CoverageRow, cell: Cell) -> dict[str, Any]:
        return {"competence": row.competence, "title": self.titles[row.competence], **_plain(cell)}


def read_matrix(folder: Path | None, on: str, body: str) -> Matrix:
    """Raise InvalidInput with every fault of the folder, the day and the body."""
    territory = read_territory(folder or ROOT / "territories" / "artois")
    directory = Directory(territory.bodies)
    faults = []
    day = _day(on)
    if day is None:
        faults.append(
            Fault("--on", "DATE", msg("« {on} » n’est pas une date : écrivez-la 2026-11-21.", on=on[:40]))
        )
    if body and directory.body(body) is None:
        text = msg("« {body} » n’est pas une collectivité du territoire.", body=body[:40])
        faults.append(Fault("--body", "UNKNOWN_BODY", text))
    if faults or day is None:
        raise InvalidInput(faults)
    titles = {competence.code: competence.title for competence in territory.competences}
    found = coverage(directory, Register(territory.holdings), titles, day, body=body)
    return Matrix(found, titles, directory)


def _day(on: str) -> date | None:
    try:
        return date.fromisoformat(on) if on else paris_day(SystemClock().now())
    except ValueError:
        return None


def _plain(cell: Cell) -> dict[str, Any]:
    return {"kind": cell.kind.value, "able": list(cell.able), "communes": list(cell.communes)}
