"""What awaits a body: the acts that only it can do next, by the role that does them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, any_, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from archipel.engineering.v1.engineering_pb2 import RequestState
from archipel.funding.v1.funding_pb2 import PlanState
from archipel.funding.v1.lines_pb2 import LineKind, LineState
from archipel.labels.v1.applications_pb2 import ApplicationState
from archipel.projects.v1.projects_pb2 import ProjectState
from archipel.projects.v1.subsidiarity_pb2 import OwnerKind
from services.portal.storage import tables
from services.portal.storage.audience import visible

MOST = 10
"""At most so many of each kind are listed."""


ROLES = {
    "confirm": ("elected",),
    "accept": ("elected",),
    "finish_draft": ("elected", "project_manager"),
    "serve": ("pool_manager",),
    "plan": ("elected", "project_manager"),
    "grant": ("funding_officer",),
    "mark": ("juror", "elected"),
}
"""Kind of act → who does it, as the services' tables of access say."""


@dataclass(frozen=True)
class Waiting:
    """One act that is awaited. `kind`: confirm, accept, finish_draft, serve, plan, grant, mark."""

    kind: str
    path: str
    title: str


async def awaiting(
    connection: AsyncConnection,
    body: str,
    scope: Collection[str],
    viewer: Collection[str],
    roles: Collection[str],
) -> list[Waiting]:
    """What awaits somebody who holds the roles at the body, among what he may see."""
    found = [
        *await _projects(connection, body, viewer),
        *await _requests(connection, body, scope, viewer),
        *await _plans(connection, body, viewer),
        *await _applications(connection, body, viewer),
    ]
    return [item for item in found if not set(roles).isdisjoint(ROLES[item.kind])]


def _concerns(body: str, relation: str) -> ColumnElement[bool]:
    related = tables.project_bodies
    return (
        select(related.c.project)
        .where(
            related.c.project == tables.projects.c.id,
            related.c.body == body,
            related.c.relation == relation,
        )
        .exists()
    )


async def _projects(connection: AsyncConnection, body: str, viewer: Collection[str]) -> list[Waiting]:
    projects = tables.projects
    proposed = projects.c.state == ProjectState.PROJECT_STATE_PROPOSED
    others = (OwnerKind.OWNER_KIND_THIRD_PARTY, OwnerKind.OWNER_KIND_INHABITANTS)
    wanted: dict[str, ColumnElement[bool]] = {
        "confirm": and_(
            projects.c.state == ProjectState.PROJECT_STATE_AWAITING_PARTNERS, _concerns(body, "awaited")
        ),
        "accept": and_(
            proposed,
            or_(
                projects.c.owner_body == body,
                and_(projects.c.owner_kind.in_(others), projects.c.lead == body),
            ),
        ),
        "finish_draft": and_(projects.c.state == ProjectState.PROJECT_STATE_DRAFT, projects.c.lead == body),
    }
    found: list[Waiting] = []
    for kind, condition in wanted.items():
        rows = await connection.execute(
            select(projects.c.id, projects.c.title)
            .where(visible(projects, viewer), condition)
            .order_by(projects.c.updated_at.desc())
            .limit(MOST)
        )
        found += [Waiting(kind, f"/projets/{row.id}", row.title) for row in rows]
    return found


async def _requests(
    connection: AsyncConnection, body: str, scope: Collection[str], viewer: Collection[str]
) -> list[Waiting]:
    """Days asked of the body: by name, or by a member of it (its own requests await others)."""
    requests, projects = tables.day_requests, tables.projects
    # Who may see that days are asked need not see the project that they are for.
    of_project = and_(projects.c.id == requests.c.project, visible(projects, viewer))
    unserved = (RequestState.REQUEST_STATE_OPEN, RequestState.REQUEST_STATE_PARTLY_COVERED)
    rows = await connection.execute(
        select(requests.c.id, projects.c.title)
        .join_from(requests, projects, of_project, isouter=True)
        .where(visible(requests, viewer), requests.c.state.in_(unserved))
        .where(requests.c.body != body)
        .where(or_(requests.c.body.in_(sorted(scope)), literal(body) == any_(requests.c.asked_bodies)))
        .order_by(requests.c.updated_at.desc())
        .limit(MOST)
    )
    return [Waiting("serve", f"/ingenierie/demandes/{row.id}", row.title or "") for row in rows]


async def _plans(connection: AsyncConnection, body: str, viewer: Collection[str]) -> list[Waiting]:
    plans, lines = tables.plans, tables.plan_lines
    seen = and_(visible(plans, viewer), plans.c.state == PlanState.PLAN_STATE_OPEN)
    has_lines = select(lines.c.line).where(lines.c.plan == plans.c.id).exists()
    asked = (
        select(lines.c.line)
        .where(
            lines.c.plan == plans.c.id,
            lines.c.funder == body,
            lines.c.kind == LineKind.LINE_KIND_FONDS_DE_CONCOURS,
            lines.c.state == LineState.LINE_STATE_REQUESTED,
        )
        .exists()
    )
    wanted = {"grant": asked, "plan": and_(plans.c.owner == body, ~has_lines)}
    found: list[Waiting] = []
    for kind, condition in wanted.items():
        rows = await connection.execute(
            select(plans.c.id, plans.c.title)
            .where(seen, condition)
            .order_by(plans.c.updated_at.desc())
            .limit(MOST)
        )
        found += [Waiting(kind, f"/financement/{row.id}", row.title) for row in rows]
    return found


async def _applications(connection: AsyncConnection, body: str, viewer: Collection[str]) -> list[Waiting]:
    applications = tables.applications
    open_states = (
        ApplicationState.APPLICATION_STATE_SUBMITTED,
        ApplicationState.APPLICATION_STATE_IN_INSTRUCTION,
    )
    rows = await connection.execute(
        select(applications.c.id, applications.c.project_title)
        .where(visible(applications, viewer))
        .where(applications.c.campaign_body == body, applications.c.state.in_(open_states))
        .order_by(applications.c.updated_at.desc())
        .limit(MOST)
    )
    return [Waiting("mark", f"/labels/candidatures/{row.id}", row.project_title) for row in rows]
