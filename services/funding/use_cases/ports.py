"""What the use cases need from the outside, as they see it. One unit is one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from chassis.domain import Clock, paris_day
from services.funding.domain.bodies import Bodies, Body
from services.funding.domain.money import ZERO
from services.funding.domain.plan import FinancingPlan, Law
from services.funding.domain.project_ref import ProjectRef
from services.funding.domain.rulebook import Rulebook, in_force
from services.funding.domain.states import PlanState


class ProjectRefs(Protocol):
    """The copy of what other services told about projects."""

    async def find(self, project_id: str) -> ProjectRef | None: ...

    async def put(self, ref: ProjectRef) -> None:
        """In the place of the copy with the same id."""
        ...


class KnownBodies(Protocol):
    """The copy of the territories."""

    async def find(self, codes: Iterable[str]) -> Bodies:
        """The bodies that are known, by code; unknown codes are left out."""
        ...

    async def put(self, body: Body) -> None:
        """In the place of the copy with the same code."""
        ...


@dataclass(frozen=True)
class PlanFilter:
    """Which plans to list: those that somebody with a mandate at `seen_by` may see, newest first.

    Empty `project` and `body` and a `state` of None filter nothing.
    """

    seen_by: frozenset[str]
    project: str = ""
    body: str = ""
    state: PlanState | None = None


@dataclass(frozen=True)
class Cursor:
    """Where a page ended: when its last plan was opened, and its id."""

    created: datetime
    id: str


class Plans(Protocol):
    async def find(self, plan_id: str) -> FinancingPlan | None: ...

    async def add(self, plan: FinancingPlan) -> None: ...

    async def save(self, plan: FinancingPlan) -> None:
        """Raises Stale when somebody else saved it since it was read; nothing recorded, nothing written."""
        ...

    async def page(self, which: PlanFilter, after: Cursor | None, size: int) -> Sequence[FinancingPlan]:
        """At most `size` plans after the cursor."""
        ...


@dataclass(frozen=True)
class Amounts:
    """Euros asked, granted and paid."""

    asked: Decimal = ZERO
    granted: Decimal = ZERO
    paid: Decimal = ZERO


@dataclass(frozen=True)
class Totals:
    """The money of one body: over the plans that it owns, and over the lines that name it as funder."""

    body: str
    plans: int = 0
    cost: Decimal = ZERO
    as_owner: Amounts = Amounts()
    as_funder: Amounts = Amounts()


@dataclass(frozen=True)
class HistoryEntry:
    """One row of the journal: `type` is the short name of the event, `actor` a pseudonymous id."""

    event_id: str
    type: str
    time: datetime
    actor: str
    body: str
    version: int


class PlanQueries(Protocol):
    async def history(self, plan_id: str, after: int, size: int) -> Sequence[HistoryEntry]:
        """The entries after this version, oldest first."""
        ...

    async def totals(self, body: str, seen_by: frozenset[str]) -> Totals:
        """Over open plans that are not synthetic and that somebody at `seen_by` may see."""
        ...


class Unit(Protocol):
    """The transaction of one command and what it may reach."""

    @property
    def plans(self) -> Plans: ...

    @property
    def projects(self) -> ProjectRefs: ...

    @property
    def bodies(self) -> KnownBodies: ...

    @property
    def plan_queries(self) -> PlanQueries: ...

    @property
    def rulebooks(self) -> Sequence[Rulebook]: ...

    @property
    def clock(self) -> Clock: ...


async def law_for(unit: Unit, plan_bodies: Iterable[str]) -> Law:
    """The parameters in force today in Paris, and what is known of these bodies."""
    rulebook = in_force(unit.rulebooks, paris_day(unit.clock.now()))
    return Law(rulebook, await unit.bodies.find(plan_bodies))
