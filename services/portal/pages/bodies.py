"""Collectivités: all the bodies of the territory, to find one's own."""

from __future__ import annotations

from starlette.responses import Response

from archipel.projects.v1.territories_pb2 import Level
from services.portal.views.territory_words import plain
from services.portal.web.routing import get
from services.portal.web.visit import Visit


async def show(visit: Visit) -> Response:
    directory = visit.portal.directory
    wanted = visit.request.query_params.get("nom", "").strip()
    groups = [
        (body, [member for member in directory.members(body.code) if member.level == Level.LEVEL_COMMUNE])
        for body in directory.at_level(Level.LEVEL_AGGLOMERATION)
    ]
    found = (
        [body for body in directory if plain(wanted) in plain(f"{body.title} {body.acronym}")]
        if wanted
        else []
    )
    return visit.render(
        "bodies.html", groups=groups, poles=directory.at_level(Level.LEVEL_POLE), wanted=wanted, found=found
    )


routes = [get("/collectivites", show)]
