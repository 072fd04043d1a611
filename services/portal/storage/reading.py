"""The questions that pages ask of the read models, each in one short read-only connection."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from archipel.projects.v1.projects_pb2 import ProjectState
from chassis.database import is_passing
from services.portal.storage import dashboards, tables
from services.portal.storage.audience import visible
from services.portal.storage.awaiting import AwaitedLine, Waiting, awaited_in, awaiting
from services.portal.storage.dashboards import Figures, ProjectLine, View
from services.portal.storage.own_data import kept_here

AWAITED = 20
"""At most so many lines of what the projects of a territory wait for."""


@dataclass(frozen=True)
class Dashboard:
    """All that one dashboard shows; `more…`: there is more than what is listed."""

    figures: Figures
    waiting: Sequence[Waiting]
    awaited: Sequence[AwaitedLine]
    more_awaited: bool
    projects: Sequence[ProjectLine]
    more: bool


@dataclass(frozen=True)
class Linked:
    """What other services hold about one project, as far as the viewer may see it."""

    plan: str | None
    requests: Sequence[str]
    applications: Sequence[str]


class Reading:
    """Reads the portal's database for pages."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def answers(self) -> bool:
        """Whether the database answers."""
        try:
            async with self._engine.connect() as connection:
                await connection.execute(select(1))
        except Exception as error:
            if not is_passing(error):
                raise
            return False
        return True

    async def dashboard(
        self,
        body: str,
        view: View,
        today: date,
        *,
        roles: Collection[str] = (),
        state: int = 0,
        page: int = 0,
    ) -> Dashboard:
        """One dashboard, with what awaits somebody who holds the roles at the body."""
        async with self._engine.connect() as connection:
            figures = await dashboards.figures(connection, body, view, today)
            waiting = await awaiting(connection, body, view.scope, view.viewer, roles) if roles else []
            awaited, more_awaited = await awaited_in(connection, view, AWAITED)
            projects, more = await dashboards.list_projects(connection, view, state, page)
        return Dashboard(figures, waiting, awaited, more_awaited, projects, more)

    async def waiting(self, body: str, view: View, roles: Collection[str]) -> list[Waiting]:
        async with self._engine.connect() as connection:
            return await awaiting(connection, body, view.scope, view.viewer, roles)

    async def decided(self, viewer: Collection[str], most: int = 8) -> list[ProjectLine]:
        async with self._engine.connect() as connection:
            return await dashboards.list_decided(connection, viewer, most)

    async def figures(self, body: str, view: View, today: date) -> Figures:
        async with self._engine.connect() as connection:
            return await dashboards.figures(connection, body, view, today)

    async def linked(self, project: str, viewer: Collection[str]) -> Linked:
        """The ids of the plan, the requests for days and the applications of one project."""
        found: list[list[str]] = []
        async with self._engine.connect() as connection:
            for table in (tables.plans, tables.day_requests, tables.applications):
                rows = await connection.execute(
                    select(table.c.id)
                    .where(table.c.project == project, visible(table, viewer))
                    .order_by(table.c.id)
                )
                found.append(list(rows.scalars()))
        plans, requests, applications = found
        return Linked(plans[0] if plans else None, requests, applications)

    async def candidates(self, body: str, viewer: Collection[str]) -> list[tuple[str, str]]:
        """(id, title) of the projects for which the body may apply to a label: it leads or owns them."""
        table = tables.projects
        ready = (
            ProjectState.PROJECT_STATE_PROPOSED,
            ProjectState.PROJECT_STATE_OPINIONS_RUNNING,
            ProjectState.PROJECT_STATE_ACCEPTED,
        )
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(table.c.id, table.c.title)
                .where(visible(table, viewer), table.c.state.in_(ready))
                .where((table.c.lead == body) | (table.c.owner_body == body))
                .order_by(table.c.title)
            )
            return [(row.id, row.title) for row in rows]

    async def kept_about(self, person: str) -> dict[str, list[dict[str, Any]]]:
        """What the portal itself keeps about a person: table → records."""
        return await kept_here(self._engine, person)

    async def titles(self, projects: Collection[str], viewer: Collection[str]) -> dict[str, str]:
        """Titles of the projects that the viewer may see, by id."""
        table = tables.projects
        async with self._engine.connect() as connection:
            rows = await connection.execute(
                select(table.c.id, table.c.title).where(
                    table.c.id.in_(sorted(projects)), visible(table, viewer)
                )
            )
            return {row.id: row.title for row in rows}
