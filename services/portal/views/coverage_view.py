"""Who is able for what, everywhere: competences in families down, agglomerations across, alarms first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archipel.projects.v1.coverage_pb2 import Coverage, CoverageRow
from archipel.projects.v1.register_pb2 import CoverageKind
from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import Text
from services.portal.storage.directory import Body, Directory
from services.portal.views.rule_words import FAMILY

ALARMS = (CoverageKind.COVERAGE_KIND_NOBODY, CoverageKind.COVERAGE_KIND_UNDECLARED)

WORST_FIRST: tuple[int, ...] = (*ALARMS, CoverageKind.COVERAGE_KIND_SHARED, CoverageKind.COVERAGE_KIND_ONE)

COMMUNE = "commune"
"""How the wire names the communes themselves among those who are able."""

AGGLOMERATION = "agglomeration"
"""Stands for the agglomeration of each commune, where all columns say the same of their own."""

OTHERS = "75"


@dataclass(frozen=True)
class Answer:
    """Who is able for some communes of one column. `communes` are their codes; `whole`: all of the column."""

    kind: int
    able: tuple[str, ...]
    communes: tuple[str, ...]
    whole: bool

    @property
    def alarm(self) -> bool:
        return self.kind in ALARMS


Cell = tuple[Answer, ...]


@dataclass(frozen=True)
class Row:
    """One competence. `same`: the answer when it is the same everywhere, else None."""

    competence: str
    title: str
    cells: tuple[Cell, ...]
    same: Answer | None

    @property
    def worst(self) -> int:
        kinds = {answer.kind for cell in self.cells for answer in cell}
        return next((kind for kind in WORST_FIRST if kind in kinds), CoverageKind.COVERAGE_KIND_ONE)

    @property
    def alarms(self) -> list[Answer]:
        return [answer for cell in self.cells for answer in cell if answer.alarm]


@dataclass(frozen=True)
class Family:
    """Competences that belong together."""

    key: str
    title: Text
    rows: tuple[Row, ...]

    @property
    def alarms(self) -> int:
        return sum(1 for row in self.rows if row.alarms)

    @property
    def counts(self) -> Mapping[int, int]:
        """Competences by their worst answer."""
        found = dict.fromkeys(WORST_FIRST, 0)
        for row in self.rows:
            found[row.worst] += 1
        return found


@dataclass(frozen=True)
class Column:
    """One agglomeration and its communes among those asked for; no body: communes outside any."""

    body: Body | None
    communes: frozenset[str]


def columns_of(coverage: Coverage, directory: Directory) -> list[Column]:
    """The agglomerations that the communes asked for belong to."""
    communes = {code_of(name) for row in coverage.rows[:1] for cell in row.cells for name in cell.communes}
    found = []
    for body in directory.at_level(Level.LEVEL_AGGLOMERATION):
        held = frozenset(communes & {member.code for member in directory.members(body.code)})
        if held:
            found.append(Column(body, held))
            communes -= held
    if communes:
        found.append(Column(None, frozenset(communes)))
    return found


def families_of(coverage: Coverage, columns: Sequence[Column], *, alarms_only: bool = False) -> list[Family]:
    """The matrix, by family."""
    grouped: dict[str, list[Row]] = {}
    for row in coverage.rows:
        shown = row_of(row, columns)
        if shown.alarms or not alarms_only:
            grouped.setdefault(family_of(row.competence), []).append(shown)
    return [Family(key, FAMILY[key], tuple(rows)) for key, rows in sorted(grouped.items())]


def row_of(row: CoverageRow, columns: Sequence[Column]) -> Row:
    cells = tuple(_cell(row, column) for column in columns)
    return Row(row.competence, row.title, cells, _same(cells, columns))


def _same(cells: Sequence[Cell], columns: Sequence[Column]) -> Answer | None:
    """The one answer that all columns give, each of its own communes and agglomeration."""
    answers = {
        (answer.kind, _seen_from(column, answer.able))
        for cell, column in zip(cells, columns, strict=True)
        for answer in cell
    }
    if len(answers) != 1:
        return None
    ((kind, able),) = answers
    everybody = tuple(code for cell in cells for answer in cell for code in answer.communes)
    return Answer(kind, able, everybody, whole=True)


def _seen_from(column: Column, able: Iterable[str]) -> tuple[str, ...]:
    own = column.body.code if column.body else ""
    return tuple(AGGLOMERATION if code == own else code for code in able)


def _cell(row: CoverageRow, column: Column) -> Cell:
    """The answers for one agglomeration, alarms first, then the one for most communes."""
    found = []
    for cell in row.cells:
        communes = tuple(code for code in map(code_of, cell.communes) if code in column.communes)
        if communes:
            whole = len(communes) == len(column.communes)
            found.append(Answer(cell.kind, tuple(map(code_of, cell.able)), communes, whole))
    return tuple(sorted(found, key=lambda answer: (not answer.alarm, -len(answer.communes))))


def family_of(competence: str) -> str:
    """The family of a code: its first two digits, or the other services."""
    return competence[:2] if competence[:2] in FAMILY else OTHERS


def code_of(name: str) -> str:
    return name.rpartition("/")[2]


def alarms_of(families: Iterable[Family]) -> list[Row]:
    """The competences of the first section: where nobody is able, or no share is declared."""
    return [row for family in families for row in family.rows if row.alarms]


def totals(coverage: Coverage) -> Mapping[int, int]:
    """Pairs of commune and competence by answer."""
    return {
        CoverageKind.COVERAGE_KIND_NOBODY: coverage.nobody,
        CoverageKind.COVERAGE_KIND_UNDECLARED: coverage.undeclared,
        CoverageKind.COVERAGE_KIND_ONE: coverage.one,
        CoverageKind.COVERAGE_KIND_SHARED: coverage.shared,
    }
