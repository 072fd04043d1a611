"""What awaits a body: the acts that only it can do next, by the role that does them; and what the projects
of a territory wait for, from whom and until when.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Date, and_, any_, func, literal, null, or_, select, union_all
from sqlalchemy.dialects.postgresql import aggregate_order_by, array
from sqlalchemy.ext.asyncio import AsyncConnection

from archipel.engineering.v1.engineering_pb2 import RequestState
from archipel.funding.v1.funding_pb2 import PlanState
from archipel.funding.v1.lines_pb2 import LineKind, LineState
from archipel.labels.v1.applications_pb2 import ApplicationState
from archipel.projects.v1.ownership_pb2 import WishState
from services.portal.storage import tables
from services.portal.storage.audience import visible
from services.portal.storage.dashboards import View, in_scope

MOST = 10
"""At most so many of each kind are listed."""


ROLES = {
    "confirm": ("elected",),
    "accept": ("elected",),
    "accept_again": ("elected",),
    "consent": ("elected",),
    "opinion": ("elected",),
    "convene": ("elected",),
    "conclude": ("elected",),
    "offer": ("elected",),
    "wish": ("elected",),
    "return": ("elected",),
    "review": ("elected",),
    "finish_draft": ("elected", "project_manager"),
    "serve": ("pool_manager",),
    "plan": ("elected", "project_manager"),
    "grant": ("funding_officer",),
    "mark": ("juror", "elected"),
}
"""Kind of act → who does it, as the services' tables of access say."""


@dataclass(frozen=True)
class Waiting:
    """One act that is awaited. `kind`: a key of ROLES; `until`: its last day, where there is one."""

    kind: str
    path: str
    title: str
    until: date | None = None


@dataclass(frozen=True)
class AwaitedLine:
    """What one project waits for from bodies that are asked the same, until the same day."""

    project: str
    title: str
    kind: str
    bodies: tuple[str, ...]
    until: date | None


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


async def _projects(connection: AsyncConnection, body: str, viewer: Collection[str]) -> list[Waiting]:
    projects, awaits = tables.projects, tables.project_awaits
    rank = func.row_number().over(
        partition_by=awaits.c.kind, order_by=(awaits.c.until.nulls_last(), projects.c.updated_at.desc())
    )
    ranked = (
        select(awaits.c.kind, awaits.c.until, projects.c.id, projects.c.title, rank.label("rank"))
        .where(awaits.c.project == projects.c.id, awaits.c.body == body, visible(projects, viewer))
        .subquery()
    )
    rows = await connection.execute(
        select(ranked)
        .where(ranked.c.rank <= MOST)
        .order_by(ranked.c.until.nulls_last(), ranked.c.kind, ranked.c.rank)
    )
    found = [Waiting(row.kind, f"/projets/{row.id}", row.title, row.until) for row in rows]
    asked = await connection.execute(
        select(projects.c.id, projects.c.title)
        .where(_proposals(projects.c.id, viewer), projects.c.owner == body, visible(projects, viewer))
        .order_by(projects.c.updated_at.desc())
        .limit(MOST)
    )
    return [*found, *(Waiting("wish", f"/projets/{row.id}", row.title) for row in asked)]


def _proposals(project: ColumnElement[str], viewer: Collection[str]) -> ColumnElement[bool]:
    """Whether somebody proposes by himself to take the project over, as far as the viewer may know. Who
    accepts an offer waits for no answer: the transfer follows by itself.
    """
    wishes = tables.wishes
    standing = wishes.c.state == WishState.WISH_STATE_STANDING
    return (
        select(wishes.c.id)
        .where(wishes.c.project == project, standing, wishes.c.offer == "", visible(wishes, viewer))
        .exists()
    )


async def awaited_in(connection: AsyncConnection, view: View, most: int) -> tuple[list[AwaitedLine], bool]:
    """What the projects of a scope wait for, the earliest day first, and whether there is more. Drafts wait
    for nobody but their author, and synthetic projects for nobody at all.
    """
    projects, awaits = tables.projects, tables.project_awaits
    # Read once, before all that is awaited of others: the real projects of a scope are few.
    seen = (
        select(projects.c.id, projects.c.title, projects.c.owner, projects.c.updated_at)
        .where(projects.c.synthetic.is_(False), visible(projects, view.viewer), in_scope(view.scope))
        .cte("seen")
    )
    of_projects = (
        select(
            seen.c.id,
            seen.c.title,
            awaits.c.kind,
            awaits.c.until,
            func.array_agg(aggregate_order_by(awaits.c.body, awaits.c.body)).label("bodies"),
            seen.c.updated_at,
        )
        .where(awaits.c.project == seen.c.id, awaits.c.kind != "finish_draft")
        .group_by(seen.c.id, seen.c.title, awaits.c.kind, awaits.c.until, seen.c.updated_at)
    )
    of_wishes = select(
        seen.c.id,
        seen.c.title,
        literal("wish").label("kind"),
        null().cast(Date).label("until"),
        array([seen.c.owner]).label("bodies"),
        seen.c.updated_at,
    ).where(_proposals(seen.c.id, view.viewer))
    both = union_all(of_projects, of_wishes).subquery()
    rows = await connection.execute(
        select(both)
        .order_by(both.c.until.nulls_last(), both.c.updated_at.desc(), both.c.kind)
        .limit(most + 1)
    )
    found = [AwaitedLine(row.id, row.title, row.kind, tuple(row.bodies), row.until) for row in rows]
    return found[:most], len(found) > most


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
