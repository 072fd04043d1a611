"""What the use cases of projects need from storage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.domain import Clock
from services.projects.domain.project import Project
from services.projects.domain.reference_data import ReferenceData
from services.projects.domain.states import State
from services.projects.domain.subsidiarity.facts import Capacity


@dataclass(frozen=True)
class HistoryEntry:
    """One row of the journal. `actor` is a pseudonymous id or "service:<name>"; `body` a code."""

    event_id: str
    type: str
    time: datetime
    actor: str
    body: str
    version: int


@dataclass(frozen=True)
class Wanted:
    """Which projects a list is about; what is left empty asks for nothing."""

    body: str = ""
    """Only what concerns this body."""
    state: State | None = None
    part_of: str = ""
    """Only the lots of this programme (its id)."""
    competence: str = ""
    evaluated: bool = False


class Projects(Protocol):
    """The projects, each an aggregate of its own."""

    async def get(self, aggregate_id: str, /) -> Project:
        """Raise NotFound for an unknown id."""
        ...

    async def held(self, aggregate_id: str, /) -> Project:
        """The same, and nobody else changes it or wishes anything about it until the transaction ends."""
        ...

    async def add(self, aggregate: Project, /) -> None: ...

    async def save(self, aggregate: Project, /) -> None:
        """Write what was recorded since the last time; nothing recorded, nothing written."""
        ...

    async def listed(
        self, seen_by: frozenset[str], wanted: Wanted, before: str, limit: int
    ) -> Sequence[Project]:
        """At most `limit` projects that are public or concern a body of `seen_by`, newest first, older
        than the id `before`; of those only what is wanted.
        """
        ...

    async def history(self, aggregate_id: str, after: int, limit: int) -> Sequence[HistoryEntry]:
        """At most `limit` events of a project after that version, oldest first."""
        ...


class CapacityCopies(Protocol):
    """What engineering last published of each body's free days."""

    async def put(self, body: str, capacity: Capacity) -> None: ...


class ProjectUnit(Protocol):
    """One transaction over projects."""

    @property
    def projects(self) -> Projects: ...

    @property
    def capacities(self) -> CapacityCopies: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def node(self) -> str:
        """Name of this node: it writes only what has its home here."""
        ...

    async def reference(self) -> ReferenceData:
        """What projects are judged against, as it stands in this transaction."""
        ...
