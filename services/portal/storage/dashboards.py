"""What a dashboard shows: totals by SQL over the facts that the viewer may see, never stored counters."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from archipel.engineering.v1.engineering_pb2 import RequestState
from archipel.funding.v1.funding_pb2 import PlanState
from archipel.labels.v1.applications_pb2 import ApplicationState
from archipel.projects.v1.projects_pb2 import ProjectState
from services.portal.storage import tables
from services.portal.storage.audience import visible

PAGE = 25
"""Projects on one page of a list."""


@dataclass(frozen=True)
class View:
    """Whose figures (the codes of a body and its members), and the bodies for which the viewer looks."""

    scope: Collection[str]
    viewer: Collection[str]


@dataclass(frozen=True)
class Figures:
    """The totals of one dashboard. Money in cents, days exact. Synthetic resources are left out."""

    by_state: dict[int, int]
    cost_cents: int
    asked_cents: int
    granted_cents: int
    paid_cents: int
    funded_cents: int
    days_asked: Decimal
    days_granted: Decimal
    days_lent: Decimal
    days_free: Decimal
    labels_valid: int
    labels_running: int

    @property
    def projects(self) -> int:
        return sum(self.by_state.values())


@dataclass(frozen=True)
class ProjectLine:
    """One project in a list."""

    id: str
    title: str
    lead: str
    state: int
    cost_cents: int
    owner_kind: int
    owner_body: str
    owner_title: str
    synthetic: bool
    updated_at: datetime


def in_scope(scope: Collection[str]) -> ColumnElement[bool]:
    """Whether the project concerns one of the bodies in any way."""
    related = tables.project_bodies
    return (
        select(related.c.project)
        .where(and_(related.c.project == tables.projects.c.id, related.c.body.in_(sorted(scope))))
        .exists()
    )


async def figures(connection: AsyncConnection, body: str, view: View, today: date) -> Figures:
    by_state, cost = await _projects(connection, view)
    asked, granted, paid = await _money(connection, view)
    days_asked, days_granted = await _days(connection, view)
    running, valid = await _labels(connection, view, today)
    return Figures(
        by_state=by_state,
        cost_cents=cost,
        asked_cents=asked,
        granted_cents=granted,
        paid_cents=paid,
        funded_cents=await _funded(connection, body, view),
        days_asked=days_asked,
        days_granted=days_granted,
        days_lent=await _lent(connection, view),
        days_free=await _free(connection, body),
        labels_valid=valid,
        labels_running=running,
    )


async def _projects(connection: AsyncConnection, view: View) -> tuple[dict[int, int], int]:
    projects = tables.projects
    rows = await connection.execute(
        select(projects.c.state, func.count(), func.coalesce(func.sum(projects.c.cost_cents), 0))
        .where(visible(projects, view.viewer), in_scope(view.scope))
        .where(projects.c.synthetic.is_(False))
        .group_by(projects.c.state)
    )
    found = [(int(state), int(count), int(cost)) for state, count, cost in rows]
    withdrawn = ProjectState.PROJECT_STATE_WITHDRAWN
    return (
        {state: count for state, count, _ in found},
        sum(cost for state, _, cost in found if state != withdrawn),
    )


def _open_lines(view: View) -> ColumnElement[bool]:
    plans = tables.plans
    return and_(
        plans.c.id == tables.plan_lines.c.plan,
        plans.c.state == PlanState.PLAN_STATE_OPEN,
        plans.c.synthetic.is_(False),
        visible(plans, view.viewer),
    )


async def _money(connection: AsyncConnection, view: View) -> tuple[int, int, int]:
    lines, plans = tables.plan_lines, tables.plans
    row = (
        await connection.execute(
            select(
                func.coalesce(func.sum(lines.c.asked_cents), 0),
                func.coalesce(func.sum(lines.c.granted_cents), 0),
                func.coalesce(func.sum(lines.c.paid_cents), 0),
            ).where(_open_lines(view), plans.c.owner.in_(sorted(view.scope)))
        )
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


async def _funded(connection: AsyncConnection, body: str, view: View) -> int:
    """What the body itself granted to projects of others."""
    lines = tables.plan_lines
    total = await connection.scalar(
        select(func.coalesce(func.sum(lines.c.granted_cents), 0)).where(
            _open_lines(view), lines.c.funder == body
        )
    )
    return int(total or 0)


async def _days(connection: AsyncConnection, view: View) -> tuple[Decimal, Decimal]:
    requests = tables.day_requests
    row = (
        await connection.execute(
            select(
                func.coalesce(func.sum(requests.c.days), 0),
                func.coalesce(func.sum(requests.c.granted_days), 0),
            )
            .where(visible(requests, view.viewer))
            .where(requests.c.body.in_(sorted(view.scope)))
            .where(requests.c.state != RequestState.REQUEST_STATE_WITHDRAWN)
        )
    ).one()
    return Decimal(row[0]), Decimal(row[1])


async def _lent(connection: AsyncConnection, view: View) -> Decimal:
    requests, grants = tables.day_requests, tables.day_grants
    total = await connection.scalar(
        select(func.coalesce(func.sum(grants.c.days), 0))
        .where(grants.c.request == requests.c.id, grants.c.lender != requests.c.body)
        .where(grants.c.lender.in_(sorted(view.scope)))
        .where(visible(requests, view.viewer))
    )
    return Decimal(total or 0)


async def _free(connection: AsyncConnection, body: str) -> Decimal:
    capacities = tables.capacities
    total = await connection.scalar(select(capacities.c.total_free_days).where(capacities.c.body == body))
    return Decimal(total or 0)


async def _labels(connection: AsyncConnection, view: View, today: date) -> tuple[int, int]:
    rows = tables.applications
    of_scope = and_(
        visible(rows, view.viewer),
        rows.c.applicant.in_(sorted(view.scope)) | rows.c.campaign_body.in_(sorted(view.scope)),
        rows.c.synthetic.is_(False),
    )
    running = (
        ApplicationState.APPLICATION_STATE_SUBMITTED,
        ApplicationState.APPLICATION_STATE_IN_INSTRUCTION,
        ApplicationState.APPLICATION_STATE_DEFERRED,
    )
    valid = and_(
        rows.c.state == ApplicationState.APPLICATION_STATE_AWARDED,
        rows.c.valid_from <= today,
        rows.c.valid_to >= today,
    )
    row = (
        await connection.execute(
            select(
                func.count().filter(rows.c.state.in_(running)),
                func.count().filter(valid),
            ).where(of_scope)
        )
    ).one()
    return int(row[0]), int(row[1])


async def list_projects(
    connection: AsyncConnection, view: View, state: int, page: int
) -> tuple[Sequence[ProjectLine], bool]:
    """One page of projects, newest change first, and whether another page follows. State 0: any."""
    projects = tables.projects
    query = (
        select(*[projects.c[name] for name in ProjectLine.__dataclass_fields__])
        .where(visible(projects, view.viewer), in_scope(view.scope))
        .order_by(projects.c.updated_at.desc(), projects.c.id)
        .limit(PAGE + 1)
        .offset(PAGE * page)
    )
    if state:
        query = query.where(projects.c.state == state)
    rows = [ProjectLine(*row) for row in await connection.execute(query)]
    return rows[:PAGE], len(rows) > PAGE


async def list_decided(connection: AsyncConnection, viewer: Collection[str], most: int) -> list[ProjectLine]:
    """The projects whose owner accepted last."""
    projects = tables.projects
    rows = await connection.execute(
        select(*[projects.c[name] for name in ProjectLine.__dataclass_fields__])
        .where(visible(projects, viewer))
        .where(projects.c.state == ProjectState.PROJECT_STATE_ACCEPTED)
        .order_by(projects.c.updated_at.desc(), projects.c.id)
        .limit(most)
    )
    return [ProjectLine(*row) for row in rows]
