"""Whether every competence has exactly one able owner everywhere: communes × competences on a day.

One able body is well; several are well when the register declares the share (of community or metropolitan
interest, the communal part kept beside an optional competence, a delegation, an agreement). Nobody able, or
several of whom nothing tells which does what, is an alarm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.projects.domain.subsidiarity.able import Line, able_bodies, reaches
from services.projects.domain.subsidiarity.facts import Body, Directory, Level, Mode, Register

Day = date
"""Inside a class that has a field of that name."""

THE_COMMUNE = "commune"
"""Stands among the able for the communes themselves."""


class CoverageKind(StrEnum):
    ONE = "one"
    SHARED = "shared"
    NOBODY = "nobody"
    UNDECLARED = "undeclared"

    @property
    def is_alarm(self) -> bool:
        return self in (CoverageKind.NOBODY, CoverageKind.UNDECLARED)


@dataclass(frozen=True)
class Cell:
    """Communes (by code) where the same bodies are able; `able` are codes, nearest first, and
    THE_COMMUNE for the communes themselves.
    """

    kind: CoverageKind
    able: tuple[str, ...]
    communes: tuple[str, ...]


@dataclass(frozen=True)
class CoverageRow:
    """One competence over all communes asked for; its cells hold each commune once."""

    competence: str
    cells: tuple[Cell, ...]

    def count(self, kind: CoverageKind) -> int:
        return sum(len(cell.communes) for cell in self.cells if cell.kind is kind)


@dataclass(frozen=True)
class Coverage:
    """The whole matrix on a day."""

    on: Day
    communes: tuple[str, ...]
    rows: tuple[CoverageRow, ...]

    def count(self, kind: CoverageKind) -> int:
        """In how many commune × competence pairs it is so."""
        return sum(row.count(kind) for row in self.rows)


def coverage(
    directory: Directory, register: Register, competences: Iterable[str], day: date, *, body: str = ""
) -> Coverage:
    """For each of the competences (in order of code) who is able in each commune; only in the communes of
    `body` when given. Communes below the same bodies share one reading of the register.
    """
    perimeter = directory.perimeter(body)
    communes = tuple(each for each in directory.communes() if not body or each.code in perimeter)
    groups: defaultdict[tuple[str, ...], list[Body]] = defaultdict(list)
    for commune in communes:
        groups[directory.uppers(commune.code)].append(commune)
    rows = tuple(
        CoverageRow(code, _cells(directory, register, groups.values(), code, day))
        for code in sorted(set(competences))
    )
    return Coverage(day, tuple(commune.code for commune in communes), rows)


def kind_in(able: Sequence[Body], lines: Sequence[Line]) -> CoverageKind:
    """What the bodies able in a commune make of a competence, by the lines that reach it."""
    if not able:
        return CoverageKind.NOBODY
    if len(able) == 1:
        return CoverageKind.ONE
    undeclared = [body for body in able if not _declares(body, lines)]
    # One body may hold the rest; of two that hold the whole, nobody knows which one acts.
    return CoverageKind.SHARED if len(undeclared) <= 1 else CoverageKind.UNDECLARED


_SHARES = frozenset(
    {Mode.COMMUNITY_INTEREST, Mode.METROPOLITAN_INTEREST, Mode.DELEGATED, Mode.BY_AGREEMENT, Mode.COMMUNAL}
)


def _declares(body: Body, lines: Sequence[Line]) -> bool:
    """Whether the body is able by declared shares only; a commune without a line holds the rest."""
    modes = {holding.mode for holding, _ in lines if holding.body == body.code}
    return bool(modes) and modes <= _SHARES


def _cells(
    directory: Directory, register: Register, groups: Iterable[Sequence[Body]], competence: str, day: date
) -> tuple[Cell, ...]:
    own: defaultdict[str, list[Line]] = defaultdict(list)
    above: list[Line] = []
    for holding in register.held_on(competence, day):
        body = directory.body(holding.body)
        if body is not None and body.level is Level.COMMUNE:
            own[body.code].append((holding, body))
        else:
            above.append((holding, body))
    found: defaultdict[tuple[CoverageKind, tuple[str, ...]], list[str]] = defaultdict(list)
    for communes in groups:
        first = communes[0]
        reaching = [line for line in above if reaches(directory, first, line)]
        # Communes without a line of their own are all in the position of the first such one.
        plain = [commune for commune in communes if commune.code not in own]
        if plain:
            found[_answer(directory, plain[0], reaching)].extend(commune.code for commune in plain)
        for commune in communes:
            if commune.code in own:
                found[_answer(directory, commune, [*own[commune.code], *reaching])].append(commune.code)
    cells = (Cell(kind, able, tuple(sorted(codes))) for (kind, able), codes in found.items())
    return tuple(sorted(cells, key=lambda cell: cell.communes))


def _answer(
    directory: Directory, commune: Body, lines: Sequence[Line]
) -> tuple[CoverageKind, tuple[str, ...]]:
    able = able_bodies(directory, commune, lines)
    nearest = sorted(able, key=lambda body: (body.level.rank, body.code))
    codes = tuple(THE_COMMUNE if body.code == commune.code else body.code for body in nearest)
    return kind_in(able, lines), codes
