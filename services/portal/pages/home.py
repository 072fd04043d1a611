"""Accueil: what has been decided, for everybody."""

from __future__ import annotations

from starlette.responses import Response

from archipel.projects.v1.territories_pb2 import Level
from chassis.domain import paris_day
from services.portal.web.routing import get
from services.portal.web.visit import Visit


async def show(visit: Visit) -> Response:
    portal = visit.portal
    poles = portal.directory.at_level(Level.LEVEL_POLE)
    pole = poles[0] if poles else None
    figures = None
    if pole:
        today = paris_day(portal.clock.now())
        figures = await portal.reading.figures(pole.code, visit.view(pole.code), today)
    return visit.render(
        "home.html",
        pole=pole,
        agglomerations=portal.directory.at_level(Level.LEVEL_AGGLOMERATION),
        figures=figures,
        decided=await portal.reading.decided(visit.viewer),
        topics=["home"],
    )


routes = [get("/", show)]
