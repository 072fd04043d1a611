"""Tableau de bord of one body, at any level: each reader sees what it may see."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from archipel.projects.v1.projects_pb2 import ProjectState
from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import paris_day
from services.portal.views import words
from services.portal.web.routing import get
from services.portal.web.visit import Visit


async def show(visit: Visit) -> Response:
    portal = visit.portal
    body = portal.directory.get(visit.request.path_params["code"])
    if body is None:
        raise HTTPException(404)
    query = visit.request.query_params
    state = int(query["etat"]) if query.get("etat", "").isdecimal() else 0
    page = int(query["page"]) if query.get("page", "").isdecimal() and len(query["page"]) < 6 else 0  # noqa: PLR2004 -- digits of a page number
    view = visit.view(body.code)
    dashboard = await portal.reading.dashboard(
        body.code,
        view,
        paris_day(portal.clock.now()),
        roles=visit.roles(body.code),
        state=state if state in words.PROJECT_STATE else 0,
        page=page,
    )
    return visit.render(
        "dashboard.html",
        body=body,
        chain=portal.directory.chain(body.code),
        members=portal.directory.members(body.code),
        dashboard=dashboard,
        state=state,
        page=page,
        states=[value for value in ProjectState.values() if value],
        is_commune=body.level == Level.LEVEL_COMMUNE,
        topics=[f"scope:{body.code}"],
        address=visit.request.url.path + (f"?{visit.request.url.query}" if visit.request.url.query else ""),
    )


routes = [get("/collectivites/{code}", show)]
