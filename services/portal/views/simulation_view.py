"""What a simulation found, as people read it: bars before and after, who gains and who gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from archipel.projects.v1.simulations_pb2 import BodyMove, LevelMove, Simulation
from chassis.domain import decimal_or_none
from services.portal.views.language import cents_of

NOUGHT = Decimal(0)

COLUMNS = ("projects", "days", "cost")
"""What moves: projects, person-days, euros (in cents)."""


@dataclass(frozen=True)
class Pair:
    """One quantity before and after."""

    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True)
class Move:
    """What moves to or from one level or one body; `who` is a level's number or a body's name."""

    who: int | str
    projects: Pair
    days: Pair
    cost: Pair

    @property
    def moves(self) -> bool:
        return bool(self.projects.change or self.days.change or self.cost.change)

    def pair(self, column: str) -> Pair:
        return {"projects": self.projects, "days": self.days, "cost": self.cost}[column]


@dataclass(frozen=True)
class Chart:
    """The bars of one quantity, a pair for each level; `largest` is what the longest bar stands for."""

    column: str
    bars: tuple[tuple[int | str, Pair], ...]

    @property
    def largest(self) -> Decimal:
        return max((max(pair.before, pair.after) for _, pair in self.bars), default=NOUGHT)


def move_of(move: LevelMove | BodyMove) -> Move:
    return Move(
        move.level if isinstance(move, LevelMove) else move.body,
        Pair(Decimal(move.projects_before), Decimal(move.projects_after)),
        Pair(_decimal(move.days_before), _decimal(move.days_after)),
        Pair(Decimal(cents_of(move.cost_before)), Decimal(cents_of(move.cost_after))),
    )


def _decimal(text: str) -> Decimal:
    return decimal_or_none(text or "0") or NOUGHT


def charts(levels: Iterable[LevelMove]) -> list[Chart]:
    """One chart a quantity, the levels from the nearest up, last what no body owns."""
    moves = sorted((move_of(level) for level in levels), key=lambda move: (not move.who, int(move.who)))
    return [Chart(column, tuple((move.who, move.pair(column)) for move in moves)) for column in COLUMNS]


def moved(bodies: Iterable[BodyMove]) -> list[Move]:
    """The bodies for which something moves, the most days and euros first."""
    found = [move for move in map(move_of, bodies) if move.moves]
    return sorted(found, key=_most_first)


def _most_first(move: Move) -> tuple[Decimal, Decimal, Decimal, str]:
    return (-abs(move.projects.change), -abs(move.days.change), -abs(move.cost.change), str(move.who))


def progress(simulation: Simulation) -> int:
    """Whole per cent replayed so far."""
    return int(100 * simulation.replayed / simulation.projects) if simulation.projects else 0
