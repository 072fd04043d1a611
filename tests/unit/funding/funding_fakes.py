"""Repositories in memory, written by hand; they pass the same contract suite as the real ones."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from chassis.domain import Caller, Mandate, Stale, msg
from services.funding.domain.bodies import Bodies, Body
from services.funding.domain.events import PlanEvent
from services.funding.domain.lines import Line, LineState
from services.funding.domain.money import ZERO
from services.funding.domain.plan import FinancingPlan
from services.funding.domain.project_ref import ProjectRef
from services.funding.domain.rulebook import Rulebook
from services.funding.domain.states import PlanState
from services.funding.use_cases.ports import Amounts, Cursor, HistoryEntry, PlanFilter, Totals
from tests.unit.funding.funding_examples import BODIES, NOW, RULEBOOK

ASKED = {LineState.REQUESTED, LineState.GRANTED, LineState.REFUSED}


@dataclass
class FakeClock:
    instant: datetime = NOW

    def now(self) -> datetime:
        return self.instant


class FakePlans:
    def __init__(self) -> None:
        self.rows: dict[str, FinancingPlan] = {}
        self.events: list[tuple[str, PlanEvent]] = []

    async def find(self, plan_id: str) -> FinancingPlan | None:
        row = self.rows.get(plan_id)
        return None if row is None else _copied(row)

    async def add(self, plan: FinancingPlan) -> None:
        assert plan.id not in self.rows
        self._write(plan)

    async def save(self, plan: FinancingPlan) -> None:
        if not plan.recorded:
            return
        if self.rows[plan.id].version != plan.version:
            raise Stale("ETAG_STALE", msg("Quelqu’un a modifié cette fiche entre-temps."))
        self._write(plan)

    async def page(self, which: PlanFilter, after: Cursor | None, size: int) -> Sequence[FinancingPlan]:
        found = [plan for plan in self.seen_by(which.seen_by) if _fits(plan, which)]
        found.sort(key=_place, reverse=True)
        if after is not None:
            found = [plan for plan in found if _place(plan) < (after.created, after.id)]
        return found[:size]

    def seen_by(self, bodies: frozenset[str]) -> list[FinancingPlan]:
        return [_copied(plan) for plan in self.rows.values() if plan.public or plan.concerned & bodies]

    def _write(self, plan: FinancingPlan) -> None:
        self.events.extend((plan.id, event) for event in plan.recorded)
        plan.version += len(plan.recorded)
        plan.recorded.clear()
        self.rows[plan.id] = _copied(plan)


def _copied(plan: FinancingPlan) -> FinancingPlan:
    """Everything in a plan is immutable but its record of events."""
    fresh = copy(plan)
    fresh.recorded = []
    return fresh


class FakeProjects:
    def __init__(self) -> None:
        self.rows: dict[str, ProjectRef] = {}

    async def find(self, project_id: str) -> ProjectRef | None:
        return self.rows.get(project_id)

    async def put(self, ref: ProjectRef) -> None:
        self.rows[ref.id] = ref


class FakeBodies:
    def __init__(self, *bodies: Body) -> None:
        self.rows = {body.code: body for body in bodies}

    async def find(self, codes: Iterable[str]) -> Bodies:
        return {code: self.rows[code] for code in codes if code in self.rows}

    async def put(self, body: Body) -> None:
        self.rows[body.code] = body


@dataclass
class FakePlanQueries:
    plans: FakePlans

    async def history(self, plan_id: str, after: int, size: int) -> Sequence[HistoryEntry]:
        told = [event for of_plan, event in self.plans.events if of_plan == plan_id]
        entries = [
            HistoryEntry(f"{plan_id}-{version}", type(event).__name__, NOW, "p-1", "", version)
            for version, event in enumerate(told, start=1)
        ]
        return entries[after : after + size]

    async def totals(self, body: str, seen_by: frozenset[str]) -> Totals:
        counted = [
            plan
            for plan in self.plans.seen_by(seen_by)
            if plan.state is PlanState.OPEN and not plan.synthetic
        ]
        owned = [plan for plan in counted if plan.owner == body]
        return Totals(
            body=body,
            plans=len(owned),
            cost=sum((plan.cost for plan in owned), ZERO),
            as_owner=_amounts(line for plan in owned for line in plan.lines),
            as_funder=_amounts(line for plan in counted for line in plan.lines if line.funder == body),
        )


def _fits(plan: FinancingPlan, which: PlanFilter) -> bool:
    return (
        which.project in {"", plan.project}
        and which.body in {"", plan.owner, *plan.funders}
        and which.state in {None, plan.state}
    )


def _place(plan: FinancingPlan) -> tuple[datetime, str]:
    return plan.created or datetime.min.replace(tzinfo=UTC), plan.id


def _amounts(lines: Iterable[Line]) -> Amounts:
    asked = granted = paid = ZERO
    for line in lines:
        asked += (line.requested or ZERO) if line.state in ASKED else ZERO
        granted += line.amount if line.state is LineState.GRANTED else ZERO
        paid += line.paid
    return Amounts(asked, granted, paid)


@dataclass
class FakeUnit:
    """A transaction that always commits."""

    plans: FakePlans = field(default_factory=FakePlans)
    projects: FakeProjects = field(default_factory=FakeProjects)
    bodies: FakeBodies = field(default_factory=lambda: FakeBodies(*BODIES.values()))
    rulebooks: Sequence[Rulebook] = (RULEBOOK,)
    clock: FakeClock = field(default_factory=FakeClock)

    @property
    def plan_queries(self) -> FakePlanQueries:
        return FakePlanQueries(self.plans)


def person(name: str, *mandates: tuple[str, str]) -> Caller:
    """A caller with mandates such as (LOOS, "elected")."""
    return Caller(f"people/{name}", frozenset(Mandate(body, role) for body, role in mandates))


def amounts(asked: int = 0, granted: int = 0, paid: int = 0) -> Amounts:
    return Amounts(Decimal(asked), Decimal(granted), Decimal(paid))
