"""What a dry run adds up: projects, days and euros by level and by body, and guarantees that break."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from services.projects.domain.subsidiarity.facts import ZERO, Level

KeyT = TypeVar("KeyT")


@dataclass
class Owned:
    """What an owner answers for: projects, their needed days (of 7 hours), their cost before tax in euros."""

    projects: int = 0
    days: Decimal = ZERO
    cost: Decimal = ZERO

    def add(self, projects: int, days: Decimal | int, cost: Decimal) -> None:
        self.projects += projects
        self.days += days
        self.cost += cost


@dataclass
class Move:
    """What an owner would answer for, before and after."""

    before: Owned = field(default_factory=Owned)
    after: Owned = field(default_factory=Owned)

    def merge(self, other: Move) -> None:
        self.before.add(other.before.projects, other.before.days, other.before.cost)
        self.after.add(other.after.projects, other.after.days, other.after.cost)


@dataclass
class Broken:
    """Projects for which a guarantee would not hold; `example` is the first, by id."""

    projects: int = 0
    example: str = ""

    def add(self, projects: int, example: str) -> None:
        self.projects += projects
        self.example = min(self.example, example) if self.example else example


@dataclass
class Tally:
    """The totals of a run, or of a part of it. The level None stands for owners outside the levels:
    inhabitants, third parties, nobody.
    """

    replayed: int = 0
    owner_changes: int = 0
    role_changes: int = 0
    levels: dict[Level | None, Move] = field(default_factory=dict)
    bodies: dict[str, Move] = field(default_factory=dict)
    broken: dict[str, Broken] = field(default_factory=dict)

    def count(
        self,
        level_before: Level | None,
        body_before: str,
        level_after: Level | None,
        body_after: str,
        days: Decimal | int,
        cost: Decimal,
    ) -> None:
        """One project, by who owns it before and after; a body is empty outside the levels."""
        self.replayed += 1
        _at(self.levels, level_before).before.add(1, days, cost)
        _at(self.levels, level_after).after.add(1, days, cost)
        if body_before:
            _at(self.bodies, body_before).before.add(1, days, cost)
        if body_after:
            _at(self.bodies, body_after).after.add(1, days, cost)

    def broke(self, guarantee: str, project: str) -> None:
        """The guarantee would not hold for the project."""
        _broken_at(self.broken, guarantee).add(1, project)

    def merge(self, other: Tally) -> None:
        """Add the totals of another part of the run; the order of parts changes nothing."""
        self.replayed += other.replayed
        self.owner_changes += other.owner_changes
        self.role_changes += other.role_changes
        for level, move in other.levels.items():
            _at(self.levels, level).merge(move)
        for body, move in other.bodies.items():
            _at(self.bodies, body).merge(move)
        for guarantee, broken in other.broken.items():
            _broken_at(self.broken, guarantee).add(broken.projects, broken.example)


def _at(moves: dict[KeyT, Move], key: KeyT) -> Move:
    move = moves.get(key)
    if move is None:
        move = moves[key] = Move()
    return move


def _broken_at(broken: dict[str, Broken], key: str) -> Broken:
    if key not in broken:
        broken[key] = Broken()
    return broken[key]
